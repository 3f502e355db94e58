import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { ImportPairsInput, PairScoring } from '../../contract/api/pairs.ts';
import { IsolineError } from '../../core/errors.ts';
import { listImages } from '../datasets/dataset.ts';
import { storedDataset } from '../datasets/stored-dataset.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { readCsvPairs } from './csv-pairs.ts';
import { type ImageFinder, readLfwPairs } from './lfw-pairs.ts';
import { PairCollector } from './pair-lines.ts';
import { readBobScores, readScoreFiles } from './score-lines.ts';
import { writePairSet } from './write-pair-set.ts';

/** What an `import-pairs` job reads: paths are real and absolute. */
export type ImportPairsRequest = Omit<ImportPairsInput, 'name' | 'impostorPath'> & {
  name: string | null;
  impostorPath: string | null;
};

/**
 * A request that can be run.
 *
 * @throws IsolineError (input) `pairs-impostor-file` where the second file is missing or too many,
 *   `pairs-dataset-format` for a format that names no images, `dataset-unknown`, `dataset-removed`
 */
export function checkImport(db: Database, request: ImportPairsRequest): ImportPairsRequest {
  const { format, impostorPath, datasetId } = request;
  if ((format === 'scores') !== (impostorPath !== null)) {
    throw new IsolineError({
      code: 'pairs-impostor-file',
      sentence:
        format === 'scores'
          ? 'Genuine scores alone show no false accepts.'
          : `The format ${format} is one file.`,
      next:
        format === 'scores'
          ? 'Choose the file of impostor scores too.'
          : 'Leave the file of impostor scores out.',
    });
  }
  if (datasetId !== null) {
    storedDataset(db, datasetId);
    if (format !== 'lfw' && format !== 'csv') {
      throw new IsolineError({
        code: 'pairs-dataset-format',
        sentence: `Files of the format ${format} do not name images of a dataset.`,
        next: 'Import them without a dataset, or the pairs as CSV.',
      });
    }
  }
  return request;
}

/**
 * Imports labelled pairs from files. The whole file is read and checked before anything is kept.
 *
 * @throws IsolineError (input) what is wrong in the file, with its line: see the readers
 */
export async function importPairs(
  db: Database,
  request: ImportPairsRequest,
  hooks: JobHooks,
): Promise<{ pairSetId: number }> {
  const { format, datasetId, modelSha256, scale, direction } = checkImport(db, request);
  const { size } = await stat(request.path).catch(() => ({ size: 0 }));
  hooks.onProgress({ stage: 'Reading pairs', done: 0, total: size, unit: 'bytes' });
  const collector = new PairCollector(request.path, { scale, direction }, hooks.signal);
  await readFile(db, request, collector);
  hooks.onProgress({ stage: 'Reading pairs', done: size, total: size, unit: 'bytes' });
  const fileName = path.basename(request.path, path.extname(request.path));
  const { pairSetId } = await writePairSet(
    db,
    {
      name: request.name ?? fileName,
      source: 'file',
      format,
      file: request.path,
      datasetId,
      evaluationId: null,
      selected: false,
      scoring: { name: fileName, modelSha256, score: scoreKindOf(request) },
      withEnds: false,
    },
    collector.finish(),
    hooks,
  );
  return { pairSetId };
}

/** What the scores of a file are once they are in the workspace, where higher is more alike. */
function scoreKindOf({
  scale,
  direction,
}: Pick<ImportPairsRequest, 'scale' | 'direction'>): PairScoring['score'] {
  if (scale !== 'other') return 'cosine';
  return direction === 'lower-is-more-alike' ? 'other-negated' : 'other';
}

async function readFile(
  db: Database,
  { format, path: file, impostorPath, datasetId, scale, direction }: ImportPairsRequest,
  collector: PairCollector,
): Promise<void> {
  switch (format) {
    case 'lfw':
      return readLfwPairs(file, collector, datasetId === null ? null : stemFinder(db, datasetId));
    case 'csv':
      return readCsvPairs(
        file,
        { scale, direction },
        collector,
        datasetId === null ? null : classFinder(db, datasetId),
      );
    case 'bob-2':
      return readBobScores(file, 2, collector);
    case 'bob-4':
      return readBobScores(file, 4, collector);
    case 'bob-5':
      return readBobScores(file, 5, collector);
    case 'scores':
      return readScoreFiles(file, impostorPath!, collector);
  }
}

/** Images that can be read, by their path. */
function classFinder(db: Database, datasetId: number): (image: string) => string | undefined {
  const classes = new Map(
    listImages(db, datasetId)
      .filter(({ status }) => status === 'ok')
      .map(({ relativePath, className }) => [relativePath, className]),
  );
  return (image) => classes.get(image);
}

/** Images that can be read, by their path without the extension. */
function stemFinder(db: Database, datasetId: number): ImageFinder {
  const paths = new Map(
    listImages(db, datasetId)
      .filter(({ status }) => status === 'ok')
      .map(({ relativePath }) => [
        relativePath.slice(0, relativePath.length - path.posix.extname(relativePath).length),
        relativePath,
      ]),
  );
  return (stem) => paths.get(stem) ?? null;
}
