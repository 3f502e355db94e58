import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import { embedDataset } from '../embedding/embed.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { SetRows } from '../evaluation/evaluate.ts';
import type { EvaluationSource, JobHooks, SourceRequest } from '../evaluation/evaluation-source.ts';
import { mostViews, type TrainingOptions } from './training-options.ts';

/**
 * Checks whether a source can be seen in as many views as are asked for.
 *
 * @throws IsolineError (input) `views-invalid`, `views-need-images`, `flip-without-views`
 */
export function checkViews(
  source: SourceRequest,
  { views, flip }: Pick<TrainingOptions, 'views' | 'flip'>,
): void {
  if (!Number.isInteger(views) || views < 1 || views > mostViews) {
    throw new IsolineError({
      code: 'views-invalid',
      sentence: `${views} views of each training image are not possible.`,
      next: `Give a whole number from 1 to ${mostViews}.`,
      subject: 'views',
    });
  }
  if (views > 1 && source.kind === 'matrix') {
    throw new IsolineError({
      code: 'views-need-images',
      sentence: `${path.basename(source.embeddings)} has one embedding an image, and ${views} views are made from the images themselves.`,
      next: 'Give the folder with --model, or leave out --views.',
      subject: source.embeddings,
    });
  }
  if (views === 1 && flip) {
    throw new IsolineError({
      code: 'flip-without-views',
      sentence:
        'Mirrored views are asked for, and the only view of an image is the image as it is.',
      next: 'Give --views 2 or more, or leave out --flip.',
      subject: 'flip',
    });
  }
}

/**
 * Embeds the further views of the training images, as far as the workspace has them not. It goes
 * through the store of embeddings as the plain images do: a second run decodes nothing, and one that
 * was stopped goes on where it was.
 *
 * @param source of a dataset; its plain images are embedded already
 * @returns a matrix for each view from 1 on: row k is training image k
 * @throws IsolineError (input) `views-incomplete`; what `embedDataset` throws
 */
export async function embedViews(
  parts: EmbeddingParts,
  request: Extract<SourceRequest, { kind: 'dataset' }>,
  source: EvaluationSource,
  training: SetRows,
  { views, flip, seed }: { readonly views: number; readonly flip: boolean; readonly seed: number },
  { onProgress, signal }: JobHooks,
): Promise<string[]> {
  const { datasetId, modelSha256, recipe } = source;
  if (datasetId === null || modelSha256 === null || recipe === null) {
    throw new TypeError('only the images of a dataset have views');
  }
  const files: string[] = [];
  for (let index = 1; index < views; index++) {
    const embedded = await embedDataset(parts, {
      datasetId,
      modelSha256,
      recipe,
      view: { index, seed, flip },
      // In the order of the dataset, which is that of the training rows.
      paths: new Set(training.imageNames),
      provider: request.provider,
      ...(request.batch === null ? {} : { batch: request.batch }),
      onProgress: (progress) => {
        onProgress({ ...progress, stage: `${progress.stage} view ${index + 1} of ${views}` });
      },
      signal,
    });
    const missing = embedded.skipped[0];
    if (missing !== undefined) {
      throw new IsolineError({
        code: 'views-incomplete',
        sentence: `The views of ${missing.path} cannot be made: ${missing.reason}`,
        next: 'Bring the image back as it was, or train with --views 1.',
        subject: missing.path,
      });
    }
    files.push(embedded.matrixFile);
  }
  return files;
}
