import { expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import type { Api } from '../../src/contract/api/api.ts';
import type { EngineAddress } from '../../src/contract/shell.ts';
import {
  closeDisplay,
  expectGone,
  findElectron,
  isAlive,
  openDisplay,
  openWindow,
  PersonsFolder,
  startOf,
  whatIsMissing,
} from './desktop-window.ts';

const missing = whatIsMissing();
if (missing !== null) console.log(`The tests of the desktop window are skipped. ${missing}`);
test.skip(missing !== null, missing ?? '');

let person: PersonsFolder;
let application: ElectronApplication | undefined;

test.beforeAll(async () => {
  await openDisplay();
});
test.afterAll(() => closeDisplay());
test.beforeEach(() => {
  person = new PersonsFolder();
});
test.afterEach(async () => {
  await application?.close().catch(() => undefined);
  application = undefined;
  person.remove();
});

async function open(...start: [more?: string[], environment?: Record<string, string>]) {
  const opened = await openWindow(person, ...start);
  application = opened.application;
  return opened;
}

const engineOf = (page: Page): Promise<EngineAddress> =>
  page.evaluate(() => window.isolineShell!.engine());

/** Opens a WebSocket in the page and tells what became of it. */
const connect = (page: Page, { url, token }: { url: string; token: string }): Promise<string> =>
  page.evaluate(
    ([address, secret]) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address, ['isoline', `token.${secret}`]);
        socket.onopen = () => {
          socket.close();
          resolve('open');
        };
        socket.onerror = () => resolve('refused');
      }),
    [url, token] as const,
  );

/** What a page's call is refused with. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return String(error);
  }
  return 'nothing was refused';
}

/** Answers the system's next dialogs in a person's place. */
const answerDialogs = (
  app: ElectronApplication,
  answers: { open?: string; save?: string; button?: number },
): Promise<void> =>
  app.evaluate(({ dialog }, given) => {
    const chosen = given.open === undefined ? [] : [given.open];
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: chosen }),
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath: given.save ?? '' }),
      showMessageBox: () => Promise.resolve({ response: given.button ?? 0 }),
    });
  }, answers);

/** Collects the states of the engine in the page, as `window.states`. */
const watchStates = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const states: string[] = [];
    Object.assign(window, { states });
    window.isolineShell!.onEngineState(({ state }) => states.push(state));
  });
const statesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { states: string[] }).states);

test('the window runs its own engine, and its page can reach that alone', async () => {
  const { page } = await open();
  const engine = await engineOf(page);
  expect(engine.where).toBe('this-machine');
  expect(await connect(page, engine)).toBe('open');

  // Another server of this machine: the policy of the page stands before it.
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  let reached = false;
  other.on('connection', () => (reached = true));
  const { port } = other.address() as { port: number };
  expect(await connect(page, { url: `ws://127.0.0.1:${String(port)}/rpc`, token: 'x' })).toBe(
    'refused',
  );
  expect(reached).toBe(false);
  other.close();

  // Nothing of Node or Electron is in the page, and it cannot leave or open anything.
  expect(
    await page.evaluate(() =>
      ['require', 'process', 'module', 'ipcRenderer'].filter((name) => name in window),
    ),
  ).toEqual([]);
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  await page.evaluate(() => void (window.location.href = 'https://example.com/'));
  await page.evaluate(() => void (window.location.href = 'file:///etc/passwd'));
  expect(await page.evaluate(() => window.location.href)).toMatch(/^app:\/\/isoline\//);
  expect(
    await page.evaluate(() => Notification.requestPermission().then(String, () => 'denied')),
  ).toBe('denied');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    return 'ran' in window;
  });
  expect(ran).toBe(false);
});

test('messages are checked, and refused with a sentence', async () => {
  const { page } = await open();
  await engineOf(page);
  expect(
    await refusalOf(page.evaluate(() => window.isolineShell!.openExternal('https://example.com/'))),
  ).toMatch(/Isoline does not open https:\/\/example\.com\//);
  expect(await refusalOf(page.evaluate(() => window.isolineShell!.openWorkspace('/etc')))).toMatch(
    /Error: \/etc was not opened before\. Choose it in the dialog\./,
  );
  expect(await refusalOf(page.evaluate(() => window.isolineShell!.setProgress(7)))).toMatch(
    /setProgress was called with arguments that it does not take/,
  );
  expect(
    await refusalOf(
      page.evaluate(() => window.isolineShell!.grantDropped(new File(['x'], 'made.txt'))),
    ),
  ).toMatch(/made\.txt is not a file of this machine/);
  expect(
    await refusalOf(
      page.evaluate(() =>
        window.isolineShell!.chooseEngine({ kind: 'attached', url: 'ws://gpu.example:9000' }, null),
      ),
    ),
  ).toMatch(/cannot be reached without encryption/);
  // The engine that was in use still is.
  expect(await connect(page, await engineOf(page))).toBe('open');
});

test('a chosen folder is granted, and its images come through the page’s own origin', async () => {
  const photos = person.below('photos');
  for (const [index, name] of ['apples', 'pears'].entries()) {
    mkdirSync(path.join(photos, name), { recursive: true });
    for (let image = 0; image < 2; image++) {
      await sharp({
        create: {
          width: 200,
          height: 100,
          channels: 3,
          background: { r: 90 * index, g: 40 * image, b: 7 },
        },
      })
        .png()
        .toFile(path.join(photos, name, `${String(image)}.png`));
    }
  }
  const { application: app, page } = await open();
  const { url, token } = await engineOf(page);
  await answerDialogs(app, { open: photos });
  expect(await page.evaluate(() => window.isolineShell!.chooseFolder('Choose'))).toBe(photos);

  const socket = new WebSocket(url, ['isoline', `token.${token}`]);
  const client: ContractRouterClient<Api> = createORPCClient(new RPCLink({ websocket: socket }));
  // It counts as soon as the page knows of it.
  expect((await client.files.roots()).map((root) => root.path)).toContain(photos);
  await client.datasets.import({ path: photos });
  await expect.poll(async () => (await client.datasets.list()).length).toBe(1);
  const [dataset] = await client.datasets.list();
  await expect
    .poll(
      async () => (await client.datasets.images({ id: dataset!.id, offset: 0, limit: 9 })).total,
    )
    .toBe(4);
  const { images } = await client.datasets.images({ id: dataset!.id, offset: 0, limit: 9 });
  socket.close();

  const widthOf = (address: string): Promise<number> =>
    page.evaluate(
      (source) =>
        new Promise<number>((resolve) => {
          const image = new Image();
          image.onload = () => resolve(image.naturalWidth);
          image.onerror = () => resolve(0);
          image.src = source;
        }),
      address,
    );
  expect(await widthOf(`/images/${String(images[0]!.id)}?width=160`)).toBe(160);
  expect(await widthOf('/images/999999?width=160')).toBe(0);
  expect(await widthOf(`/images/${String(images[0]!.id)}?width=160&path=/etc/passwd`)).toBe(0);
  expect(await widthOf('/../../package.json')).toBe(0);

  // Arrays come the same way; the page itself may ask for nothing else.
  const answerTo = (address: string): Promise<[status: number, body: string]> =>
    page.evaluate(async (asked) => {
      const response = await fetch(asked);
      return [response.status, await response.text()];
    }, address);
  const [status, body] = await answerTo('/arrays/none/histogram.impostor');
  expect([status, JSON.parse(body)]).toMatchObject([404, { code: 'evaluation-unknown' }]);
  expect(await answerTo('/arrays/none/..%2f..%2frpc')).toEqual([404, '']);
  expect(await answerTo('/rpc')).toEqual([404, '']);
});

test('a killed engine is started again at the same place; after three, a person does it', async () => {
  const { page } = await open();
  const first = await engineOf(page);
  await watchStates(page);
  await expect.poll(() => statesOf(page)).toEqual(['running']);
  const pid = person.enginePid();
  process.kill(pid, 'SIGKILL');
  await expect
    .poll(() => statesOf(page), { timeout: 15_000 })
    .toEqual(['running', 'crashed', 'starting', 'running']);
  const second = await engineOf(page);
  expect(second.url).toBe(first.url);
  expect(second.token).not.toBe(first.token);
  expect(person.enginePid()).not.toBe(pid);
  expect(await connect(page, second)).toBe('open');
  expect(await connect(page, first)).toBe('refused');

  process.kill(person.enginePid(), 'SIGKILL');
  await expect
    .poll(async () => (await statesOf(page)).filter((state) => state === 'running').length, {
      timeout: 15_000,
    })
    .toBe(3);
  process.kill(person.enginePid(), 'SIGKILL');
  await expect.poll(async () => (await statesOf(page)).at(-1)).toBe('stopped');
  await page.evaluate(() => window.isolineShell!.restartEngine());
  expect(await connect(page, await engineOf(page))).toBe('open');
});

test('the engine ends with the window, however that ends', async () => {
  const closed = await open();
  await engineOf(closed.page);
  const first = person.enginePid();
  await closed.application.close();
  await expectGone(first);

  const killed = await open();
  await engineOf(killed.page);
  const second = person.enginePid();
  expect(isAlive(second)).toBe(true);
  killed.application.process().kill('SIGKILL');
  await expectGone(second);
});

test('closing asks while a job runs', async () => {
  const { application: app, page } = await open();
  await engineOf(page);
  await page.evaluate(() => window.isolineShell!.setProgress(0.4));
  const isAwake = (): Promise<boolean> =>
    app.evaluate(({ powerSaveBlocker }) => [0, 1, 2].some((id) => powerSaveBlocker.isStarted(id)));
  expect(await isAwake()).toBe(true);
  await answerDialogs(app, { button: 0 });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await page.evaluate(() => 'still here')).toBe('still here');
  await page.evaluate(() => window.isolineShell!.setProgress(null));
  expect(await isAwake()).toBe(false);

  await page.evaluate(() => window.isolineShell!.setProgress(0.4));
  await answerDialogs(app, { button: 1 });
  const gone = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await gone;
});

test('menus and a second start send commands to the page', async () => {
  const { application: app, page } = await open();
  await engineOf(page);
  await page.evaluate(() => {
    const commands: unknown[] = [];
    Object.assign(window, { commands });
    window.isolineShell!.onCommand((command) => commands.push(command));
  });
  const commandsOf = (): Promise<unknown[]> =>
    page.evaluate(() => (window as unknown as { commands: unknown[] }).commands);
  await app.evaluate(({ Menu }) => {
    const find = (items: Electron.MenuItem[]): Electron.MenuItem | undefined =>
      items
        .flatMap((item) => [item, ...(item.submenu?.items ?? [])])
        .find((item) => item.accelerator === 'CmdOrCtrl+4');
    find(Menu.getApplicationMenu()?.items ?? [])?.click();
  });
  await expect.poll(commandsOf).toEqual([{ kind: 'go', address: '/threshold' }]);

  const passport = person.below('shoes & more.isoline.json');
  writeFileSync(passport, '{}');
  const { args, env } = startOf(person, [passport]);
  const second = spawn(findElectron() ?? '', args, { env, stdio: 'ignore' });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  await expect
    .poll(commandsOf)
    .toContainEqual({ kind: 'go', address: `/passport?file=${encodeURIComponent(passport)}` });
});

test('the menu and the page’s settings are one choice of the theme', async () => {
  const { application: app, page } = await open();
  await engineOf(page);
  const choose = (theme: string): Promise<void> =>
    app.evaluate(({ Menu }, wanted) => {
      const themes = (Menu.getApplicationMenu()?.items ?? [])
        .flatMap((item) => item.submenu?.items ?? [])
        .flatMap((item) => item.submenu?.items ?? [])
        .filter(({ type }) => type === 'radio');
      themes[['system', 'light', 'dark'].indexOf(wanted)]?.click();
    }, theme);
  // The test's browser would say `light`, whatever the window is.
  await page.emulateMedia({ colorScheme: null });
  const scheme = page.locator('html');
  const chosen = page.getByRole('radio', { checked: true });
  await page.evaluate(() => (window.location.hash = '#/settings'));
  // What a page of a browser would keep is not asked in the window.
  await page.evaluate(() => localStorage.setItem('mantine-color-scheme-value', 'light'));
  await choose('dark');
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(chosen.first()).toHaveAttribute('value', 'dark');
  await page.getByText('Light', { exact: true }).click();
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'light');
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('light');
  await choose('dark');
  await expect(chosen.first()).toHaveAttribute('value', 'dark');
  await page.reload();
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(chosen.first()).toHaveAttribute('value', 'dark');
});

test('the window remembers its place, its theme and its workspaces', async () => {
  const other = person.below('shoes');
  mkdirSync(other);
  const bounds = { x: 60, y: 50, width: 1100, height: 700 };
  const first = await open();
  await engineOf(first.page);
  await first.page.evaluate(() => window.isolineShell!.setTheme('dark'));
  await answerDialogs(first.application, { open: other });
  const loaded = first.page.waitForEvent('load');
  await first.page.evaluate(() => window.isolineShell!.openWorkspace(null)).catch(() => undefined);
  await loaded;
  const engine = await engineOf(first.page);
  expect(await connect(first.page, engine)).toBe('open');
  expect(readFileSync(path.join(other, 'owner.json'), 'utf8')).toContain('Isoline window');
  await first.application.evaluate(
    ({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place),
    bounds,
  );
  await first.application.close();

  const second = await open();
  await engineOf(second.page);
  expect(
    await second.application.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    ),
  ).toEqual(bounds);
  expect(await second.application.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe(
    'dark',
  );
  expect(await second.page.evaluate(() => window.isolineShell!.recentWorkspaces())).toEqual([
    other,
    person.workspace,
  ]);
});

test('files are saved where a person says', async () => {
  const { application: app, page } = await open();
  const file = person.below('report.html');
  await answerDialogs(app, { save: file });
  const save = (): Promise<string | null> =>
    page.evaluate(() =>
      window.isolineShell!.saveFile('report.html', new TextEncoder().encode('<p>').buffer),
    );
  expect(await save()).toBe(file);
  expect(readFileSync(file, 'utf8')).toBe('<p>');
  await answerDialogs(app, {});
  expect(await save()).toBeNull();
});

test('the window attaches to an engine that runs already', async () => {
  const repository = path.join(import.meta.dirname, '../..');
  const engine = spawn(
    path.join(
      repository,
      'node_modules/node/bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    ),
    [path.join(repository, 'src/server/entry.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const start = { workspace: person.below('gpu'), origin: 'app://isoline', roots: [], port: 0 };
    engine.stdin.write(`${JSON.stringify(start)}\n`);
    const [line] = (await once(createInterface(engine.stdout), 'line')) as [string];
    const { port, token } = JSON.parse(line) as { port: number; token: string };
    const url = `ws://127.0.0.1:${String(port)}`;
    writeFileSync(person.below('token'), `${token}\n`);
    const { page } = await open(['--engine-url', url], {
      ISOLINE_ENGINE_TOKEN_FILE: person.below('token'),
    });
    const attached = { url: `${url}/rpc`, token, where: 'remote' };
    expect(await engineOf(page)).toEqual(attached);
    expect(await connect(page, attached)).toBe('open');
    expect(await page.evaluate(() => window.isolineShell!.engineChoice())).toEqual({
      kind: 'attached',
      url: `${url}/rpc`,
    });
    // This engine cannot see what the window can.
    const file = person.below('token');
    await answerDialogs(application!, { open: file });
    expect(
      await refusalOf(page.evaluate(() => window.isolineShell!.chooseFile('Choose', []))),
    ).toMatch(/The engine runs elsewhere and cannot read/);

    // To an engine of our own and back, from the settings.
    let loaded = page.waitForEvent('load');
    await page
      .evaluate(() => window.isolineShell!.chooseEngine({ kind: 'own' }, null))
      .catch(() => undefined);
    await loaded;
    const own = await engineOf(page);
    expect(own.where).toBe('this-machine');
    expect(await connect(page, own)).toBe('open');
    const pid = person.enginePid();
    loaded = page.waitForEvent('load');
    await page
      .evaluate(
        ([address, secret]) =>
          window.isolineShell!.chooseEngine({ kind: 'attached', url: address }, secret),
        [url, token] as const,
      )
      .catch(() => undefined);
    await loaded;
    expect(await engineOf(page)).toEqual(attached);
    expect(await connect(page, attached)).toBe('open');
    await expectGone(pid);
    await application?.close();
    // It belongs to someone else, and runs on.
    expect(isAlive(engine.pid ?? 0)).toBe(true);
  } finally {
    engine.stdin.end();
    await once(engine, 'exit');
  }
});

test('an address without encryption is refused with a sentence', async () => {
  const { page } = await open(['--engine-url', 'ws://gpu.example:9000']);
  const state = await page.evaluate(
    () =>
      new Promise<unknown>((resolve) =>
        window.isolineShell!.onEngineState((now) => {
          if (now.state === 'stopped') resolve(now);
        }),
      ),
  );
  expect(state).toEqual({
    state: 'stopped',
    sentence:
      'The engine at gpu.example:9000 cannot be reached without encryption. Use wss://, or an SSH tunnel to ws://127.0.0.1:PORT.',
  });
});
