import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Progress } from '../../contract/progress.ts';
import { listDatasets } from '../datasets/describe-dataset.ts';
import { removeDataset, renameDataset } from '../datasets/stored-dataset.ts';
import { openEngine } from '../engine.ts';
import { partsOf } from '../job-kinds.ts';
import { listModels, removeModel } from '../models/model.ts';
import { startProcess, temporaryFolder } from '../store/test-process.ts';
import { runDemo } from './demo.ts';
import { readEvaluation } from './evaluation-rows.ts';

const url = (module: string): string => JSON.stringify(new URL(module, import.meta.url).href);

test('goes on where a killed demo was, and does nothing twice', async () => {
  const workspace = temporaryFolder();
  const sample = path.join(workspace, 'sample', 'seed-1');
  // As a process leaves it that is killed while it draws.
  mkdirSync(path.join(workspace, 'sample', '.isoline-sample-killed', 'a'), { recursive: true });
  const killed = startProcess(`
      const { openEngine } = await import(${url('../engine.ts')});
      const { partsOf } = await import(${url('../job-kinds.ts')});
      const { runDemo } = await import(${url('./demo.ts')});
      const engine = openEngine({ workspace: ${JSON.stringify(workspace)}, program: 'killed' });
      await runDemo(partsOf(engine), { seed: 1 }, {
        signal: new AbortController().signal,
        onProgress: ({ stage, done }) => {
          if (stage === 'Embedding' && done >= 320) console.log('embedding');
        },
      });
    `);
  expect(await killed.line()).toBe('embedding');
  await killed.kill();
  expect(readdirSync(path.join(workspace, 'sample'))).toEqual(['seed-1']);
  const { ino } = statSync(sample);

  const engine = openEngine({ workspace, program: 'isoline test' });
  onTestFinished(() => engine.close());
  const parts = partsOf(engine);
  const run = async (): Promise<{
    evaluationId: string;
    heldOutId: string | null;
    seen: Progress[];
  }> => {
    const seen: Progress[] = [];
    const { signal } = new AbortController();
    const stored = await runDemo(parts, { seed: 1 }, { signal, onProgress: (p) => seen.push(p) });
    return { ...stored, seen };
  };
  const second = run();
  await expect(run()).rejects.toMatchObject({ code: 'demo-running' });
  const { evaluationId, heldOutId, seen } = await second;
  expect(statSync(sample).ino).toBe(ino);
  const stages = [...new Set(seen.map(({ stage }) => stage.replace(/(, | \().*/, '')))];
  expect(stages).toEqual([
    'Finding images',
    'Reading images',
    'Embedding',
    'Scoring',
    'Counting at the thresholds',
    'Drawing the noise floor',
  ]);
  expect(seen.find(({ stage }) => stage === 'Embedding')?.done).toBeGreaterThan(32);
  const [dataset] = await listDatasets(engine.db);
  expect(dataset).toMatchObject({
    name: 'Built-in sample, seed 1',
    root: sample,
    complete: true,
    sets: { heldOut: { classes: expect.any(Number) as number } },
  });
  expect(readEvaluation(engine.db, evaluationId).set).toBe('calibration');
  expect(readEvaluation(engine.db, heldOutId ?? '').set).toBe('held-out');

  // All is there: a name that a person gave stays, and what was removed comes back.
  renameDataset(engine.db, dataset!.id, 'My sample');
  removeDataset(engine.db, dataset!.id);
  removeModel(engine.db, listModels(engine.db, workspace)[0]!.sha256);
  const third = await run();
  expect(third.seen.some(({ stage }) => /Drawing the sample|Embedding/.test(stage))).toBe(false);
  expect(await listDatasets(engine.db)).toMatchObject([{ id: dataset!.id, name: 'My sample' }]);
  expect(listModels(engine.db, workspace)).toHaveLength(1);
  expect(existsSync(sample)).toBe(true);
  const { provenance, ...figures } = readEvaluation(engine.db, third.evaluationId);
  expect(provenance.dataFingerprint).toBe(dataset!.fingerprint);
  expect(figures).toEqual({
    ...readEvaluation(engine.db, evaluationId),
    provenance: undefined,
  });
}, 180_000);
