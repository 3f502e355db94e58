import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OwnEngine } from './own-engine.ts';
import { RotatingLog } from './rotating-log.ts';
import { engineThat, StateLog, temporaryFolder } from './test-engines.ts';

function ownEngine(behaviour: Parameters<typeof engineThat>[0]) {
  const workspace = temporaryFolder();
  const log = new StateLog();
  const engine = new OwnEngine({
    command: engineThat(behaviour),
    workspace,
    log: new RotatingLog(path.join(workspace, 'engine.log')),
    restartDelays: [0, 0],
  });
  onTestFinished(() => engine.stop());
  const startsSoFar = (): unknown[] =>
    readFileSync(path.join(workspace, 'starts'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const killed = (): void => {
    process.kill(Number(readFileSync(path.join(workspace, 'pid'), 'utf8')), 'SIGKILL');
  };
  return { engine, log, workspace, startsSoFar, killed };
}

test('runs, and leaves nothing when it is stopped', async () => {
  const { engine, log } = ownEngine('serves');
  await engine.start(log.listener);
  const origin = engine.connectOrigin();
  expect(origin).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  await log.reached('running');
  expect(engine.running()).toMatchObject({ url: `${origin}/rpc`, where: 'this-machine' });
  expect(engine.running()?.token).toMatch(/^token-of-/);
  await engine.stop();
  expect(engine.running()).toBeUndefined();
  expect(log.names).toEqual(['starting', 'running']);
});

test('starts a killed engine again: same port, new token, the same grants', async () => {
  const { engine, log, startsSoFar, killed } = ownEngine('serves');
  await engine.start(log.listener);
  await log.reached('running');
  const first = engine.running();
  await engine.grant('/photos');
  killed();
  await log.reached('running', 2);
  expect(log.names).toEqual(['starting', 'running', 'crashed', 'starting', 'running']);
  expect(log.states[2]).toMatchObject({ sentence: 'The engine ended by itself (SIGKILL).' });
  expect(engine.running()?.url).toBe(first?.url);
  expect(engine.running()?.token).not.toBe(first?.token);
  expect(startsSoFar()).toMatchObject([{ roots: [] }, { roots: ['/photos'] }]);
});

test('gives up after three failures, until a person starts it again', async () => {
  const { engine, log } = ownEngine('refuses');
  await engine.start(log.listener);
  expect(await log.reached('stopped')).toEqual({
    state: 'stopped',
    sentence: 'The workspace is in use by another window.',
  });
  const threeStarts = ['starting', 'crashed', 'starting', 'crashed', 'starting', 'stopped'];
  expect(log.names).toEqual(threeStarts);
  await engine.stop();
  await engine.start(log.listener);
  await log.reached('stopped', 2);
  expect(log.names).toEqual([...threeStarts, ...threeStarts]);
});

test('counts an engine that runs and dies each time as failing', async () => {
  const { engine, log, killed } = ownEngine('serves');
  await engine.start(log.listener);
  for (let times = 1; times <= 3; times++) {
    await log.reached('running', times);
    killed();
  }
  await log.reached('stopped');
  expect(log.names.filter((name) => name === 'crashed')).toHaveLength(2);
});

test('stops while it waits to start again', async () => {
  const workspace = temporaryFolder();
  const log = new StateLog();
  const engine = new OwnEngine({
    command: engineThat('refuses'),
    workspace,
    log: new RotatingLog(path.join(workspace, 'engine.log')),
    restartDelays: [3_600_000, 3_600_000],
  });
  await engine.start(log.listener);
  await log.reached('crashed');
  await engine.stop();
  expect(log.names).toEqual(['starting', 'crashed']);
});
