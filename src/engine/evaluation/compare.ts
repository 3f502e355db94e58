import manifest from '../../../package.json' with { type: 'json' };
import {
  type ComparedSet,
  type Comparison,
  comparisonSchemaVersion,
} from '../../contract/comparison.ts';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { classRule } from './class-changes.ts';
import { cautionsOf, leakCaution } from './compare-cautions.ts';
import {
  commonClasses,
  comparisonReplicates,
  type CompareSetInput,
  setPoints,
  type SetSide,
} from './compare-set.ts';
import { readEvaluationJson } from './evaluation-json.ts';
import { readEvaluationFile, type StoredEvaluation } from './evaluation-rows.ts';
import type { JobHooks } from './evaluation-source.ts';
import { findStoredScores, matchImages, type StoredScores } from './stored-scores.ts';

/** An evaluation that takes part: a file that `evaluate --json` wrote, or one of the workspace. */
export type ComparedReference = { name: string } & (
  { file: string } | { stored: StoredEvaluation }
);

/** What to compare: the input of a `compare` job. */
export interface CompareRequest {
  /** At least two; each later one is compared with the first. */
  evaluations: ComparedReference[];
  seed: number;
}

/**
 * Compares evaluations of the same data: each later one with the first. With a split, held-out classes
 * first, at thresholds fitted on calibration classes; then the calibration classes.
 *
 * Where the workspace holds the scores of both, pairs are compared one by one; what is not known
 * without them is null with a reason.
 *
 * @throws IsolineError (input) `comparison-too-few`, `evaluation-file-unreadable`,
 *   `evaluation-file-invalid`, `evaluation-unknown`, `nothing-in-common`
 */
export async function compareEvaluations(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  request: CompareRequest,
  hooks: JobHooks,
): Promise<Comparison> {
  const { evaluations: references, seed } = request;
  if (references.length < 2) {
    throw new IsolineError({
      code: 'comparison-too-few',
      sentence: 'A comparison needs two evaluations or more.',
      next: 'Name the file of the old evaluation, then that of the new one.',
    });
  }
  const files: EvaluationFile[] = [];
  for (const reference of references) {
    files.push(
      'file' in reference
        ? await readEvaluationJson(reference.file)
        : readEvaluationFile(db, reference.stored),
    );
  }
  const comparisons: Comparison['comparisons'] = [];
  const before = files[0]!;
  for (const [index, after] of files.entries()) {
    if (index === 0) continue;
    const sets: ComparedSet[] = [];
    for (const pair of setsOf(before, after)) {
      hooks.signal.throwIfAborted();
      const input = inputOf(db, pair, seed);
      sets.push(await compute.run<ComparedSet>('evaluation.compare', input, hooks));
    }
    comparisons.push({ before: 0, after: index, sets });
  }
  return {
    schema: comparisonSchemaVersion,
    programVersion: manifest.version,
    time: new Date().toISOString(),
    seed,
    replicates: comparisonReplicates,
    evaluations: files.map(({ score, images, classes, provenance }, index) => ({
      name: references[index]!.name,
      score,
      images,
      classes,
      provenance,
    })),
    comparisons,
    classRule,
  };
}

/** One set of both, with sentences on how they were paired. */
interface SetPair {
  before: Omit<SetSide, 'utilities' | 'retrieval'>;
  after: Omit<SetSide, 'utilities' | 'retrieval'>;
  cautions: string[];
}

function setsOf(before: EvaluationFile, after: EvaluationFile): SetPair[] {
  const whole = (file: EvaluationFile): SetPair['before'] => ({
    evaluation: file,
    points: setPoints(file.operatingPoints, false),
  });
  if (before.sets === undefined || after.sets === undefined) {
    const split = before.sets !== undefined || after.sets !== undefined;
    const cautions = split
      ? [
          `Only "${before.sets === undefined ? 'after' : 'before'}" has a split: its calibration classes are compared, and nothing is held out.`,
        ]
      : [];
    return [{ before: whole(before), after: whole(after), cautions }];
  }
  const heldOut = ({ calibration, heldOut }: NonNullable<EvaluationFile['sets']>) => ({
    evaluation: heldOut,
    points: setPoints(calibration.operatingPoints, true),
  });
  const one = before.sets;
  const other = after.sets;
  const leaks = [
    ...leakCaution(one.heldOut.classNames, other.calibration.classNames, 'before'),
    ...leakCaution(other.heldOut.classNames, one.calibration.classNames, 'after'),
  ];
  return [
    { before: heldOut(one), after: heldOut(other), cautions: leaks },
    { before: whole(one.calibration), after: whole(other.calibration), cautions: [] },
  ];
}

/** Joins what the files say with what the workspace holds of them. */
function inputOf(
  db: EmbeddingParts['db'],
  { before, after, cautions }: SetPair,
  seed: number,
): CompareSetInput {
  const one = findStoredScores(db, before.evaluation.provenance.evaluationId);
  const other = findStoredScores(db, after.evaluation.provenance.evaluationId);
  const classNames = {
    before: before.evaluation.classNames,
    after: after.evaluation.classNames,
  };
  const classes = commonClasses(classNames.before, classNames.after);
  const pairs =
    one.images === null || other.images === null
      ? null
      : matchImages(one.images, other.images, classes, classNames);
  const pairsReason =
    pairs === null
      ? (one.reason ?? other.reason ?? 'no image is in both under the same class and name')
      : undefined;
  const side = (from: SetPair['before'], { utilities, retrieval }: StoredScores): SetSide => ({
    ...from,
    utilities,
    retrieval,
  });
  return {
    before: side(before, one),
    after: side(after, other),
    pairs,
    pairsReason,
    cautions: [
      ...cautions,
      ...cautionsOf({
        before: before.evaluation,
        after: after.evaluation,
        classes,
        pairs,
        pairsReason,
      }),
    ],
    seed,
  };
}
