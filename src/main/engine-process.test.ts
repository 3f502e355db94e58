import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EngineCommand } from './engine-files.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineLimits } from './engine-process.ts';
import { RotatingLog } from './rotating-log.ts';
import { engineThat, temporaryFolder } from './test-engines.ts';

function start(command: EngineCommand, limits?: EngineLimits) {
  const workspace = temporaryFolder();
  const logFile = path.join(workspace, 'engine.log');
  const options = { workspace, origin: 'app://isoline', roots: ['/photos'], port: 4321 };
  const engine = new EngineProcess(command, options, new RotatingLog(logFile), limits);
  onTestFinished(() => engine.stop());
  return { engine, options, workspace, logFile };
}

test('hands the options over, reads where the engine listens, and passes grants on', async () => {
  const { engine, options, workspace } = start(engineThat('serves'));
  const announced = await engine.announced;
  expect(announced?.port).toBe(4321);
  expect(announced?.token).toMatch(/^token-of-/);
  expect(JSON.parse(readFileSync(path.join(workspace, 'starts'), 'utf8'))).toEqual(options);
  // Each is taken when it is said to be.
  await engine.grant('/a folder with "quotes"');
  const grants = path.join(workspace, 'grants');
  expect(readFileSync(grants, 'utf8')).toBe('/a folder with "quotes"\n');
  await Promise.all([engine.grant('/b'), engine.grant('/c')]);
  expect(readFileSync(grants, 'utf8').split('\n').slice(1)).toEqual(['/b', '/c', '']);
});

test('grants before the engine listens, and does not wait for one that has ended', async () => {
  const { engine, workspace } = start(engineThat('serves'));
  await engine.grant('/early');
  expect(readFileSync(path.join(workspace, 'grants'), 'utf8')).toBe('/early\n');
  expect((await engine.announced)?.port).toBe(4321);
  await engine.stop();
  await engine.grant('/late');
});

test('ends an engine by the end of its input', async () => {
  const { engine } = start(engineThat('serves'));
  await engine.announced;
  await engine.stop();
  expect(await engine.ended).toBe('The engine ended by itself (exit code 0).');
});

test('tells the last words of an engine that could not start, and logs them', async () => {
  const { engine, logFile } = start(engineThat('refuses'));
  expect(await engine.announced).toBeUndefined();
  expect(await engine.ended).toBe('The workspace is in use by another window.');
  expect(readFileSync(logFile, 'utf8')).toBe('The workspace is in use by another window.\n');
});

test.each(['talksNonsense', 'announcesNonsense'] as const)(
  'ends one that %s',
  async (behaviour) => {
    const { engine } = start(engineThat(behaviour));
    expect(await engine.announced).toBeUndefined();
    expect(await engine.ended).toBe('The engine gave an answer that cannot be understood.');
  },
);

test('ends one that hangs while it starts', async () => {
  const { engine } = start(engineThat('hangs'), { start: 300, terminate: 5000, kill: 10_000 });
  expect(await engine.announced).toBeUndefined();
  expect(await engine.ended).toBe('The engine did not start in time.');
});

test.skipIf(process.platform === 'win32')(
  'ends one that neither the end of its input nor SIGTERM ends',
  async () => {
    const limits = { start: 60_000, terminate: 20, kill: 200 };
    const { engine, logFile } = start(engineThat('isStubborn'), limits);
    await engine.announced;
    await engine.stop();
    // SIGTERM came first, and was answered.
    expect(readFileSync(logFile, 'utf8')).toBe('No.\n');
    expect(await engine.ended).toBe('No.');
  },
);

test('says so where there is no such program', async () => {
  const missing = path.join(temporaryFolder(), 'node');
  expect(existsSync(missing)).toBe(false);
  const { engine } = start({ node: missing, entry: 'entry.mjs' });
  expect(await engine.announced).toBeUndefined();
  expect(await engine.ended).toBe(`The engine cannot be started: spawn ${missing} ENOENT.`);
  await engine.stop();
});
