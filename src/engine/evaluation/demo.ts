import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import { drawSample, removeUnfinishedSamples } from '../datasets/built-in-sample.ts';
import { findDataset, importDataset } from '../datasets/dataset.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { builtInModelFile } from '../models/built-in-model.ts';
import { importModel } from '../models/model.ts';
import { evaluate } from './evaluate.ts';
import type { StoredEvaluation } from './evaluation-rows.ts';
import type { JobHooks } from './evaluation-source.ts';
import { sourceOfWorkspace } from './workspace-source.ts';

/** The input of a `demo` job. */
export interface DemoRequest {
  /** Of the sample, of the split and of the evaluation. */
  seed: number;
}

/** Workspaces in which a demo runs: two would draw and embed the same images. */
const running = new Set<string>();

/**
 * The main job on the built-in sample and the built-in model: the sample is drawn below the
 * workspace's folder `sample/`, imported, embedded and evaluated with a split by seed. What is there
 * already is used again, so a demo that was stopped or killed goes on when it is run again.
 *
 * @throws IsolineError (input) `demo-running`; `sample-folder-taken`; what `importDataset`,
 *   `importModel`, `sourceOfWorkspace` and `evaluate` throw; (interrupted) `stopped`
 */
export async function runDemo(
  parts: EmbeddingParts,
  { seed }: DemoRequest,
  hooks: JobHooks,
): Promise<StoredEvaluation> {
  const { db, folder } = parts;
  if (running.has(folder)) {
    throw new IsolineError({
      code: 'demo-running',
      sentence: 'The demo runs already.',
      next: 'Wait for that job to end.',
    });
  }
  running.add(folder);
  try {
    const samples = path.join(folder, 'sample');
    await removeUnfinishedSamples(samples);
    const sample = path.join(samples, `seed-${seed}`);
    await drawSample(sample, { seed, ...hooks });
    const known = findDataset(db, { kind: 'folder', root: sample, manifest: null });
    const { datasetId } = await importDataset(db, sample, {
      // A person may have given it another name since.
      ...(known === undefined ? { name: `Built-in sample, seed ${seed}` } : {}),
      ...hooks,
    });
    const model = await importModel(db, folder, builtInModelFile, hooks.signal);
    const { evaluationId, heldOutId } = await evaluate(
      parts,
      {
        source: sourceOfWorkspace(parts, {
          datasetId,
          modelSha256: model.sha256,
          provider: 'cpu',
          batch: null,
        }),
        targets: [1e-1, 1e-2, 1e-3],
        opisRange: [1e-2, 1e-1],
        split: { seed },
        normalise: 'none',
        seed,
      },
      hooks,
    );
    return { evaluationId, heldOutId };
  } finally {
    running.delete(folder);
  }
}
