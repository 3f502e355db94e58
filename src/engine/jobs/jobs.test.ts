import Database from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { JobState } from '../../contract/job.ts';
import { jobStateSchema } from '../../contract/job.ts';
import { IsolineError } from '../../core/errors.ts';
import { migrate } from '../store/migrate.ts';
import { migrations } from '../store/schema.ts';
import type { JobContext } from './jobs.ts';
import { Jobs } from './jobs.ts';

let db: Database.Database;
let jobs: Jobs;
let milliseconds: number;

beforeEach(() => {
  db = new Database(':memory:');
  migrate(db, migrations, 'memory');
  milliseconds = 0;
  jobs = new Jobs(db, () => milliseconds);
});

/** Registers a kind whose handler the test drives from outside. */
function manual(kind = 'manual'): Promise<Manual> {
  return new Promise((resolve) => {
    jobs.register(kind, (input, job) => {
      return new Promise<unknown>((finish, fail) => resolve({ input, job, finish, fail }));
    });
  });
}
interface Manual {
  input: unknown;
  job: JobContext;
  finish: (result: unknown) => void;
  fail: (error: unknown) => void;
}

function row(id: number): Record<string, unknown> {
  return db.prepare('SELECT * FROM jobs WHERE id = ?').get(id) as Record<string, unknown>;
}

async function collect(watcher: AsyncIterable<JobState>): Promise<JobState[]> {
  const states: JobState[] = [];
  for await (const state of watcher) states.push(state);
  return states;
}

async function errorOf(promise: Promise<unknown>): Promise<IsolineError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IsolineError);
  return error as IsolineError;
}

test('a job runs, gives its result back, and is kept', async () => {
  jobs.register<{ folder: string }, { images: number }>('scan', ({ folder }) =>
    Promise.resolve({ images: folder.length }),
  );
  const { id, finished } = jobs.start('scan', { folder: '/data', unset: undefined });
  expect(jobs.get(id)).toMatchObject({ status: 'running', progress: null, endedAt: null });
  expect(row(id)).toMatchObject({ status: 'running', input: '{"folder":"/data"}' });
  expect(await finished).toEqual({ images: 5 });
  const state = jobs.get(id);
  expect(state).toMatchObject({
    kind: 'scan',
    status: 'done',
    input: { folder: '/data' },
    result: { images: 5 },
    error: null,
    resumes: null,
  });
  expect(state.endedAt).toBeGreaterThanOrEqual(state.startedAt);
  expect(jobStateSchema.parse(state)).toEqual(state);
  expect(new Jobs(db).get(id)).toEqual(state);
});

test('a failed job keeps its error as data; other errors become internal', async () => {
  jobs.register('known', () =>
    Promise.reject(
      new IsolineError({
        code: 'dataset-empty',
        sentence: 'The folder /data has no images.',
        next: 'Choose another.',
        subject: '/data',
      }),
    ),
  );
  jobs.register('unknown', () => {
    throw new TypeError('x is not a function');
  });
  const known = jobs.start('known', {});
  expect((await errorOf(known.finished)).code).toBe('dataset-empty');
  expect(jobs.get(known.id)).toMatchObject({
    status: 'failed',
    result: null,
    error: {
      code: 'dataset-empty',
      kind: 'input',
      sentence: 'The folder /data has no images.',
      next: 'Choose another.',
      subject: '/data',
    },
  });
  const unknown = jobs.start('unknown', {});
  const error = await errorOf(unknown.finished);
  expect(error.sentence).toBe(`The job ${unknown.id} (unknown) failed: x is not a function.`);
  expect(error.stack).toContain('jobs.test.ts');
  expect(jobs.get(unknown.id).error).toMatchObject({ code: 'internal', kind: 'failure' });
});

test('progress carries a rate and the time left, and its row is written once a second', async () => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const { job, finish } = await begun;
  const say = (time: number, done: number): void => {
    milliseconds = time;
    job.progress({ stage: 'embedding', done, total: 100, unit: 'images', note: 'cpu' });
  };
  say(5000, 0);
  expect(jobs.get(id).progress).toEqual({
    stage: 'embedding',
    done: 0,
    total: 100,
    unit: 'images',
    note: 'cpu',
    rate: null,
    secondsLeft: null,
  });
  expect(row(id)).toMatchObject({ stage: 'embedding', done: 0, total: 100, unit: 'images' });
  say(5500, 10);
  expect(jobs.get(id).progress).toMatchObject({ done: 10, rate: 20, secondsLeft: 4.5 });
  say(5999, 12);
  expect(row(id)).toMatchObject({ done: 0 });
  say(6000, 20);
  expect(row(id)).toMatchObject({ done: 20, status: 'running' });
  say(6500, 30);
  expect(row(id)).toMatchObject({ done: 20 });
  finish('fine');
  await finished;
  expect(row(id)).toMatchObject({ done: 30, status: 'done', result: '"fine"' });
  expect(jobs.get(id).progress).toMatchObject({ done: 30, rate: null, secondsLeft: null });
  // Too late: it changes nothing.
  job.progress({ stage: 'late', done: 1, total: 1, unit: 'images' });
  expect(jobs.get(id).progress).toMatchObject({ stage: 'embedding' });
});

test('many watchers see the present state, changes and the end; a late one the end', async () => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const watchers = [jobs.watch(id), jobs.watch(id)];
  for (const watcher of watchers) {
    expect((await watcher.next()).value).toMatchObject({ status: 'running', progress: null });
  }
  const { job, finish } = await begun;
  for (const done of [1, 2, 3]) {
    milliseconds += 100;
    const waits = watchers.map((watcher) => watcher.next());
    job.progress({ stage: 's', done, total: 3, unit: 'steps' });
    for (const wait of waits) expect((await wait).value).toMatchObject({ progress: { done } });
  }
  const rest = watchers.map(collect);
  finish(7);
  await finished;
  for (const states of await Promise.all(rest)) {
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({ status: 'done', result: 7 });
  }
  expect(await collect(jobs.watch(id))).toEqual([jobs.get(id)]);
});

test('who watches all sees what runs, what starts, each change and each end, until it leaves', async () => {
  const [first, second] = [manual('first'), manual('second')];
  jobs.register('quick', () => Promise.resolve('at once'));
  await jobs.start('quick', {}).finished;
  const early = jobs.start('first', {});
  const watcher = jobs.watchAll();
  const next = async (): Promise<unknown> => {
    const { value } = await watcher.next();
    return value === undefined ? undefined : [value.id, value.status, value.progress?.done ?? null];
  };
  expect(await next()).toEqual([early.id, 'running', null]);
  const late = jobs.start('second', {});
  expect(await next()).toEqual([late.id, 'running', null]);
  (await first).job.progress({ stage: 'work', done: 1, total: 3, unit: 'steps' });
  expect(await next()).toEqual([early.id, 'running', 1]);
  (await second).finish('done');
  await late.finished;
  expect(await next()).toEqual([late.id, 'done', null]);
  await watcher.return?.();
  (await first).finish('done');
  await early.finished;
  expect(await next()).toBeUndefined();
});

test('a slow watcher of all sees the latest state of each job and its end once', async () => {
  const [first, second] = [manual('first'), manual('second')];
  const watcher = jobs.watchAll();
  const [one, two] = [jobs.start('first', {}), jobs.start('second', {})];
  const [driverOne, driverTwo] = [await first, await second];
  for (let done = 0; done < 100; done++) {
    driverOne.job.progress({ stage: 'work', done, total: 100, unit: 'steps' });
    driverTwo.job.progress({ stage: 'work', done, total: 100, unit: 'steps' });
  }
  driverOne.finish('done');
  await one.finished;
  driverTwo.fail(new Error('lost'));
  await expect(two.finished).rejects.toThrow('lost');
  await jobs.close();
  expect((await collect(watcher)).map(({ id, status }) => [id, status])).toEqual([
    [one.id, 'done'],
    [two.id, 'failed'],
  ]);
  expect(await collect(jobs.watchAll())).toEqual([]);
});

test('a quick job is told ten times a second, its newest state without another, its end at once', async () => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const watcher = jobs.watch(id);
  const next = async (): Promise<unknown> => (await watcher.next()).value?.progress?.done ?? null;
  expect(await next()).toBeNull();
  const { job, finish } = await begun;
  const say = (time: number, done: number): void => {
    milliseconds = time;
    job.progress({ stage: 'work', done, total: 1000, unit: 'tiles' });
  };
  say(1000, 1);
  expect(await next()).toBe(1);
  const waiting = next();
  for (let k = 2; k <= 50; k++) say(1000 + k, k);
  expect(jobs.get(id).progress).toMatchObject({ done: 50 });
  // No more progress comes: the newest is told all the same.
  expect(await waiting).toBe(50);
  say(1100, 51);
  const rest = collect(watcher);
  finish('done');
  await finished;
  expect((await rest).map(({ status, progress }) => [status, progress?.done])).toEqual([
    ['done', 51],
  ]);
});

test('a watcher that leaves does not disturb the job or the others', async () => {
  const begun = manual();
  const { id } = jobs.start('manual', {});
  const staying = jobs.watch(id);
  for await (const state of jobs.watch(id)) {
    expect(state.status).toBe('running');
    break;
  }
  const waiting = jobs.watch(id);
  await waiting.next();
  const next = waiting.next();
  await waiting.return?.();
  expect((await next).done).toBe(true);
  (await begun).finish(1);
  expect((await collect(staying)).at(-1)?.status).toBe('done');
});

test('a cancelled job ends when its handler has, keeps its progress, and can be resumed', async () => {
  const finishedBatches: number[] = [];
  jobs.register<{ batches: number }, string>('embed', async ({ batches }, job) => {
    for (let k = finishedBatches.length; k < batches; k++) {
      job.signal.throwIfAborted();
      finishedBatches.push(k);
      milliseconds += 100;
      job.progress({ stage: 'embedding', done: k + 1, total: batches, unit: 'batches' });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return 'all';
  });
  const first = jobs.start('embed', { batches: 6 });
  for await (const { progress, status } of jobs.watch(first.id)) {
    if (status === 'running' && progress?.done === 3) jobs.cancel(first.id);
  }
  const error = await errorOf(first.finished);
  expect(error).toMatchObject({ code: 'job-cancelled', kind: 'interrupted' });
  expect(jobs.get(first.id)).toMatchObject({
    status: 'cancelled',
    progress: { done: finishedBatches.length },
    error: { code: 'job-cancelled' },
  });
  expect(finishedBatches.length).toBeLessThan(6);

  const second = jobs.resume(first.id);
  expect(second.id).not.toBe(first.id);
  expect(await second.finished).toBe('all');
  expect(finishedBatches).toEqual([0, 1, 2, 3, 4, 5]);
  expect(jobs.get(second.id)).toMatchObject({
    kind: 'embed',
    input: { batches: 6 },
    resumes: first.id,
    status: 'done',
  });
  expect(jobs.get(first.id).status).toBe('cancelled');
});

test('a job cancelled at once never begins; a cancel after the end changes nothing', async () => {
  let begun = 0;
  jobs.register('quick', () => Promise.resolve(++begun));
  const cancelled = jobs.start('quick', {});
  jobs.cancel(cancelled.id);
  expect((await errorOf(cancelled.finished)).code).toBe('job-cancelled');
  expect(begun).toBe(0);
  const done = jobs.start('quick', {});
  await done.finished;
  jobs.cancel(done.id);
  expect(jobs.get(done.id).status).toBe('done');
});

test.each([
  ['an AbortError', new DOMException('aborted', 'AbortError'), 'cancelled', 'job-cancelled'],
  [
    'the stop of a task',
    new IsolineError({ code: 'stopped', kind: 'interrupted', sentence: 'Stopped.' }),
    'cancelled',
    'job-cancelled',
  ],
  [
    'a failure',
    new IsolineError({ code: 'disk-full', kind: 'failure', sentence: 'No room.' }),
    'failed',
    'disk-full',
  ],
])('a cancelled job whose handler throws %s', async (_, thrown, status, code) => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const { job, fail } = await begun;
  jobs.cancel(id);
  expect(job.signal.aborted).toBe(true);
  expect(jobs.get(id).status).toBe('running');
  fail(thrown);
  expect((await errorOf(finished)).code).toBe(code);
  expect(jobs.get(id)).toMatchObject({ status, error: { code } });
});

test('closing interrupts what runs, waits for it, and refuses new jobs', async () => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const { job, fail } = await begun;
  job.signal.addEventListener('abort', () => fail(job.signal.reason));
  await jobs.close();
  expect(jobs.get(id).status).toBe('interrupted');
  expect((await errorOf(finished)).kind).toBe('interrupted');
  expect(() => jobs.start('manual', {})).toThrow(expect.objectContaining({ code: 'jobs-closed' }));
});

test('rows left running become interrupted, the others stay', () => {
  const insert = db.prepare(
    `INSERT INTO jobs (kind, input, status, stage, done, total, unit, started_at, updated_at)
     VALUES ('embed', '{"x":1}', ?, 'embedding', 5, 9, 'images', 100, 200)`,
  );
  for (const status of ['running', 'done', 'failed', 'running']) insert.run(status);
  expect(jobs.markInterrupted()).toBe(2);
  expect(jobs.list().map(({ status }) => status)).toEqual([
    'interrupted',
    'failed',
    'done',
    'interrupted',
  ]);
  expect(jobs.get(1)).toMatchObject({
    endedAt: 200,
    error: { code: 'job-interrupted', kind: 'interrupted' },
    progress: { stage: 'embedding', done: 5, total: 9, unit: 'images' },
  });
  expect(jobs.get(2).error).toBeNull();
  expect(jobs.markInterrupted()).toBe(0);
});

test('lists the newest first, with the live state of those that run', async () => {
  jobs.register('quick', () => Promise.resolve(null));
  const begun = manual();
  const { id: old } = jobs.start('quick', 1);
  const { id: live } = jobs.start('manual', 2);
  const { id: newest, finished } = jobs.start('quick', 3);
  await finished;
  const { job, finish } = await begun;
  job.progress({ stage: 'a', done: 1, total: null, unit: 'steps' });
  job.progress({ stage: 'b', done: 2, total: null, unit: 'steps' });
  expect(jobs.list().map(({ id }) => id)).toEqual([newest, live, old]);
  expect(jobs.list({ limit: 2 })[1]).toMatchObject({ id: live, progress: { stage: 'b' } });
  finish(null);
});

test('what is wrong with a call is said', async () => {
  for (const call of ['get', 'watch', 'cancel', 'resume'] as const) {
    expect(() => jobs[call](99)).toThrow(
      expect.objectContaining({ code: 'job-not-found', kind: 'input', subject: '99' }),
    );
  }
  expect(() => jobs.start('nothing', {})).toThrow(
    expect.objectContaining({ code: 'job-kind-unknown' }),
  );
  const begun = manual();
  expect(() => jobs.register('manual', () => Promise.resolve(null))).toThrow(/registered/);
  const { id, finished } = jobs.start('manual', {});
  const expectRefusal = (): void => {
    expect(() => jobs.resume(id)).toThrow(expect.objectContaining({ code: 'job-not-resumable' }));
  };
  expectRefusal();
  (await begun).finish(null);
  await finished;
  expectRefusal();
});

test('a result that is no JSON makes a failed job', async () => {
  jobs.register('big', () => Promise.resolve(10n));
  const { id, finished } = jobs.start('big', {});
  expect((await errorOf(finished)).code).toBe('internal');
  expect(jobs.get(id).status).toBe('failed');
});

test('a job whose end cannot be written still ends for those who watch', async () => {
  const begun = manual();
  const { id, finished } = jobs.start('manual', {});
  const watcher = collect(jobs.watch(id));
  const { finish } = await begun;
  db.exec('PRAGMA query_only = ON');
  onTestFinished(() => void db.close());
  finish(1);
  await expect(finished).rejects.toThrow(/readonly/);
  expect((await watcher).at(-1)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  await jobs.close();
});
