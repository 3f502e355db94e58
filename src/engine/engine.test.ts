import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { openEngine } from './engine.ts';
import { IsolineError } from '../core/errors.ts';
import { ComputeHost } from './jobs/compute.ts';
import { startProcess, temporaryFolder } from './store/test-process.ts';

const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** A program with a job in a blocked compute thread: it says when it is in the middle of it. */
function programWithJob(folder: string): string {
  return `
    import { openEngine } from ${url('./engine.ts')};
    import { ComputeHost } from ${url('./jobs/compute.ts')};
    const engine = openEngine({ workspace: ${JSON.stringify(folder)}, program: 'isoline serve' });
    const compute = new ComputeHost({ tasksModule: new URL(${url('./jobs/test-tasks.ts')}) });
    const flags = new Int32Array(new SharedArrayBuffer(8));
    engine.jobs.register('quick', async () => 'finished before');
    engine.jobs.register('long', (input, job) => compute.run('spin', flags, {
      signal: job.signal,
      onProgress: (progress) => {
        job.progress({ ...progress, done: input.images, total: 10, unit: 'images' });
        console.log('in the middle');
      },
    }));
    await engine.jobs.start('quick', null).finished;
    engine.jobs.start('long', { images: 4 });
  `;
}

function statuses(folder: string): string[] {
  const db = new Database(path.join(folder, 'isoline.db'), { readonly: true });
  try {
    return db.prepare('SELECT status FROM jobs ORDER BY id').pluck().all() as string[];
  } finally {
    db.close();
  }
}

function refusal(folder: string): IsolineError {
  let engine: Engine;
  try {
    engine = openEngine({ workspace: folder, program: 'isoline test' });
  } catch (error) {
    expect(error).toBeInstanceOf(IsolineError);
    return error as IsolineError;
  }
  void engine.close();
  throw new Error('The engine was not refused.');
}

test('a program killed in the middle of a job: interrupted at the next opening, untouched before', async () => {
  const folder = temporaryFolder();
  const first = startProcess(programWithJob(folder));
  expect(await first.line()).toBe('in the middle');

  const error = refusal(folder);
  expect(error.code).toBe('workspace-in-use');
  expect(error.sentence).toContain(`isoline serve (process ${first.pid}, since `);
  expect(statuses(folder)).toEqual(['done', 'running']);

  await first.kill();
  expect(statuses(folder)).toEqual(['done', 'running']);
  const engine = openEngine({ workspace: folder, program: 'isoline test' });
  expect(engine.jobs.list()).toMatchObject([
    {
      kind: 'long',
      input: { images: 4 },
      status: 'interrupted',
      progress: { stage: 'spinning', done: 4, total: 10, unit: 'images' },
      error: { code: 'job-interrupted' },
    },
    { kind: 'quick', status: 'done', result: 'finished before' },
  ]);
  // It can be gone on with, by the program that is there now.
  engine.jobs.register<{ images: number }, number>('long', ({ images }) => Promise.resolve(images));
  const resumed = engine.jobs.resume(engine.jobs.list()[0]!.id);
  expect(await resumed.finished).toBe(4);
  await engine.close();
  expect(statuses(folder)).toEqual(['done', 'interrupted', 'done']);
});

test('closing stops a running job in its thread, and gives the workspace free', async () => {
  const folder = temporaryFolder();
  const engine = openEngine({ workspace: folder, program: 'isoline test', threads: 2 });
  expect(engine.compute.threads).toBe(2);
  expect(engine.db).toBe(engine.workspace.db);
  const compute = new ComputeHost({
    tasksModule: new URL('./jobs/test-tasks.ts', import.meta.url),
  });
  const flags = new Int32Array(new SharedArrayBuffer(8));
  engine.jobs.register('long', (_, { signal, progress }) =>
    compute.run('spin', flags, { signal, onProgress: progress }),
  );
  const { id, finished } = engine.jobs.start('long', {});
  for await (const { progress } of engine.jobs.watch(id)) if (progress !== null) break;
  const rejected = expect(finished).rejects.toMatchObject({ code: 'job-interrupted' });
  await Promise.all([engine.close(), engine.close()]);
  await rejected;
  expect(Atomics.load(flags, 1)).toBe(1);
  await compute.close();
  expect(statuses(folder)).toEqual(['interrupted']);
  const again = openEngine({ workspace: folder, program: 'isoline test' });
  expect(again.jobs.get(id).status).toBe('interrupted');
  await again.close();
});

test('an engine that cannot be opened leaves nothing locked', () => {
  const folder = temporaryFolder();
  const db = new Database(path.join(folder, 'isoline.db'));
  db.pragma('user_version = 1000');
  db.close();
  expect(refusal(folder).code).toBe('workspace-newer');
  expect(refusal(folder).code).toBe('workspace-newer');
});
