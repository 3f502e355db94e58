import type { Opis } from '../../contract/evaluation.ts';
import type { NoiseFloorInput } from '../../core/metrics/noise-floor.ts';
import { opis as integrate, uniformGrid, utility } from '../../core/metrics/opis.ts';
import type { ClassCounts } from '../../core/scores/class-counts.ts';
import { genuinePairsByClass, impostorPairsByClass } from '../../core/scores/class-layout.ts';
import type { BinRun } from '../../core/scores/interval-plan.ts';
import { lowerEdge } from '../../core/scores/score-bins.ts';
import type { CountedScores, PooledScores, ScorePasses } from '../scoring/score-passes.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ScoreTeam } from '../scoring/score-team.ts';
import type { MeasureRequest } from './measurement.ts';
import type { LocatedTarget } from './operating-points.ts';
import {
  binOfTarget,
  distanceGrid,
  gridBins,
  locateTarget,
  type TargetLocation,
  thresholdOf,
  thresholdRange,
} from './threshold-plan.ts';

/** Points of the OPIS grid, ends included. */
const gridPoints = 101;
/** Redraws behind the noise floor. */
const redraws = 200;
/** Below this many genuine pairs a class's contribution is marked. */
const fewGenuinePairs = 10;

/**
 * The fine bins that hold the thresholds of the OPIS grid.
 *
 * @param around the bins in which a threshold may truly lie that was located in a bin.
 */
export function opisBins(
  input: MeasureRequest,
  targets: readonly LocatedTarget[],
  pooled: PooledScores,
  passes: ScorePasses,
  around: (bin: number) => BinRun,
): number[] {
  const { bins } = passes;
  if (input.cohort !== null) {
    return logGrid(input, pooled, passes).flatMap(({ location }) =>
      location.kind === 'none' ? [] : [binOfTarget(location)],
    );
  }
  const [strict, loose] = input.opisRange.map(
    (rate) => targets.find(({ target }) => target === rate)?.location,
  );
  if (strict === undefined || loose === undefined) return [];
  if (strict.kind === 'none' || loose.kind === 'none') return [];
  const rangeOf = (location: typeof strict): [number, number] => {
    const [low, high] = thresholdRange(location, bins);
    const [from, to] = around(binOfTarget(location));
    return from === to
      ? [low, high]
      : [lowerEdge(bins, from), Math.min(bins.greatest, lowerEdge(bins, to + 1))];
  };
  return gridBins(rangeOf(strict), rangeOf(loose), gridPoints, bins);
}

/** The grid over log FAR: equal steps of log10 FAR, each with its own exact threshold. */
function logGrid(
  { opisRange }: MeasureRequest,
  pooled: PooledScores,
  { impostorPairs, bins }: ScorePasses,
): { logFalseAcceptRate: number; location: TargetLocation }[] {
  const grid = uniformGrid(Math.log10(opisRange[0]), Math.log10(opisRange[1]), gridPoints);
  return Array.from(grid, (logFalseAcceptRate, g) => {
    const target =
      g === 0 ? opisRange[0] : g === gridPoints - 1 ? opisRange[1] : 10 ** logFalseAcceptRate;
    return { logFalseAcceptRate, location: locateTarget(target, impostorPairs, pooled, bins) };
  });
}

/** OPIS and mean utility, with the class utilities that they were integrated from. */
export interface MeasuredOpis {
  opis: Opis;
  meanUtility: number | null;
  /** [T × G] U_c at the points of the grid, 0 for classes left out; null where there is no OPIS. */
  utilities: Float32Array | null;
  /** What the noise floor is drawn from; null where there is no OPIS. */
  floor: NoiseFloorInput | null;
}

/** OPIS, eps-OPIS and mean utility; the noise floor is yet to be drawn. */
export function measureOpis(input: {
  input: MeasureRequest;
  passes: ScorePasses;
  pooled: PooledScores;
  counted: CountedScores;
  counts: { impostors: ClassCounts; genuines: ClassCounts };
  thresholds: ReadonlyMap<number, number | null>;
  targets: readonly LocatedTarget[];
}): MeasuredOpis {
  const { passes, counts } = input;
  const { opisRange, beta, epsilon, cohort } = input.input;
  const { layout } = passes;
  const genuinesOf = genuinePairsByClass(layout);
  const impostorsOf = impostorPairsByClass(layout);
  const usable = Array.from(genuinesOf, (pairs, c) => pairs > 0 && impostorsOf[c]! > 0);
  const strict = input.thresholds.get(opisRange[0]) ?? null;
  const loose = input.thresholds.get(opisRange[1]) ?? null;
  const described: Omit<Opis, 'value' | 'epsilonOpis' | 'noiseFloor' | 'classContribution'> = {
    variable: cohort === null ? 'l2-distance' : 'log-false-accept-rate',
    epsilon,
    distanceRange: null,
    similarityRange: null,
    falseAcceptRateRange: [opisRange[0], opisRange[1]],
    grid: gridPoints,
    beta,
    classesUsed: usable.filter(Boolean).length,
    noiseFloorRedraws: input.input.brief === true ? 0 : redraws,
    fewGenuinePairs: Array.from(genuinesOf.keys()).filter(
      (c) => usable[c] === true && genuinesOf[c]! < fewGenuinePairs,
    ),
  };
  const none = (reason: string): MeasuredOpis => ({
    opis: {
      ...described,
      value: null,
      reason,
      epsilonOpis: null,
      noiseFloor: null,
      classContribution: usable.map(() => null),
    },
    meanUtility: null,
    utilities: null,
    floor: null,
  });
  if (strict === null || loose === null) {
    const pairs = passes.impostorPairs.toLocaleString('en-US');
    return none(
      `${pairs} impostor pairs cannot show the range of FAR ${String(opisRange[0])} to ${String(opisRange[1])}`,
    );
  }
  const grid =
    cohort === null
      ? distanceGrid(strict, loose, gridPoints)
      : exactLogGrid(input.input, input.pooled, input.counted, passes);
  if (cohort === null) {
    described.distanceRange = [grid.axis[0]!, grid.axis[gridPoints - 1]!];
  }
  described.similarityRange = [loose, strict];
  if (described.classesUsed === 0) return none('no class has two images and an impostor');
  if (!(grid.axis[gridPoints - 1]! > grid.axis[0]!)) {
    return none('both ends of the range have the same threshold');
  }

  const { classes } = layout;
  const falseAcceptRates = new Float64Array(classes * gridPoints);
  const falseRejectRates = new Float64Array(classes * gridPoints);
  const pooledFalseAcceptRate = new Float64Array(gridPoints);
  const pooledFalseRejectRate = new Float64Array(gridPoints);
  grid.thresholds.forEach((threshold, g) => {
    const impostorAccepts = counts.impostors.acceptedAt(threshold);
    const genuineAccepts = counts.genuines.acceptedAt(threshold);
    let falseAccepts = 0;
    let accepts = 0;
    for (let c = 0; c < classes; c++) {
      falseAccepts += impostorAccepts[c]! / 2;
      accepts += genuineAccepts[c]!;
      falseAcceptRates[c * gridPoints + g] = impostorAccepts[c]! / impostorsOf[c]!;
      falseRejectRates[c * gridPoints + g] = 1 - genuineAccepts[c]! / genuinesOf[c]!;
    }
    pooledFalseAcceptRate[g] = falseAccepts / passes.impostorPairs;
    pooledFalseRejectRate[g] = 1 - accepts / passes.genuinePairs;
  });
  const result = integrate({
    axis: grid.axis,
    falseAcceptRates,
    falseRejectRates,
    usable,
    beta,
    epsilon,
  });
  const used = Array.from(usable.keys()).filter((c) => usable[c] === true);
  const utilities = new Float32Array(classes * gridPoints);
  for (const c of used) {
    for (let k = c * gridPoints; k < (c + 1) * gridPoints; k++) {
      utilities[k] = utility(falseAcceptRates[k]!, falseRejectRates[k]!, beta);
    }
  }
  return {
    opis: {
      ...described,
      value: result.value,
      epsilonOpis: result.epsilonOpis,
      noiseFloor: null,
      classContribution: result.contributions,
    },
    meanUtility: result.meanUtility,
    utilities,
    floor: {
      axis: grid.axis,
      falseAcceptRate: pooledFalseAcceptRate,
      falseRejectRate: pooledFalseRejectRate,
      genuinePairs: Float64Array.from(used, (c) => genuinesOf[c]!),
      impostorPairs: Float64Array.from(used, (c) => impostorsOf[c]!),
      beta,
    },
  };
}

/**
 * Starts drawing the noise floor on the team's workers.
 *
 * @returns what joins them on this thread too, and gives the mean OPIS of the redraws.
 */
export function startNoiseFloor(
  team: ScoreTeam,
  floor: NoiseFloorInput,
  seed: number,
  context: TaskContext,
): () => Promise<number> {
  const values = new Float64Array(new SharedArrayBuffer(8 * redraws));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const join = team.start('redrawNoiseFloor', { floor, seed, next, values });
  const say = (): void => {
    const done = Math.min(Atomics.load(next, 0), redraws);
    context.progress({ stage: 'Drawing the noise floor', done, total: redraws, unit: 'redraws' });
  };
  say();
  return async () => {
    await join(() => {
      // Nothing is left to draw for the workers either.
      if (context.stopped()) Atomics.store(next, 0, redraws);
      context.throwIfStopped();
      say();
    });
    return values.reduce((sum, value) => sum + value, 0) / redraws;
  };
}

function exactLogGrid(
  input: MeasureRequest,
  pooled: PooledScores,
  counted: CountedScores,
  passes: ScorePasses,
): { axis: Float64Array; thresholds: number[] } {
  const grid = logGrid(input, pooled, passes);
  return {
    axis: Float64Array.from(grid, ({ logFalseAcceptRate }) => logFalseAcceptRate),
    thresholds: grid.map(({ location }) => {
      const threshold = thresholdOf(location, counted.listedImpostors, passes.bins);
      return threshold ?? Infinity;
    }),
  };
}
