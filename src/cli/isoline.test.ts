import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../engine/store/test-process.ts';
import {
  findOldNode,
  launcher,
  programWith,
  repository,
  run,
  start,
  typeStripper,
} from './test-run.ts';

const version = `${manifest.version}\n`;
const oldNode = findOldNode();
/** Tests of the launcher's other half: they need a Node on the PATH that is older than 24. */
const withOldNode = test.skipIf(oldNode === undefined);
const inOldNode = oldNode === undefined ? {} : { node: oldNode };

const commands = `[{
  name: 'wait',
  summary: 'waits to be stopped',
  examples: ['isoline wait'],
  async run({ signal, results }) {
    await results.print('threads ' + process.env.UV_THREADPOOL_SIZE + ' node ' + process.versions.node);
    const alive = setInterval(() => undefined, 1000);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    clearInterval(alive);
    await results.print('kept');
    throw signal.reason;
  },
}, {
  name: 'hang',
  summary: 'takes no notice',
  examples: ['isoline hang'],
  async run({ results }) {
    await results.print('hanging');
    setInterval(() => undefined, 1000);
    await new Promise(() => undefined);
  },
}]`;

test('runs on the Node that it was started with, without a warning', async () => {
  const { code, stdout, stderr } = await run(['--version']);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: version, stderr: '' });
});

test('runs through a symbolic link', async () => {
  const link = path.join(temporaryFolder(), 'isoline');
  symlinkSync(launcher, link);
  const { code, stdout, stderr } = await run(['--version'], { program: link });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: version, stderr: '' });
});

test('takes the types off without WebAssembly', async () => {
  const program = programWith(`[{
    name: 'loaded',
    summary: 'says what Node loaded to take types off',
    examples: ['isoline loaded'],
    async run({ results }) {
      const loaded: string[] = process.moduleLoadList;
      await results.print(loaded.filter((name) => /amaro/.test(name)).join() || 'nothing');
      return 0;
    },
  }]`);
  for (const options of [
    { program },
    ...(oldNode === undefined ? [] : [{ program, ...inOldNode }]),
  ]) {
    expect(await run(['loaded'], options)).toMatchObject({ code: 0, stdout: 'nothing\n' });
  }
});

test('runs through npx in a checkout', async () => {
  const { stdout } = await promisify(execFile)('npx', ['--no-install', 'isoline', '--version'], {
    cwd: repository,
  });
  expect(stdout).toBe(version);
});

withOldNode('runs on its own Node where it was started with an old one', async () => {
  const link = path.join(temporaryFolder(), 'isoline');
  symlinkSync(launcher, link);
  for (const program of [launcher, link]) {
    const good = await run(['--version'], { ...inOldNode, program });
    expect(good).toEqual({ code: 0, signal: null, stdout: version, stderr: '' });
    const bad = await run(['nonsense'], { ...inOldNode, program });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("unknown command 'nonsense'");
  }
});

withOldNode('says what is missing where there is no Node to run on', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  copyFileSync(launcher, path.join(folder, 'src', 'isoline.js'));
  const program = path.join(folder, 'src', 'isoline.js');
  const { code, stdout, stderr } = await run(['--version'], { ...inOldNode, program });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^Isoline needs Node 24\.3 or newer and this is Node [\d.]+\. .*npm ci.*\n$/,
  );
});

test('says that npm ci is missing where packages are', async () => {
  const folder = temporaryFolder();
  for (const part of ['src/cli', 'src/engine/jobs']) {
    mkdirSync(path.join(folder, part), { recursive: true });
  }
  const copied = ['package.json', typeStripper];
  const cli = readdirSync(path.join(repository, 'src/cli')).map((name) => `src/cli/${name}`);
  for (const file of [...copied, ...cli]) {
    copyFileSync(path.join(repository, file), path.join(folder, file));
  }
  const { code, stderr } = await run([], { program: path.join(folder, 'src/cli/isoline.js') });
  expect(code).toBe(3);
  expect(stderr).toMatch(/^Isoline could not start\. Run npm ci in its folder and try again\.\n/);
});

test('threads for files: at least 4, and what the user set stays', async () => {
  const asked = async (environment: NodeJS.ProcessEnv): Promise<string> => {
    const { child, ended, said } = start(['wait'], { program: programWith(commands), environment });
    await said('threads');
    child.kill('SIGINT');
    return (await ended).stdout;
  };
  expect(Number(/threads (\d+)/.exec(await asked({}))?.[1])).toBeGreaterThanOrEqual(4);
  expect(await asked({ UV_THREADPOOL_SIZE: '3' })).toContain('threads 3 ');
});

for (const [how, skip, options] of [
  ['on this Node', false, {}],
  ['on its own Node under an old one', oldNode === undefined, inOldNode],
] as const) {
  const interrupted = test.skipIf(skip);

  interrupted(`${how}, one signal stops the work, which keeps what is finished`, async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, ended, said } = start(['wait'], {
        program: programWith(commands),
        ...options,
      });
      await said('threads');
      child.kill(signal);
      const end = await ended;
      expect(end.code).toBe(130);
      expect(end.stdout).toMatch(/kept\n$/);
      expect(end.stderr).toBe(
        'Stopping. Press Ctrl-C again to end at once.\nInterrupted. What was finished is kept.\n',
      );
    }
  });

  interrupted(
    `${how}, Ctrl-C at a terminal counts once though it reaches all processes`,
    async () => {
      const { child, ended, said } = start(['wait'], {
        program: programWith(commands),
        ...options,
      });
      await said('threads');
      process.kill(-child.pid!, 'SIGINT');
      const end = await ended;
      expect(end.code).toBe(130);
      expect(end.stdout).toMatch(/kept\n$/);
    },
  );

  interrupted(`${how}, a later signal ends at once`, async () => {
    const { child, ended, said } = start(['hang'], { program: programWith(commands), ...options });
    await said('hanging');
    // Until it ends: what comes right behind the first signal counts as the same.
    const again = setInterval(() => child.kill('SIGINT'), 50);
    const end = await ended.finally(() => clearInterval(again));
    // A shell makes 130 of the signal.
    expect(end.code ?? end.signal).toBe(options === inOldNode && !skip ? 130 : 'SIGINT');
    expect(end.stdout).toBe('hanging\n');
  });
}
