import os from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import type { ComputeWorkerData, HostMessage, WorkerMessage } from './compute-messages.ts';
import { buffersToMove } from './compute-task.ts';
import { errorFromMessage, isolineErrorOf, stoppedError } from './error-data.ts';
import { startThread } from './start-thread.ts';

export interface ComputeHostOptions {
  /** Threads that a task may use; default: as many as the machine offers. */
  threads?: number;
  /** A module that exports `computeTasks`; default: Isoline's own. */
  tasksModule?: URL;
}

export interface ComputeRunOptions {
  onProgress?: (progress: Progress) => void;
  /** Called with what the task emits, in order, before the run ends. */
  onEvent?: (event: unknown) => void;
  /** Asks the task to stop. */
  signal?: AbortSignal;
}

interface Run {
  readonly number: number;
  readonly taskName: string;
  readonly input: unknown;
  readonly options: ComputeRunOptions;
  readonly stopFlag: Int32Array<SharedArrayBuffer>;
  /** What a callback of the caller threw: the run ends with it. */
  callbackError: { error: unknown } | null;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Takes the listener off the caller's signal. */
  readonly forget: () => void;
}

/**
 * One thread for long computations, so that this one stays free for progress, cancelling and the
 * database. Tasks run one at a time in the order they were asked for. The thread starts with the first
 * task and is never ended from outside, since that aborts the whole process during an inference: a
 * task stops between its batches, when it sees that it should.
 */
export class ComputeHost {
  readonly threads: number;
  readonly #tasksModule: URL;
  #worker: Worker | null = null;
  #workerEnded: Promise<void> = Promise.resolve();
  #current: Run | null = null;
  #queue: Run[] = [];
  #runs = 0;
  #closed: Promise<void> | null = null;
  #whenIdle: (() => void) | null = null;

  constructor(options: ComputeHostOptions = {}) {
    this.threads = options.threads ?? os.availableParallelism();
    this.#tasksModule = options.tasksModule ?? new URL('./compute-tasks.ts', import.meta.url);
  }

  /**
   * Runs a task of compute-tasks.ts on the compute thread.
   *
   * @param input copied to the thread; arrays in shared memory are shared, arrays marked with `moving`
   *   are moved
   * @returns the task's result
   * @throws what the task threw: an IsolineError with the same data, anything else as `internal`
   *   (failure); `stopped` (interrupted) once the signal was aborted and the task has ended, whatever
   *   its result; `compute-crashed` (failure) when the thread died, the queued runs included; what a
   *   callback threw, after the task has ended
   */
  run<Output>(taskName: string, input: unknown, options: ComputeRunOptions = {}): Promise<Output> {
    const { signal } = options;
    if (this.#closed !== null || signal?.aborted === true) {
      return Promise.reject(stoppedError(`The task ${taskName}`));
    }
    return new Promise<Output>((resolve, reject) => {
      const onAbort = (): void => this.#stop(run);
      const run: Run = {
        number: ++this.#runs,
        taskName,
        input,
        options,
        stopFlag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
        callbackError: null,
        resolve: resolve as (result: unknown) => void,
        reject,
        forget: () => signal?.removeEventListener('abort', onAbort),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(run);
      this.#startNext();
    });
  }

  /**
   * Asks the running task to stop, waits for its end and then for the thread's. Queued runs and later
   * ones are rejected with `stopped`.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const run of [...this.#queue]) this.#stop(run);
    if (this.#current !== null) {
      const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
      this.#stop(this.#current);
      await idle;
    }
    this.#worker?.postMessage({ type: 'end' } satisfies HostMessage);
    await this.#workerEnded;
  }

  #stop(run: Run): void {
    Atomics.store(run.stopFlag, 0, 1);
    const place = this.#queue.indexOf(run);
    if (place === -1) return;
    this.#queue.splice(place, 1);
    run.forget();
    run.reject(stoppedError(`The task ${run.taskName}`));
  }

  #startNext(): void {
    if (this.#current !== null) return;
    const run = this.#queue.shift();
    if (run === undefined) {
      this.#whenIdle?.();
      return;
    }
    this.#current = run;
    const { number, taskName, input, stopFlag } = run;
    const message: HostMessage = { type: 'run', run: number, taskName, input, stopFlag };
    try {
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage(message, buffersToMove(input));
    } catch (error) {
      // An input that cannot be copied, or no thread to be had.
      this.#end(run, () => run.reject(isolineErrorOf(error, `The task ${taskName}`)));
    }
  }

  #startWorker(): Worker {
    const workerData: ComputeWorkerData = {
      tasksModule: this.#tasksModule.href,
      threads: this.threads,
    };
    const worker = startThread(new URL('./compute-worker.ts', import.meta.url), {
      workerData,
      name: 'isoline compute',
    });
    let cause: unknown;
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    worker.on('messageerror', (error) => {
      // A message that this thread cannot read may have been the last one of its run.
      const run = this.#current;
      if (run !== null) {
        Atomics.store(run.stopFlag, 0, 1);
        this.#end(run, () => run.reject(isolineErrorOf(error, `The task ${run.taskName}`)));
      }
    });
    worker.on('error', (error) => {
      cause = error;
    });
    this.#workerEnded = new Promise((resolve) => {
      worker.on('exit', (exitCode) => {
        this.#worker = null;
        this.#crashed(exitCode, cause);
        resolve();
      });
    });
    return worker;
  }

  #receive(message: WorkerMessage): void {
    const run = this.#current;
    if (run === null || message.run !== run.number) return;
    switch (message.type) {
      case 'progress':
        this.#call(run, () => run.options.onProgress?.(message.progress));
        return;
      case 'event':
        this.#call(run, () => run.options.onEvent?.(message.event));
        return;
      case 'result':
        this.#end(run, () => {
          if (run.callbackError !== null) run.reject(run.callbackError.error);
          else if (Atomics.load(run.stopFlag, 0) === 0) run.resolve(message.result);
          else run.reject(stoppedError(`The task ${run.taskName}`));
        });
        return;
      case 'error':
        this.#end(run, () => {
          run.reject(
            run.callbackError === null ? errorFromMessage(message.error) : run.callbackError.error,
          );
        });
    }
  }

  #call(run: Run, callback: () => void): void {
    if (run.callbackError !== null) return;
    try {
      callback();
    } catch (error) {
      run.callbackError = { error };
      Atomics.store(run.stopFlag, 0, 1);
    }
  }

  #end(run: Run, settle: () => void): void {
    this.#current = null;
    run.forget();
    settle();
    this.#startNext();
  }

  #crashed(exitCode: number, cause: unknown): void {
    const lost = this.#current === null ? this.#queue : [this.#current, ...this.#queue];
    this.#current = null;
    this.#queue = [];
    // Left over from a task that had already ended: nobody waits for it, and it is still worth telling.
    if (lost.length === 0 && cause instanceof Error) process.emitWarning(cause);
    for (const run of lost) {
      const reason = cause instanceof Error ? cause.message : `exit code ${exitCode}`;
      run.forget();
      run.reject(
        new IsolineError({
          code: 'compute-crashed',
          kind: 'failure',
          sentence: `The compute thread ended during the task ${run.taskName}: ${reason}.`,
          next: 'Try again; if it was short of memory, with smaller batches or fewer images.',
          subject: run.taskName,
          cause,
        }),
      );
    }
    this.#whenIdle?.();
  }
}
