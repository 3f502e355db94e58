import type { ComparedSet } from '../../contract/comparison.ts';
import { IsolineError } from '../../core/errors.ts';
import { classWeights, fewestClassesForInterval } from '../../core/metrics/class-bootstrap.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';
import { compareFigures } from './compare-figures.ts';
import { comparePairs, type PairRequest } from './compare-pairs.ts';
import { type CountedPairs, compareTargets, wantedThresholds } from './compare-points.ts';
import {
  commonClasses,
  comparisonReplicates,
  type CompareSetInput,
  type SetFrame,
} from './compare-set.ts';

/** Compares one set of two evaluations. */
export const compareTask: ComputeTask<CompareSetInput, ComparedSet> = (input, context) =>
  compareSets(input, context);

/**
 * Compares one set of two evaluations: the same draws of the common classes for every figure; pairs
 * are counted one by one where the scores of both are at hand.
 *
 * @throws IsolineError (input) `nothing-in-common` when no class is in both
 */
async function compareSets(input: CompareSetInput, context: TaskContext): Promise<ComparedSet> {
  const { before, after } = input;
  const classes = commonClasses(before.evaluation.classNames, after.evaluation.classNames);
  const count = classes.names.length;
  if (count === 0) {
    throw new IsolineError({
      code: 'nothing-in-common',
      sentence: 'The two evaluations have no class in common.',
      next: 'Compare evaluations of the same data.',
    });
  }
  const frame: SetFrame = {
    before,
    after,
    classes,
    resamples:
      count < fewestClassesForInterval
        ? null
        : {
            weights: classWeights(count, comparisonReplicates, input.seed),
            replicates: comparisonReplicates,
          },
  };
  const { counted, reason } = await countPairs(frame, input, context);
  const contribution = (side: typeof before, indices: readonly number[]): (number | null)[] =>
    indices.map((own) => side.evaluation.opis.classContribution[own] ?? null);
  const imagesOf = (side: typeof before, indices: readonly number[]): number[] =>
    indices.map((own) => side.evaluation.classImages[own]!);
  return {
    set: before.evaluation.set,
    classNames: classes.names,
    classImages: {
      before: imagesOf(before, classes.before),
      after: imagesOf(after, classes.after),
    },
    classesOnlyBefore: classes.onlyBefore,
    classesOnlyAfter: classes.onlyAfter,
    scores: {
      compared: counted !== null,
      images: counted?.counts.images ?? 0,
      ...(reason === undefined ? {} : { reason }),
    },
    figures: compareFigures(frame),
    classContribution: {
      before: contribution(before, classes.before),
      after: contribution(after, classes.after),
    },
    targets: compareTargets(frame, counted, reason),
    cautions: input.cautions,
  };
}

async function countPairs(
  frame: SetFrame,
  { pairs, pairsReason }: CompareSetInput,
  context: TaskContext,
): Promise<{ counted: CountedPairs | null; reason: string | undefined }> {
  if (pairs === null) return { counted: null, reason: pairsReason };
  const thresholds = wantedThresholds(frame);
  if (thresholds.length === 0) {
    return { counted: null, reason: 'there is no threshold to compare at' };
  }
  const counts = await readPairs(pairs, thresholds, frame, context);
  if (typeof counts === 'string') return { counted: null, reason: counts };
  if ('changed' in counts) {
    return {
      counted: null,
      reason: `the embeddings of "${counts.changed}" have changed since its evaluation (${pairs[counts.changed].matrixFile})`,
    };
  }
  return { counted: { counts, thresholds }, reason: undefined };
}

/** The counts, or why a matrix cannot be read any more: the rest can still be compared. */
async function readPairs(
  pairs: PairRequest,
  thresholds: ReturnType<typeof wantedThresholds>,
  { resamples }: SetFrame,
  context: TaskContext,
): Promise<Awaited<ReturnType<typeof comparePairs>> | string> {
  try {
    return await comparePairs(pairs, thresholds, resamples, context);
  } catch (error) {
    if (error instanceof IsolineError && error.kind === 'input') {
      return error.sentence.replace(/\.$/, '');
    }
    throw error;
  }
}
