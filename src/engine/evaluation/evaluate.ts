import { createHash, randomUUID } from 'node:crypto';
import manifest from '../../../package.json' with { type: 'json' };
import { type Evaluation, evaluationSchemaVersion } from '../../contract/evaluation.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { IsolineError } from '../../core/errors.ts';
import {
  checkSplit,
  type ClassSet,
  emptySetError,
  readSplitFile,
  saveSplit,
  splitClasses,
} from '../datasets/split.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { saveEvaluations, type StoredEvaluation } from './evaluation-rows.ts';
import {
  type EmbeddingRun,
  type EvaluationSource,
  type JobHooks,
  prepareSource,
  type SourceRequest,
} from './evaluation-source.ts';
import type { MeasureInput, Measurement, SetEvaluation } from './measurement.ts';

/** What it takes to evaluate, now and again: the input of an `evaluate` job. */
export interface EvaluateRequest {
  source: SourceRequest;
  /** Target FARs, each above 0 and below 1. */
  targets: number[];
  /** Pooled FAR at the ends of the OPIS range, ascending. */
  opisRange: [number, number];
  /** Class-disjoint sets by seed or from a file; null: the dataset's own split, or none. */
  split: { seed: number } | { file: string } | null;
  normalise: 'none' | 'as-norm';
  seed: number;
}

/** What an `evaluate` job gives back. */
export interface EvaluateResult extends StoredEvaluation {
  /** What this run did to embed the images; null of a matrix. */
  embedding: EmbeddingRun | null;
}

/** The rows of one set of classes. */
export interface SetRows {
  rows: Uint32Array;
  labels: Int32Array;
  classNames: string[];
  imageNames: string[];
}

/**
 * Evaluates labelled embeddings: scores → rates → OPIS → stored.
 *
 * With a split, calibration and held-out classes are measured apart, and the calibration thresholds
 * are counted on the held-out classes too. Training classes are the AS-norm cohort.
 *
 * @returns the ids under which the evaluations are kept
 * @throws IsolineError (input) what `prepareSource` throws; `split-set-empty`, `cohort-missing`;
 *   `scores-too-coarse`, `dataset-too-large`
 */
export async function evaluate(
  parts: EmbeddingParts,
  request: EvaluateRequest,
  hooks: JobHooks,
): Promise<EvaluateResult> {
  const prepared = await prepareSource(parts, request.source, hooks);
  const split = await splitOf(parts, prepared, request.split);
  const source = {
    ...prepared,
    notes: [...prepared.notes, ...(request.split === null ? keptSplitNotes(prepared) : [])],
  };
  if (request.normalise === 'as-norm' && split === null) {
    throw new IsolineError({
      code: 'cohort-missing',
      sentence: 'AS-norm compares each image with the training classes, and there is no split.',
      next: 'Add --split with a seed or a file.',
    });
  }
  const cohort = request.normalise === 'as-norm' ? rowsOfSet(source, 'training', split).rows : null;
  const measureSet = async (
    set: Evaluation['set'],
    fixedThresholds: number[],
  ): Promise<{ measured: Measurement; rows: SetRows }> => {
    const rows = rowsOfSet(source, set, split);
    const input: MeasureInput = {
      matrixFile: source.matrixFile,
      ...rows,
      targets: request.targets,
      fixedThresholds,
      opisRange: request.opisRange,
      beta: 1,
      epsilon: 0.1,
      seed: request.seed,
      cohort,
    };
    const measured = await parts.compute.run<Measurement>('evaluation.measure', input, {
      ...hooks,
      onProgress: (progress) => {
        hooks.onProgress(
          set === 'all' ? progress : { ...progress, stage: `${progress.stage} (${set})` },
        );
      },
    });
    return { measured, rows };
  };
  const describe = (
    set: Evaluation['set'],
    { measured, rows }: { measured: Measurement; rows: SetRows },
  ): SetEvaluation => ({
    ...describeSet(set, measured, source, request, cohort),
    imageNames: rows.imageNames,
  });

  if (split === null) {
    const all = describe('all', await measureSet('all', []));
    saveEvaluations(parts.db, source, [all]);
    return {
      evaluationId: all.evaluation.provenance.evaluationId,
      heldOutId: null,
      embedding: source.embedding,
    };
  }
  const calibration = await measureSet('calibration', []);
  const points = calibration.measured.figures.operatingPoints;
  const decided = points.filter((point) => point.threshold !== null);
  const heldOut = await measureSet(
    'held-out',
    decided.map((point) => point.threshold!),
  );
  decided.forEach((point, k) => {
    point.heldOut = heldOut.measured.atFixedThresholds[k]!;
  });
  const both = [describe('calibration', calibration), describe('held-out', heldOut)] as const;
  saveEvaluations(parts.db, source, both);
  return {
    evaluationId: both[0].evaluation.provenance.evaluationId,
    heldOutId: both[1].evaluation.provenance.evaluationId,
    embedding: source.embedding,
  };
}

function describeSet(
  set: Evaluation['set'],
  { figures, arrays }: Measurement,
  source: EvaluationSource,
  request: EvaluateRequest,
  cohort: Uint32Array | null,
): Omit<SetEvaluation, 'imageNames'> {
  return {
    arrays,
    evaluation: {
      schema: evaluationSchemaVersion,
      set,
      ...figures,
      notes: [
        ...source.notes,
        ...(source.recipeNote === null ? [] : [source.recipeNote]),
        ...figures.notes,
      ],
      provenance: {
        evaluationId: randomUUID(),
        programVersion: manifest.version,
        dataFingerprint: source.fingerprint,
        modelSha256: source.modelSha256,
        recipe: source.recipe,
        provider: source.provider,
        seed: request.seed,
        time: new Date().toISOString(),
        source: source.description,
        ...(cohort === null ? {} : { cohortFingerprint: fingerprintOf(source, cohort) }),
      },
    },
  };
}

/** What the cohort is made of: the data, and which of its rows. */
function fingerprintOf(source: EvaluationSource, cohort: Uint32Array): string {
  const hash = createHash('sha256').update(source.fingerprint);
  for (const row of cohort) hash.update(`\n${source.rowNames[row]!}`);
  return hash.digest('hex');
}

/**
 * The classes' sets: by seed, from a file, or as kept with the dataset; null without a split.
 *
 * @throws IsolineError (input) `split-set-empty`, what `readSplitFile` throws
 */
export async function splitOf(
  { db }: EmbeddingParts,
  source: EvaluationSource,
  wanted: EvaluateRequest['split'],
): Promise<Map<string, ClassSet> | null> {
  if (wanted === null) return source.split.size === 0 ? null : source.split;
  const classNames = [...new Set(source.rowClasses)].sort(compareCodePoints);
  const sets =
    'seed' in wanted
      ? splitClasses(classNames, wanted.seed)
      : await readSplitFile(wanted.file, classNames);
  checkSplit(sets);
  if (source.datasetId !== null) saveSplit(db, source.datasetId, classNames, sets);
  return new Map(classNames.map((name, c) => [name, sets[c]!]));
}

/** Sentences on a split that nobody asked for in this call. */
function keptSplitNotes({ split, rowClasses }: EvaluationSource): string[] {
  if (split.size === 0) return [];
  const later = new Set(rowClasses.filter((name) => !split.has(name))).size;
  return [
    'The split that is kept with the dataset is used.',
    ...(later > 0
      ? [`${String(later)} classes came after it and belong to no set: they are left out.`]
      : []),
  ];
}

/**
 * The rows of one set of classes, of all classes with `all`.
 *
 * @throws IsolineError (input) `split-set-empty`
 */
export function rowsOfSet(
  source: EvaluationSource,
  set: Evaluation['set'] | 'training',
  split: Map<string, ClassSet> | null,
): SetRows {
  const rows: number[] = [];
  source.rowClasses.forEach((name, row) => {
    if (set === 'all' || split?.get(name) === set) rows.push(row);
  });
  if (rows.length === 0) throw emptySetError(set);
  const classNames = [...new Set(rows.map((row) => source.rowClasses[row]!))].sort(
    compareCodePoints,
  );
  const index = new Map(classNames.map((name, c) => [name, c]));
  return {
    rows: Uint32Array.from(rows),
    labels: Int32Array.from(rows, (row) => index.get(source.rowClasses[row]!)!),
    classNames,
    imageNames: rows.map((row) => source.rowNames[row]!),
  };
}
