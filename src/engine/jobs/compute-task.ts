import type { Progress } from '../../contract/progress.ts';

/** What a task sees of the thread that runs it and of the program that asked for it. */
export interface TaskContext {
  /** Says how far the task is; sent at most ten times a second, the last one always. */
  readonly progress: (progress: Progress) => void;
  /** Sends something to the caller before the task ends, in order; structured clone. */
  readonly emit: (event: unknown) => void;
  /** Whether the caller asked the task to stop. Ask between batches: nothing ends a task from outside. */
  readonly stopped: () => boolean;
  /** Throws the IsolineError `stopped` (kind `interrupted`) once the caller asked the task to stop. */
  readonly throwIfStopped: () => void;
  /** How many threads the task may use, 1 or more. */
  readonly threads: number;
}

/**
 * Work for the compute thread. Input and output cross the thread by structured clone; a buffer in
 * shared memory stays shared. A task listed in compute-tasks.ts runs by its name. It leaves nothing
 * running behind it (timers, threads of its own): the compute thread ends only when nothing does.
 */
export type ComputeTask<Input, Output> = (input: Input, context: TaskContext) => Promise<Output>;

const movedArrays = new WeakMap<object, readonly ArrayBufferView[]>();

/**
 * Marks a task's result (or an event) so that the memory of `arrays`, which it contains, is moved to
 * the caller's thread instead of copied. The arrays are empty on this thread afterwards. Arrays in
 * shared memory are left alone: they need neither.
 *
 * @returns the same `message`
 */
export function moving<Message extends object>(
  message: Message,
  arrays: readonly ArrayBufferView[],
): Message {
  movedArrays.set(message, arrays);
  return message;
}

/** The buffers that `moving` marked on a message, each once; none when it was not marked. */
export function buffersToMove(message: unknown): ArrayBuffer[] {
  if (typeof message !== 'object' || message === null) return [];
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of movedArrays.get(message) ?? []) {
    if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return [...buffers];
}
