/** Tasks for the tests of the compute thread. */
import { threadId } from 'node:worker_threads';
import { IsolineError } from '../../core/errors.ts';
import type { ComputeTask, TaskContext } from './compute-task.ts';
import { moving } from './compute-task.ts';
import type { ComputeTasks } from './compute-tasks.ts';

/** Shared flags: a test sets or waits for one of them while a task blocks its own thread. */
export type Flags = Int32Array<SharedArrayBuffer>;

/** A task from a function that waits for nothing. */
function task<Input, Output>(
  work: (input: Input, context: TaskContext) => Output,
): ComputeTask<Input, Output> {
  return (input, context) => {
    return new Promise((resolve) => {
      resolve(work(input, context));
    });
  };
}

const echo: ComputeTask<unknown, unknown> = task((input, context) => {
  return { input, threads: context.threads, threadId };
});

/** Blocks the compute thread until the test sets flag 1; sets flag 0 when it has begun. */
const block: ComputeTask<Flags, string> = task((flags) => {
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  Atomics.wait(flags, 1, 0);
  return 'released';
});

/** Spins until it is asked to stop, then sets flag 1. */
const spin: ComputeTask<Flags, string> = task((flags, context) => {
  context.progress({ stage: 'spinning', done: 0, total: null, unit: 'turns' });
  while (!context.stopped()) Atomics.add(flags, 0, 1);
  Atomics.store(flags, 1, 1);
  context.throwIfStopped();
  return 'never';
});

/** Sees the stop and gives its result all the same. */
const finishAnyway: ComputeTask<null, string> = task((_, context) => {
  context.emit('started');
  while (!context.stopped());
  return 'finished';
});

const failDuringStop: ComputeTask<null, never> = task((_, context) => {
  context.emit('started');
  while (!context.stopped());
  throw new IsolineError({ code: 'disk-full', kind: 'failure', sentence: 'No room.' });
});

function countTo(total: number, context: TaskContext): void {
  for (let done = 0; done <= total; done++) {
    context.progress({ stage: 'counting', done, total, unit: 'steps' });
  }
}
const countOnly: ComputeTask<number, void> = task(countTo);

const count: ComputeTask<number, number> = task((total, context) => {
  countTo(total, context);
  context.progress({ stage: 'writing', done: 1, total: 1, unit: 'files' });
  return total;
});

const emitSquares: ComputeTask<number, void> = task((numbers, context) => {
  for (let k = 0; k < numbers; k++) context.emit(k * k);
});

/** Moves its result; says how long the array is on its own thread afterwards, in the next task. */
let lastMoved = new Float32Array(0);
const moveArray: ComputeTask<number, { array: Float32Array; half: Float32Array }> = task((n) => {
  lastMoved = Float32Array.from({ length: n }, (_, k) => k);
  const half = lastMoved.subarray(n / 2);
  return moving({ array: lastMoved, half }, [lastMoved, half]);
});
const lengthLeftBehind: ComputeTask<null, number> = task(() => lastMoved.length);

const sumShared: ComputeTask<Float32Array, number> = task((array) => {
  const sum = array.reduce((total, value) => total + value, 0);
  array[0] = -1;
  return sum;
});

const failWithData: ComputeTask<null, never> = task(() => {
  throw new IsolineError({
    code: 'model-not-onnx',
    kind: 'input',
    sentence: 'The file m.onnx is no ONNX model.',
    next: 'Export it again.',
    subject: 'm.onnx',
    cause: new Error('inner'),
  });
});

const failUnexpectedly: ComputeTask<null, never> = task(() => {
  throw new RangeError('Index out of range');
});

const resultThatCannotBeCopied: ComputeTask<null, unknown> = task(() => () => {});

const exit: ComputeTask<null, never> = task(() => {
  process.exit(7);
});

const throwInTimer: ComputeTask<null, never> = (_, context) => {
  context.emit('waiting');
  setImmediate(() => {
    throw new Error('thrown in a timer');
  });
  return new Promise(() => {});
};

const tasks = {
  echo,
  block,
  spin,
  finishAnyway,
  failDuringStop,
  count,
  countOnly,
  emitSquares,
  moveArray,
  lengthLeftBehind,
  sumShared,
  failWithData,
  failUnexpectedly,
  resultThatCannotBeCopied,
  exit,
  throwInTimer,
};

export const computeTasks: ComputeTasks = Object.fromEntries(
  Object.entries(tasks).map(([name, task]) => [name, () => Promise.resolve(task)]),
);
