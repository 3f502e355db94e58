/** The compute thread: runs tasks by name, one after another, for the ComputeHost that started it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import type { ComputeWorkerData, HostMessage, WorkerMessage } from './compute-messages.ts';
import type { TaskContext } from './compute-task.ts';
import { buffersToMove } from './compute-task.ts';
import type { ComputeTasks } from './compute-tasks.ts';
import { errorToMessage, isolineErrorOf, stoppedError } from './error-data.ts';

type RunMessage = Extract<HostMessage, { type: 'run' }>;

const progressIntervalMilliseconds = 100;
const { tasksModule, threads } = workerData as ComputeWorkerData;
if (parentPort === null) throw new Error('The compute worker runs as a worker thread only.');
const port = parentPort;

let earlier: Promise<void> = Promise.resolve();
port.on('message', (message: HostMessage) => {
  if (message.type === 'end') {
    // The thread ends when the port was its last handle: never in the middle of an inference.
    port.close();
    return;
  }
  earlier = earlier.then(() => run(message));
});

async function run({ run, taskName, input, stopFlag }: RunMessage): Promise<void> {
  const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const throttle = throttledProgress((progress) => send({ run, type: 'progress', progress }));
  const stopped = (): boolean => Atomics.load(stopFlag, 0) !== 0;
  const context: TaskContext = {
    threads,
    stopped,
    progress: throttle.progress,
    emit: (event) => send({ run, type: 'event', event }, buffersToMove(event)),
    throwIfStopped: () => {
      if (stopped()) throw stoppedError(`The task ${taskName}`);
    },
  };
  try {
    const { computeTasks } = (await import(tasksModule)) as { computeTasks: ComputeTasks };
    const load = Object.hasOwn(computeTasks, taskName) ? computeTasks[taskName] : undefined;
    if (load === undefined) {
      throw new IsolineError({
        code: 'task-unknown',
        kind: 'failure',
        sentence: `The compute thread knows no task ${taskName}.`,
        subject: taskName,
      });
    }
    const task = await load();
    const result = await task(input as never, context);
    throttle.flush();
    send({ run, type: 'result', result }, buffersToMove(result));
  } catch (error) {
    throttle.flush();
    const known = isolineErrorOf(error, `The task ${taskName}`);
    send({ run, type: 'error', error: errorToMessage(known) });
  }
}

/**
 * Lets progress through at most ten times a second, and the first of a stage always. No timer sends
 * the rest: a task that computes blocks this thread's timers.
 */
function throttledProgress(send: (progress: Progress) => void): {
  progress: (progress: Progress) => void;
  /** Sends the last progress, if it was held back. */
  flush: () => void;
} {
  let sentAt = -Infinity;
  let sentStage: string | null = null;
  let heldBack: Progress | null = null;
  const sendNow = (progress: Progress): void => {
    heldBack = null;
    sentAt = performance.now();
    sentStage = progress.stage;
    send(progress);
  };
  return {
    progress: (progress) => {
      const due = performance.now() - sentAt >= progressIntervalMilliseconds;
      if (due || progress.stage !== sentStage) sendNow(progress);
      else heldBack = progress;
    },
    flush: () => {
      if (heldBack !== null) sendNow(heldBack);
    },
  };
}
