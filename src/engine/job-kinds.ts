import type { EmbeddingParts } from './embedding/embedding-work.ts';
import { evaluate, type EvaluateRequest } from './evaluation/evaluate.ts';
import type { StoredEvaluation } from './evaluation/evaluation-rows.ts';
import { prepareSource, type SourceRequest } from './evaluation/evaluation-source.ts';
import type { Engine } from './engine.ts';

/** What an `embed` job gives back: where the matrix lies, and the class of each of its rows. */
export interface EmbedResult {
  matrixFile: string;
  rowClasses: string[];
  rowNames: string[];
  provider: string;
  notes: string[];
}

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
    const { matrixFile, rowClasses, rowNames, provider, notes, recipeNote } = source;
    return {
      matrixFile,
      rowClasses,
      rowNames,
      provider,
      notes: recipeNote === null ? notes : [...notes, recipeNote],
    };
  });
  engine.jobs.register<EvaluateRequest, StoredEvaluation>('evaluate', (input, job) =>
    evaluate(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
}
