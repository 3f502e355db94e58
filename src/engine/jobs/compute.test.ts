import os from 'node:os';
import { threadId } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import { moving } from './compute-task.ts';
import type { ComputeHostOptions } from './compute.ts';
import { ComputeHost } from './compute.ts';
import type { Flags } from './test-tasks.ts';

const tasksModule = new URL('./test-tasks.ts', import.meta.url);

function openHost(options: ComputeHostOptions = {}): ComputeHost {
  const host = new ComputeHost({ tasksModule, ...options });
  onTestFinished(() => host.close());
  return host;
}

function flags(): Flags {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Lets the event loop turn until a flag is set: on a blocked thread this would never return. */
async function untilSet(shared: Flags, index: number): Promise<void> {
  while (Atomics.load(shared, index) === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function errorOf(promise: Promise<unknown>): Promise<IsolineError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(IsolineError);
    return error as IsolineError;
  }
  throw new Error('The promise was not rejected.');
}

interface Echo {
  input: unknown;
  threads: number;
  threadId: number;
}

test('runs a task on one other thread with the threads of the machine or those asked for', async () => {
  const host = openHost();
  const first = await host.run<Echo>('echo', { a: [1, 'two', null] });
  expect(first.input).toEqual({ a: [1, 'two', null] });
  expect(first.threads).toBe(os.availableParallelism());
  expect(first.threadId).not.toBe(threadId);
  expect((await host.run<Echo>('echo', 1)).threadId).toBe(first.threadId);
  expect((await openHost({ threads: 3 }).run<Echo>('echo', 1)).threads).toBe(3);
});

test('a task that blocks its thread does not block this one', async () => {
  const host = openHost();
  const shared = flags();
  const run = host.run('block', shared);
  // Were the task on this thread, neither would the flag be seen nor the task ever be released.
  await untilSet(shared, 0);
  Atomics.store(shared, 1, 1);
  Atomics.notify(shared, 1);
  expect(await run).toBe('released');
});

test('tasks run one at a time, in the order they were asked for', async () => {
  const host = openHost();
  const shared = flags();
  const ends: string[] = [];
  const first = host.run('block', shared).then(() => ends.push('first'));
  const second = host.run('echo', 2).then(() => ends.push('second'));
  const third = host.run('echo', 3).then(() => ends.push('third'));
  await untilSet(shared, 0);
  expect(ends).toEqual([]);
  Atomics.store(shared, 1, 1);
  Atomics.notify(shared, 1);
  await Promise.all([first, second, third]);
  expect(ends).toEqual(['first', 'second', 'third']);
});

test('an aborted task is rejected only once it has stopped, and the next one runs', async () => {
  const host = openHost();
  const shared = flags();
  const controller = new AbortController();
  const run = host.run('spin', shared, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  const error = await errorOf(run);
  expect(Atomics.load(shared, 1)).toBe(1);
  expect(error).toMatchObject({ code: 'stopped', kind: 'interrupted' });
  expect(await host.run<Echo>('echo', 1)).toMatchObject({ input: 1 });
});

test('a stop rejects a task that finishes all the same, and does not hide a failure', async () => {
  const host = openHost();
  const stopping = (taskName: string): Promise<unknown> => {
    const controller = new AbortController();
    const { signal } = controller;
    return host.run(taskName, null, { signal, onEvent: () => controller.abort() });
  };
  expect(await errorOf(stopping('finishAnyway'))).toMatchObject({ code: 'stopped' });
  expect(await errorOf(stopping('failDuringStop'))).toMatchObject({ code: 'disk-full' });
});

test('a queued task that is aborted never starts; an aborted signal starts nothing', async () => {
  const host = openHost();
  const shared = flags();
  const second = flags();
  const controller = new AbortController();
  const running = host.run('block', shared);
  const queued = host.run('block', second, { signal: controller.signal });
  await untilSet(shared, 0);
  controller.abort();
  expect((await errorOf(queued)).code).toBe('stopped');
  const late = host.run('block', second, { signal: AbortSignal.abort() });
  expect((await errorOf(late)).kind).toBe('interrupted');
  Atomics.store(shared, 1, 1);
  Atomics.notify(shared, 1);
  expect(await running).toBe('released');
  await host.run('echo', 1);
  expect(Atomics.load(second, 0)).toBe(0);
});

test('progress is thinned out; the first of a stage and the last always come', async () => {
  const host = openHost();
  const seen: Progress[] = [];
  await host.run('count', 20_000, { onProgress: (progress) => seen.push(progress) });
  expect(seen.length).toBeLessThan(1000);
  expect(seen[0]).toEqual({ stage: 'counting', done: 0, total: 20_000, unit: 'steps' });
  expect(seen.at(-1)).toEqual({ stage: 'writing', done: 1, total: 1, unit: 'files' });
  const counts = seen.slice(0, -1).map(({ done }) => done);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test('the last progress of a stage comes with the end of the task', async () => {
  const host = openHost();
  const seen: Progress[] = [];
  await host.run('countOnly', 500, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)?.done).toBe(500);
});

test('events come all, in order, before the end', async () => {
  const host = openHost();
  const seen: unknown[] = [];
  await host.run('emitSquares', 300, { onEvent: (event) => seen.push(event) });
  expect(seen).toEqual(Array.from({ length: 300 }, (_, k) => k * k));
});

test('marked arrays are moved, shared ones shared, others copied', async () => {
  const host = openHost();
  const moved = await host.run<{ array: Float32Array; half: Float32Array }>('moveArray', 6);
  expect([...moved.array]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...moved.half]).toEqual([3, 4, 5]);
  expect(moved.half.buffer).toBe(moved.array.buffer);
  expect(await host.run('lengthLeftBehind', null)).toBe(0);

  const shared = new Float32Array(new SharedArrayBuffer(8));
  shared.set([1, 2]);
  expect(await host.run('sumShared', moving(shared, [shared]))).toBe(3);
  expect(shared[0]).toBe(-1);
  const copied = Float32Array.of(1, 2);
  expect(await host.run('sumShared', copied)).toBe(3);
  expect(copied[0]).toBe(1);
  const given = Float32Array.of(1, 2, 3);
  expect(await host.run('sumShared', moving(given, [given]))).toBe(6);
  expect(given).toHaveLength(0);
});

test('errors cross the thread as data, others as internal with their stack', async () => {
  const host = openHost();
  const known = await errorOf(host.run('failWithData', null));
  expect(known.toData()).toEqual({
    code: 'model-not-onnx',
    kind: 'input',
    sentence: 'The file m.onnx is no ONNX model.',
    next: 'Export it again.',
    subject: 'm.onnx',
  });
  const unknown = await errorOf(host.run('failUnexpectedly', null));
  expect(unknown).toMatchObject({
    code: 'internal',
    kind: 'failure',
    sentence: 'The task failUnexpectedly failed: Index out of range.',
  });
  expect(unknown.stack).toContain('test-tasks.ts');
  expect(unknown.stack).toContain('RangeError');
});

test('an unknown task, an input and a result that cannot be copied fail, and the next task runs', async () => {
  const host = openHost();
  expect(await errorOf(host.run('toString', null))).toMatchObject({ code: 'task-unknown' });
  expect(await errorOf(host.run('echo', () => {}))).toMatchObject({ code: 'internal' });
  expect(await errorOf(host.run('resultThatCannotBeCopied', null))).toMatchObject({
    code: 'internal',
    kind: 'failure',
  });
  expect(await host.run<Echo>('echo', 1)).toMatchObject({ input: 1 });
});

test.each([
  ['exit', 'exit code 7'],
  ['throwInTimer', 'thrown in a timer'],
])(
  'after a crash (%s) all pending runs are rejected and the next starts anew',
  async (name, why) => {
    const host = openHost();
    const before = await host.run<Echo>('echo', 0);
    const pending = [host.run(name, null), host.run('echo', 1)].map(errorOf);
    for (const error of await Promise.all(pending)) {
      expect(error).toMatchObject({ code: 'compute-crashed', kind: 'failure' });
      expect(error.sentence).toContain(why);
    }
    const after = await host.run<Echo>('echo', 2);
    expect(after.input).toBe(2);
    expect(after.threadId).not.toBe(before.threadId);
  },
);

test('what a callback throws stops the task and rejects its run', async () => {
  const host = openHost();
  const shared = flags();
  const run = host.run('spin', shared, {
    onProgress: () => {
      throw new Error('the row could not be written');
    },
  });
  await expect(run).rejects.toThrow('the row could not be written');
  expect(Atomics.load(shared, 1)).toBe(1);
});

test('closing stops the running task, rejects the queued ones and ends the thread', async () => {
  const host = openHost();
  const shared = flags();
  const running = errorOf(host.run('spin', shared));
  const queued = errorOf(host.run('echo', 1));
  await untilSet(shared, 0);
  await host.close();
  expect(Atomics.load(shared, 1)).toBe(1);
  expect((await running).code).toBe('stopped');
  expect((await queued).code).toBe('stopped');
  expect((await errorOf(host.run('echo', 1))).code).toBe('stopped');
  await host.close();
});

test('closing a host that never ran anything, or whose thread crashed, ends', async () => {
  await openHost().close();
  const host = openHost();
  const crashed = errorOf(host.run('exit', null));
  await host.close();
  expect(['compute-crashed', 'stopped']).toContain((await crashed).code);
});
