import { app, dialog, nativeTheme, session } from 'electron';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultWorkspace } from '../contract/data-folder.ts';
import { findEngine } from './engine-files.ts';
import { EngineSelection } from './engine-selection.ts';
import { parseLaunchOptions, passportSuffix } from './launch-options.ts';
import type { LaunchOptions } from './launch-options.ts';
import { openMainWindow } from './main-window.ts';
import { OwnEngine } from './own-engine.ts';
import { guardPages, guardSession } from './page-guards.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { RotatingLog } from './rotating-log.ts';
import { SettingsFile } from './settings.ts';
import { Shell } from './shell.ts';
import { sentenceOf } from './shell-error.ts';
import { answerMessages } from './shell-messages.ts';
import { TokenStore } from './token-store.ts';
import { WindowEngine } from './window-engine.ts';
import { wordsFor } from './words.ts';

/** From `out/main/`: the checkout, or the archive of the packaged application. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const built = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

const engine = new WindowEngine();
/** Passports that the system asks to open, until the window can. */
let waitingPassports: string[] = [];
let shell: Shell | undefined;
let engineClosed = false;

registerPageScheme();
guardPages();
app.setName('Isoline');
app.setAppUserModelId('org.isoline.desktop');
// Not awaited at the top level: an ES-module main is loaded before `ready` can come.
begin();

function begin(): void {
  let launch: LaunchOptions;
  try {
    launch = parseLaunchOptions(process.argv.slice(1), process.env, process.cwd());
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    app.exit(2);
    return;
  }
  waitingPassports.push(...launch.passports);
  // A second start hands its files to the first one and ends.
  if (!app.requestSingleInstanceLock({ passports: launch.passports })) {
    app.exit(0);
    return;
  }
  app.on('second-instance', (_event, _commandLine, _folder, data) => {
    const handed = z.object({ passports: z.array(z.string()) }).safeParse(data);
    openPassports(handed.data?.passports ?? []);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (file.endsWith(passportSuffix)) openPassports([file]);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (engineClosed) return;
    event.preventDefault();
    // Ending the engine may take seconds: whoever starts Isoline meanwhile gets a new window.
    app.releaseSingleInstanceLock();
    void engine.close().finally(() => {
      engineClosed = true;
      // Not before Electron has taken note that this attempt to quit was stopped.
      setImmediate(() => app.quit());
    });
  });
  app
    .whenReady()
    .then(() => openWindow(launch))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      dialog.showErrorBox('Isoline', sentenceOf(error));
      app.exit(3);
    });
}

function openPassports(files: readonly string[]): void {
  if (shell === undefined) waitingPassports.push(...files);
  else void shell.openPassports(files);
}

async function openWindow(launch: LaunchOptions): Promise<void> {
  const words = wordsFor(app.getLocale());
  const log = new RotatingLog(path.join(app.getPath('logs'), 'engine.log'));
  const settings = new SettingsFile(path.join(app.getPath('userData'), 'settings.json'));
  nativeTheme.themeSource = settings.values.theme;
  guardSession(session.defaultSession, () => engine.connectOrigin());

  const window = openMainWindow(settings, built('preload/index.cjs'));
  const resources = app.isPackaged ? process.resourcesPath : undefined;
  const selection = new EngineSelection({
    engine,
    settings,
    tokens: new TokenStore(path.join(app.getPath('userData'), 'engine-tokens.json')),
    usualWorkspace: defaultWorkspace(process.platform, process.env, homedir()),
    ownEngine: (workspace) =>
      new OwnEngine({
        command: findEngine(resources, root, process.env, process.platform),
        workspace,
        log,
      }),
    confirm: async (host) => {
      const { response } = await dialog.showMessageBox(window, {
        type: 'question',
        message: words.newEngineQuestion.replace('{host}', host),
        detail: words.newEngineDetail,
        buttons: [words.cancel, words.connect],
        defaultId: 0,
        cancelId: 0,
      });
      return response === 1;
    },
  });
  const documentation = path.join(
    resources === undefined ? root : path.join(resources, 'engine'),
    'docs',
  );
  const opened = new Shell({ window, engine, selection, settings, log, words, documentation });
  servePage(built('renderer'), {
    connectOrigin: () => opened.connectOrigin(),
    running: () => engine.running(),
  });
  answerMessages(window, opened.functions(), log);
  opened.showMenu();
  await opened.changeEngine(() => selection.start(launch, process.stdin));
  shell = opened;
  if (waitingPassports.length > 0) void opened.openPassports(waitingPassports);
  waitingPassports = [];
}
