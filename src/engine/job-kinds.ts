import type { Comparison } from '../contract/comparison.ts';
import type { EmbeddingParts } from './embedding/embedding-work.ts';
import { compareEvaluations, type CompareRequest } from './evaluation/compare.ts';
import { evaluate, type EvaluateRequest, type EvaluateResult } from './evaluation/evaluate.ts';
import {
  type EvaluationSource,
  prepareSource,
  type SourceRequest,
} from './evaluation/evaluation-source.ts';
import type { Engine } from './engine.ts';
import { train, type StoredTraining, type TrainRequest } from './training/train.ts';

/** What an `embed` job gives back: where the matrix lies, what its rows are and where they come from. */
export type EmbedResult = Pick<
  EvaluationSource,
  | 'matrixFile'
  | 'rowClasses'
  | 'rowNames'
  | 'fingerprint'
  | 'modelSha256'
  | 'recipe'
  | 'provider'
  | 'embedding'
  | 'notes'
>;

/** The parts of an engine that jobs work with. */
export function partsOf({ db, workspace, compute }: Engine): EmbeddingParts {
  return { db, folder: workspace.folder, compute };
}

/** Teaches an engine the kinds of job that there are. */
export function registerJobKinds(engine: Engine): void {
  const parts = partsOf(engine);
  engine.jobs.register<SourceRequest, EmbedResult>('embed', async (input, job) => {
    const source = await prepareSource(parts, input, {
      onProgress: job.progress,
      signal: job.signal,
    });
    const { matrixFile, rowClasses, rowNames, fingerprint, notes, recipeNote } = source;
    const { modelSha256, recipe, provider, embedding } = source;
    return {
      matrixFile,
      rowClasses,
      rowNames,
      fingerprint,
      modelSha256,
      recipe,
      provider,
      embedding,
      notes: recipeNote === null ? notes : [...notes, recipeNote],
    };
  });
  engine.jobs.register<EvaluateRequest, EvaluateResult>('evaluate', (input, job) =>
    evaluate(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<CompareRequest, Comparison>('compare', (input, job) =>
    compareEvaluations(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<TrainRequest, StoredTraining>('train', (input, job) =>
    train(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
}
