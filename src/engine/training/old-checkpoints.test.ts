import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openEngine } from '../engine.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { beginTrainingRun } from './training-rows.ts';

test('opening a workspace removes the checkpoints from which no training goes on', async () => {
  const folder = temporaryFolder();
  const open = () => openEngine({ workspace: folder, program: 'isoline test' });
  const engine = open();
  const { db, workspace } = engine;
  const { checkpointsFolder } = workspace;
  /** A run with a checkpoint, begun by a job; @returns both ids. */
  const begin = (digit: string, resumes: number | null): { runId: string; jobId: number } => {
    const fingerprint = digit.repeat(64);
    const runId = beginTrainingRun(db, {
      fingerprint,
      name: 'faces',
      dataFingerprint: 'd',
      modelSha256: null,
      points: [],
    });
    const jobId = Number(
      db
        .prepare(
          `INSERT INTO jobs (kind, input, status, resumes, started_at, updated_at)
           VALUES ('train', 'null', 'interrupted', ?, 0, 0)`,
        )
        .run(resumes).lastInsertRowid,
    );
    db.prepare('INSERT INTO training_jobs (job_id, run_id) VALUES (?, ?)').run(jobId, runId);
    writeFileSync(path.join(checkpointsFolder, `${digit.repeat(16)}-0.checkpoint`), 'state');
    return { runId, jobId };
  };
  // Stopped, and resumed as the same run: it goes on.
  const stopped = begin('a', null);
  expect(begin('a', stopped.jobId).runId).toBe(stopped.runId);
  // Stopped, and resumed as another run, which goes on.
  const changed = begin('b', null);
  expect(begin('c', changed.jobId).runId).not.toBe(changed.runId);
  // Ended, but killed before its checkpoints were removed.
  const ended = begin('d', null);
  db.prepare("UPDATE training_runs SET result = '{}' WHERE id = ?").run(ended.runId);
  for (const name of [`${'e'.repeat(16)}-3.checkpoint`, 'notes.txt']) {
    writeFileSync(path.join(checkpointsFolder, name), 'of nothing that is known');
  }
  // Without a job, as the training of a program that was killed early.
  beginTrainingRun(db, {
    fingerprint: 'f'.repeat(64),
    name: 'faces',
    dataFingerprint: 'd',
    modelSha256: null,
    points: [],
  });
  writeFileSync(path.join(checkpointsFolder, `${'f'.repeat(16)}-12.checkpoint`), 'state');
  await engine.close();
  await open().close();
  expect(readdirSync(checkpointsFolder).sort()).toEqual([
    `${'a'.repeat(16)}-0.checkpoint`,
    `${'c'.repeat(16)}-0.checkpoint`,
    `${'f'.repeat(16)}-12.checkpoint`,
    'notes.txt',
  ]);
});
