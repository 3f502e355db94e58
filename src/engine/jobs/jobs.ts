import type { Database } from 'better-sqlite3';
import type { JobState } from '../../contract/job.ts';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import { isolineErrorOf } from './error-data.ts';
import { JobRows } from './job-rows.ts';
import { LatestValues } from './latest-values.ts';
import type { RateState } from './rate.ts';
import { rateOf, secondsLeft, updateRate } from './rate.ts';

/** What a job's handler sees of its job. */
export interface JobContext {
  readonly id: number;
  /** Aborted when the job is cancelled or the program closes: keep what is finished, then throw. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/**
 * The work of one kind of job. `input` is what was given to `start`, as JSON brings it back; the
 * result must be JSON too. A handler that is resumed finds by itself what is already finished.
 */
export type JobHandler<Input, Result> = (input: Input, job: JobContext) => Promise<Result>;

export interface StartedJob<Result> {
  readonly id: number;
  /** The handler's result, or why the job ended without: an IsolineError. Need not be awaited. */
  readonly finished: Promise<Result>;
}

/** Values by the job's id. */
type JobWatcher = LatestValues<number, JobState>;

interface LiveJob {
  state: JobState;
  rate: RateState | null;
  /** When the row was last written, by the monotonic clock. */
  writtenAt: number;
  /** When watchers were last told of progress, by the same clock. */
  toldAt: number;
  /** Until they are told of what has come since. */
  telling: NodeJS.Timeout | null;
  readonly controller: AbortController;
  readonly watchers: Set<JobWatcher>;
  ended: Promise<void>;
}

const writeIntervalMilliseconds = 1000;
/**
 * A task may tell of its progress a thousand times a second, and pages draw at each change: told all,
 * they would fall behind by minutes.
 */
const tellIntervalMilliseconds = 100;

/** Long work as a resource: started, watched by many, cancelled, listed; kept in the workspace. */
export class Jobs {
  readonly #rows: JobRows;
  readonly #monotonicNow: () => number;
  readonly #handlers = new Map<string, JobHandler<unknown, unknown>>();
  readonly #live = new Map<number, LiveJob>();
  /** Those who watch every job. */
  readonly #watchers = new Set<JobWatcher>();
  #closed = false;

  /** @param monotonicNow a clock in milliseconds for rates and for how often rows are written */
  constructor(db: Database, monotonicNow: () => number = () => performance.now()) {
    this.#rows = new JobRows(db);
    this.#monotonicNow = monotonicNow;
  }

  /**
   * Ends the rows that an earlier owner of the workspace left `running`, as `interrupted`. Only for a
   * program that holds the workspace's lock and has started no job yet.
   *
   * @returns how many there were
   */
  markInterrupted(): number {
    return this.#rows.markInterrupted(interruptedError());
  }

  /** Says what runs jobs of a kind: once a kind. */
  register<Input, Result>(kind: string, handler: JobHandler<Input, Result>): void {
    if (this.#handlers.has(kind)) throw new Error(`The job kind ${kind} is registered already.`);
    this.#handlers.set(kind, handler as JobHandler<unknown, unknown>);
  }

  /**
   * Starts a job.
   *
   * @param input JSON: what it takes to run the job, now and again
   * @throws IsolineError `job-kind-unknown` (failure), `jobs-closed` (interrupted)
   */
  start<Result>(kind: string, input: unknown): StartedJob<Result> {
    return this.#start(kind, JSON.stringify(input), null);
  }

  /**
   * Runs an ended job's input again, as a new job that names the old one in `resumes`.
   *
   * @throws IsolineError `job-not-found`; `job-not-resumable` where it runs or is done
   */
  resume<Result>(id: number): StartedJob<Result> {
    const { kind, input, status } = this.get(id);
    if (status === 'running' || status === 'done') {
      throw new IsolineError({
        code: 'job-not-resumable',
        sentence: `The job ${id} (${kind}) ${status === 'done' ? 'is done' : 'still runs'}.`,
        next: 'Only a job that failed, was cancelled or was interrupted can be resumed.',
        subject: String(id),
      });
    }
    return this.#start(kind, JSON.stringify(input), id);
  }

  /**
   * Asks a job to stop; it ends as `cancelled` when its handler has. Without effect on a job that has
   * ended.
   *
   * @throws IsolineError `job-not-found`
   */
  cancel(id: number): void {
    const live = this.#live.get(id);
    if (live === undefined) this.#rows.read(id);
    else live.controller.abort(cancelledError(live.state));
  }

  /**
   * The job's state now, then its changes, at most ten a second, until it has ended. States in between
   * are missed, more of them by a slow watcher, never the last.
   *
   * @throws IsolineError `job-not-found`
   */
  watch(id: number): AsyncIteratorObject<JobState, undefined> {
    const live = this.#live.get(id);
    const watcher: JobWatcher = new LatestValues(() => live?.watchers.delete(watcher));
    watcher.push(id, live?.state ?? this.#rows.read(id));
    if (live === undefined) watcher.end();
    else live.watchers.add(watcher);
    return watcher;
  }

  /**
   * The state of every running job now, then the changes of any job, at most ten a second of each, its
   * end included, until the watcher leaves or the program closes. States in between are missed, more of
   * them by a slow watcher, never a job's last.
   */
  watchAll(): AsyncIteratorObject<JobState, undefined> {
    const watcher: JobWatcher = new LatestValues(() => this.#watchers.delete(watcher));
    for (const { state } of this.#live.values()) watcher.push(state.id, state);
    if (this.#closed) watcher.end();
    else this.#watchers.add(watcher);
    return watcher;
  }

  /** @throws IsolineError `job-not-found` */
  get(id: number): JobState {
    return this.#live.get(id)?.state ?? this.#rows.read(id);
  }

  /** The newest jobs, newest first. */
  list({ limit = 100 }: { limit?: number } = {}): JobState[] {
    return this.#rows.newest(limit).map((state) => this.#live.get(state.id)?.state ?? state);
  }

  /** Asks all jobs to stop, as `interrupted`, and waits for their ends. Later starts are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#live.values()];
    for (const live of running) live.controller.abort(interruptedError());
    await Promise.all(running.map((live) => live.ended));
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  #start<Result>(kind: string, input: string, resumes: number | null): StartedJob<Result> {
    const handler = this.#handlers.get(kind);
    if (handler === undefined) {
      throw new IsolineError({
        code: 'job-kind-unknown',
        kind: 'failure',
        sentence: `This program cannot run jobs of the kind ${kind}.`,
        subject: kind,
      });
    }
    if (this.#closed) {
      throw new IsolineError({
        code: 'jobs-closed',
        kind: 'interrupted',
        sentence: `The program is closing: the job ${kind} was not started.`,
      });
    }
    const id = this.#rows.insert(kind, input, resumes, Date.now());
    const live: LiveJob = {
      state: this.#rows.read(id),
      rate: null,
      writtenAt: -Infinity,
      toldAt: -Infinity,
      telling: null,
      controller: new AbortController(),
      watchers: new Set(),
      ended: Promise.resolve(),
    };
    this.#live.set(id, live);
    this.#publish(live);
    const finished = this.#run(live, handler);
    // The row tells how a job ended; who starts one need not wait for it.
    live.ended = finished.then(
      () => {},
      () => {},
    );
    return { id, finished: finished as Promise<Result> };
  }

  async #run(live: LiveJob, handler: JobHandler<unknown, unknown>): Promise<unknown> {
    const { id, kind, input } = live.state;
    const { signal } = live.controller;
    const context: JobContext = {
      id,
      signal,
      progress: (progress) => this.#progress(live, progress),
    };
    try {
      // In a turn of its own, so that `start` has returned before the handler begins.
      await Promise.resolve();
      signal.throwIfAborted();
      const result = await handler(input, context);
      const ended = endOf(live.state, { status: 'done', result, error: null });
      // Before anyone is told: a result that is no JSON makes a failure of it.
      this.#rows.write(ended);
      this.#publishEnd(live, ended);
      return result;
    } catch (thrown) {
      const error =
        signal.aborted && isStop(thrown)
          ? (signal.reason as IsolineError)
          : isolineErrorOf(thrown, `The job ${id} (${kind})`);
      const status =
        error.kind !== 'interrupted'
          ? 'failed'
          : error.code === 'job-cancelled'
            ? 'cancelled'
            : 'interrupted';
      const ended = endOf(live.state, { status, result: null, error: error.toData() });
      try {
        this.#rows.write(ended);
      } finally {
        this.#publishEnd(live, ended);
      }
      throw error;
    }
  }

  #progress(live: LiveJob, progress: Progress): void {
    if (!this.#live.has(live.state.id)) return;
    const now = this.#monotonicNow();
    live.rate = updateRate(live.rate, progress.stage, progress.done, now / 1000);
    live.state = {
      ...live.state,
      progress: {
        ...progress,
        rate: rateOf(live.rate),
        secondsLeft: secondsLeft(live.rate, progress.total),
      },
      updatedAt: Date.now(),
    };
    if (now - live.writtenAt >= writeIntervalMilliseconds) {
      this.#rows.write(live.state);
      live.writtenAt = now;
    }
    this.#publishSoon(live, now);
  }

  /** Tells the newest progress, at most ten times a second. */
  #publishSoon(live: LiveJob, now: number): void {
    const wait = live.toldAt + tellIntervalMilliseconds - now;
    if (wait <= 0) {
      live.toldAt = now;
      this.#publish(live);
      return;
    }
    live.telling ??= setTimeout(() => {
      live.toldAt = this.#monotonicNow();
      this.#publish(live);
    }, wait);
  }

  #publish(live: LiveJob): void {
    if (live.telling !== null) clearTimeout(live.telling);
    live.telling = null;
    const { state, watchers } = live;
    for (const watcher of watchers) watcher.push(state.id, state);
    for (const watcher of this.#watchers) watcher.push(state.id, state);
  }

  #publishEnd(live: LiveJob, ended: JobState): void {
    live.state = ended;
    this.#live.delete(ended.id);
    this.#publish(live);
    for (const watcher of live.watchers) watcher.end();
  }
}

function endOf(state: JobState, how: Pick<JobState, 'status' | 'result' | 'error'>): JobState {
  const { progress } = state;
  const time = Date.now();
  return {
    ...state,
    ...how,
    progress: progress === null ? null : { ...progress, rate: null, secondsLeft: null },
    updatedAt: time,
    endedAt: time,
  };
}

/** Whether a handler threw because it was asked to stop, and not because something failed meanwhile. */
function isStop(thrown: unknown): boolean {
  if (thrown instanceof IsolineError) return thrown.kind === 'interrupted';
  return thrown instanceof Error && thrown.name === 'AbortError';
}

function cancelledError({ id, kind }: JobState): IsolineError {
  return new IsolineError({
    code: 'job-cancelled',
    kind: 'interrupted',
    sentence: `The job ${id} (${kind}) was cancelled.`,
    next: 'What was finished is kept; resume the job to go on.',
  });
}

function interruptedError(): IsolineError {
  return new IsolineError({
    code: 'job-interrupted',
    kind: 'interrupted',
    sentence: 'The program ended while the job ran.',
    next: 'What was finished is kept; resume the job to go on.',
  });
}
