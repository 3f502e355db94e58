import type { ComparedFigure, ComparedFigures } from '../../contract/comparison.ts';
import type { Opis } from '../../contract/evaluation.ts';
import {
  type BetterWhen,
  pairedInterval,
  type ResampledOpis,
  resampledDeviation,
  resampledOpis,
  resampledRatio,
} from '../../core/metrics/paired-bootstrap.ts';
import {
  compareFigure,
  differentClasses,
  type FigureRule,
  type SetFrame,
  type SetSide,
  tooFewClasses,
} from './compare-set.ts';

/** Pooled FAR at which the spread over classes is taken. */
const spreadTarget = 1e-2;

/** What the draws of classes leave as it is in OPIS, eps-OPIS and mean utility. */
const heldFixed =
  'given the FAR of each class against all classes at hand and the ends of the range, which draws of classes leave as they are: the interval can be too narrow';

/** The figures that are no rates at a threshold. */
export function compareFigures(frame: SetFrame): ComparedFigures {
  const { before, after, classes } = frame;
  const one = before.evaluation;
  const other = after.evaluation;
  const differing = classes.same ? undefined : differentClasses(classes);
  const opisReason = differing ?? differentOpis(one.opis, other.opis);
  const missingOpis = one.opis.reason ?? other.opis.reason;
  const resampled = opisReason === undefined ? resampleOpis(frame) : null;
  const none = (): null => null;
  const ofOpis = (figure: keyof ResampledOpis, better: BetterWhen): FigureRule => ({
    better,
    incomparable: opisReason,
    missing: missingOpis,
    interval: () => {
      if (resampled === null) return null;
      const interval = pairedInterval(resampled[0][figure], resampled[1][figure]);
      return interval && { ...interval, note: heldFixed };
    },
    intervalReason:
      frame.resamples === null
        ? tooFewClasses
        : 'the utilities of single classes are not in this workspace',
  });
  const missingSpread = `there is no operating point at FAR ${String(spreadTarget)}`;
  return {
    opis: compareFigure(one.opis.value, other.opis.value, ofOpis('opis', 'lower')),
    epsilonOpis: compareFigure(
      one.opis.epsilonOpis,
      other.opis.epsilonOpis,
      ofOpis('epsilonOpis', 'lower'),
    ),
    meanUtility: compareFigure(one.meanUtility, other.meanUtility, ofOpis('meanUtility', 'higher')),
    noiseFloor: compareFigure(one.opis.noiseFloor, other.opis.noiseFloor, {
      better: null,
      incomparable: opisReason,
      missing: missingOpis,
      interval: none,
      intervalReason: 'it is a yardstick for OPIS, not a result',
    }),
    spreadOfFalseAcceptRate: compareFigure(
      one.spread?.falseAcceptRate ?? null,
      other.spread?.falseAcceptRate ?? null,
      {
        better: 'lower',
        incomparable: differing,
        missing: missingSpread,
        interval: none,
        intervalReason:
          'the FAR of a class depends on which other classes are drawn: resampling class rates alone would give an interval that is too narrow',
      },
    ),
    spreadOfFalseRejectRate: compareFigure(
      one.spread?.falseRejectRate ?? null,
      other.spread?.falseRejectRate ?? null,
      {
        better: 'lower',
        incomparable: differing,
        missing: missingSpread,
        interval: () => spreadInterval(frame),
        intervalReason: frame.resamples === null ? tooFewClasses : missingSpread,
      },
    ),
    equalErrorRate: compareFigure(one.equalErrorRate.rate, other.equalErrorRate.rate, {
      better: 'lower',
      incomparable: differing,
      missing: one.equalErrorRate.reason ?? other.equalErrorRate.reason,
      interval: none,
      intervalReason: 'its threshold would move with every draw of classes',
    }),
    recallAt1: compareRetrieval(frame, one.recallAt1, other.recallAt1, 1, differing),
    meanAveragePrecisionAtR: compareRetrieval(
      frame,
      one.meanAveragePrecisionAtR,
      other.meanAveragePrecisionAtR,
      2,
      differing,
    ),
  };
}

/** Why two OPIS values cannot be subtracted. */
function differentOpis(before: Opis, after: Opis): string | undefined {
  if (before.variable !== after.variable) {
    return `OPIS was integrated over ${before.variable.replaceAll('-', ' ')} before and over ${after.variable.replaceAll('-', ' ')} after: these are different numbers`;
  }
  const sameRange = before.falseAcceptRateRange.every(
    (end, k) => end === after.falseAcceptRateRange[k],
  );
  if (!sameRange) return 'the FAR ranges of OPIS differ';
  if (before.beta !== after.beta || before.grid !== after.grid) {
    return 'OPIS was measured with another b or grid';
  }
  return before.epsilon === after.epsilon ? undefined : 'the eps of eps-OPIS differ';
}

/** OPIS of both under the same draws of classes; null where something of it is not at hand. */
function resampleOpis({
  before,
  after,
  classes,
  resamples,
}: SetFrame): [ResampledOpis, ResampledOpis] | null {
  if (resamples === null || before.utilities === null || after.utilities === null) return null;
  const { weights, replicates } = resamples;
  const contributionBefore = before.evaluation.opis.classContribution;
  const contributionAfter = after.evaluation.opis.classContribution;
  const usable = classes.names.map(
    (_, c) =>
      typeof contributionBefore[classes.before[c]!] === 'number' &&
      typeof contributionAfter[classes.after[c]!] === 'number',
  );
  const draw = ({ utilities, evaluation }: SetSide, indices: readonly number[]): ResampledOpis => {
    const grid = evaluation.opis.grid;
    const rows = new Float32Array(indices.length * grid);
    indices.forEach((own, c) => {
      rows.set(utilities!.subarray(own * grid, (own + 1) * grid), c * grid);
    });
    return resampledOpis(
      { utilities: rows, usable, epsilon: evaluation.opis.epsilon },
      weights,
      replicates,
    );
  };
  return [draw(before, classes.before), draw(after, classes.after)];
}

function spreadInterval({
  before,
  after,
  classes,
  resamples,
}: SetFrame): ComparedFigure['interval'] {
  if (resamples === null) return null;
  const deviations = (side: SetSide, indices: readonly number[]): Float64Array | null => {
    const rates = side.evaluation.operatingPoints.find(
      ({ targetFalseAcceptRate }) => targetFalseAcceptRate === spreadTarget,
    )?.classFalseRejectRate;
    if (rates === undefined) return null;
    return resampledDeviation(
      resamples.weights,
      indices.map((own) => rates[own] ?? null),
      resamples.replicates,
    );
  };
  const one = deviations(before, classes.before);
  const other = deviations(after, classes.after);
  return one === null || other === null ? null : pairedInterval(one, other);
}

/** Recall@1 (column 1) or MAP@R (column 2): a mean over queries, drawn by class. */
function compareRetrieval(
  { before, after, classes, resamples }: SetFrame,
  one: number | null,
  other: number | null,
  column: 1 | 2,
  incomparable: string | undefined,
): ComparedFigure {
  const ratio = (sums: Float32Array, indices: readonly number[]): Float64Array =>
    resampledRatio(
      resamples!.weights,
      indices.map((own) => sums[3 * own + column]!),
      indices.map((own) => sums[3 * own]!),
      resamples!.replicates,
    );
  return compareFigure(one, other, {
    better: 'higher',
    incomparable,
    missing: before.evaluation.retrieval.reason ?? after.evaluation.retrieval.reason,
    interval: () =>
      resamples === null || before.retrieval === null || after.retrieval === null
        ? null
        : pairedInterval(
            ratio(before.retrieval, classes.before),
            ratio(after.retrieval, classes.after),
          ),
    intervalReason:
      resamples === null ? tooFewClasses : 'the hits of single classes are not in this workspace',
  });
}
