import type { Progress } from '../../contract/progress.ts';
import type { ErrorMessage } from './error-data.ts';

/** What the compute thread starts with. */
export interface ComputeWorkerData {
  /** URL of a module that exports `computeTasks`. */
  tasksModule: string;
  /** Threads that a task may use. */
  threads: number;
}

/** From the host to the compute thread. */
export type HostMessage =
  | {
      type: 'run';
      run: number;
      taskName: string;
      input: unknown;
      /** One shared element: not 0 asks the task to stop. */
      stopFlag: Int32Array<SharedArrayBuffer>;
    }
  | { type: 'end' };

/** From the compute thread to the host; `run` is the number that the host gave. */
export type WorkerMessage = { run: number } & (
  | { type: 'progress'; progress: Progress }
  | { type: 'event'; event: unknown }
  | { type: 'result'; result: unknown }
  | { type: 'error'; error: ErrorMessage }
);
