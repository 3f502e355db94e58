import { expect, test } from 'vitest';
import { AbsentEngine } from './absent-engine.ts';
import { AttachedEngine } from './attached-engine.ts';
import { ShellError } from './shell-error.ts';
import { StateLog } from './test-engines.ts';
import { WindowEngine } from './window-engine.ts';
import type { EngineSource } from './window-engine.ts';

const attached = (host: string, token: string | null = 'token'): AttachedEngine =>
  new AttachedEngine(`wss://${host}/rpc`, () => Promise.resolve(token));

test('whoever asks for the address waits until an engine runs', async () => {
  const engine = new WindowEngine();
  const asked = engine.address();
  await engine.use(new AbsentEngine('There is none.'));
  expect(engine.state).toEqual({ state: 'stopped', sentence: 'There is none.' });
  expect(engine.connectOrigin()).toBeNull();
  await expect(engine.grant('/photos')).rejects.toThrow(new ShellError('There is none.'));

  await engine.use(attached('gpu.example'));
  const address = { url: 'wss://gpu.example/rpc', token: 'token', where: 'remote' };
  expect(await asked).toEqual(address);
  expect(await engine.address()).toEqual(address);
  expect(engine.connectOrigin()).toBe('wss://gpu.example');
});

test('an attached engine needs its token, and cannot read files of this machine', async () => {
  const engine = new WindowEngine();
  await engine.use(attached('gpu.example', null));
  expect(engine.state).toEqual({
    state: 'stopped',
    sentence:
      'The token of the engine at gpu.example is not known on this machine. Enter it in the settings.',
  });
  expect(engine.running()).toBeUndefined();
  await expect(engine.grant('/photos')).rejects.toThrow(/runs elsewhere/);
});

test('ends one engine before the next begins, and hears only the one in use', async () => {
  const order: string[] = [];
  const source = (name: string): EngineSource & { say?: () => void } => {
    const made: EngineSource & { say?: () => void } = {
      start: (onState) => {
        order.push(`${name} starts`);
        made.say = () => onState({ state: 'crashed', sentence: name });
        return Promise.resolve();
      },
      stop: async () => {
        await Promise.resolve();
        order.push(`${name} stops`);
      },
      connectOrigin: () => null,
      running: () => undefined,
      grant: () => Promise.resolve(),
    };
    return made;
  };
  const engine = new WindowEngine();
  const heard = new StateLog();
  engine.onState(heard.listener);
  const [first, second] = [source('first'), source('second')];
  // Asked for at once, done one after another.
  await Promise.all([engine.use(first), engine.use(second), engine.restart()]);
  first.say?.();
  second.say?.();
  await engine.close();
  const done = ['first starts', 'first stops', 'second starts', 'second stops'];
  expect(order).toEqual([...done, 'second starts', 'second stops']);
  expect(heard.states.filter(({ state }) => state === 'crashed')).toEqual([
    { state: 'crashed', sentence: 'second' },
  ]);
  // Nothing starts any more.
  const before = order.length;
  await engine.use(first);
  expect(order.slice(before)).toEqual(['second stops']);
});
