/**
 * Scores as log-likelihood ratios and as probabilities. A calibration is fitted on genuine and impostor
 * scores and says how strongly a score speaks for a genuine pair; it changes no score and no threshold.
 *
 * Both kinds of pairs weigh a half, however many there are of each, so that the result is a ratio of
 * likelihoods: the prevalence of genuine comparisons comes in where a probability is asked for, and
 * nowhere else. Logarithms are natural, costs are in bits.
 *
 * @see Brümmer and du Preez, "Application-independent evaluation of speaker detection", 2006
 */

/** Scores of one kind, or the bins of a histogram with a score that stands for each. */
export interface WeightedScores {
  readonly scores: ArrayLike<number>;
  /** How many pairs each stands for, at least 0; null: one. */
  readonly weights: ArrayLike<number> | null;
}

/** Scores of both kinds, in any order; higher means more alike. */
export interface LabelledScores {
  readonly genuine: WeightedScores;
  readonly impostor: WeightedScores;
}

/** Log-likelihood ratio = slope × score + offset. */
export interface PlattCalibration {
  readonly kind: 'platt';
  readonly slope: number;
  readonly offset: number;
}

/** A rising step function: the ratio of the last step whose score is not above the score asked for. */
export interface IsotonicCalibration {
  readonly kind: 'isotonic';
  /** [S] ascending: the least score of each step. Scores below the first have its ratio. */
  readonly from: readonly number[];
  /** [S] ascending, finite. */
  readonly logLikelihoodRatios: readonly number[];
}

export type ScoreCalibration = PlattCalibration | IsotonicCalibration;

/** Loss of a line, its gradient and its second derivatives. */
interface PlattStep {
  loss: number;
  slope: number;
  offset: number;
  squares: number;
  products: number;
  counts: number;
}

/** Log-likelihood ratio of a score: above 0 it speaks for a genuine pair. */
export function logLikelihoodRatio(calibration: ScoreCalibration, score: number): number {
  if (calibration.kind === 'platt') return calibration.slope * score + calibration.offset;
  const { from, logLikelihoodRatios } = calibration;
  let low = 0;
  let high = from.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (from[middle]! <= score) low = middle;
    else high = middle;
  }
  return logLikelihoodRatios[low]!;
}

/**
 * Probability that a comparison is genuine.
 *
 * @param prevalence share of genuine comparisons where the score is used, in (0, 1): not that of the
 *   data behind the calibration
 */
export function genuineProbability(ratio: number, prevalence: number): number {
  return sigmoid(ratio + Math.log(prevalence / (1 - prevalence)));
}

/**
 * Logistic regression on the score. As Platt proposed, n pairs aim at (n + 1) / (n + 2) instead of 1 and
 * at 1 / (n + 2) instead of 0: scores that separate the kinds completely have finite ratios too.
 *
 * @returns null without pairs of both kinds. The slope is negative where higher scores are rarer among
 *   genuine pairs.
 * @see Platt, "Probabilistic outputs for support vector machines", 1999
 */
export function fitPlatt({ genuine, impostor }: LabelledScores): PlattCalibration | null {
  const genuinePairs = pairsOf(genuine);
  const impostorPairs = pairsOf(impostor);
  if (genuinePairs === 0 || impostorPairs === 0) return null;
  const groups = [
    { ...genuine, share: 0.5 / genuinePairs, aim: (genuinePairs + 1) / (genuinePairs + 2) },
    { ...impostor, share: 0.5 / impostorPairs, aim: 1 / (impostorPairs + 2) },
  ];
  const visit = (see: (score: number, weight: number, aim: number) => void): void => {
    for (const { scores, weights, share, aim } of groups) {
      for (let k = 0; k < scores.length; k++) see(scores[k]!, share * (weights?.[k] ?? 1), aim);
    }
  };
  let centre = 0;
  visit((score, weight) => (centre += weight * score));
  let variance = 0;
  visit((score, weight) => (variance += weight * (score - centre) ** 2));
  // In units of their own spread, so that steps mean the same on every scale.
  const width = variance > 0 ? Math.sqrt(variance) : 1;
  const evaluate = (slope: number, offset: number): Readonly<PlattStep> => {
    const sums = { loss: 0, slope: 0, offset: 0, squares: 0, products: 0, counts: 0 };
    visit((score, weight, aim) => {
      const x = (score - centre) / width;
      const ratio = slope * x + offset;
      const probability = sigmoid(ratio);
      const error = weight * (probability - aim);
      const curvature = weight * probability * (1 - probability);
      sums.loss += weight * (softplus(ratio) - aim * ratio);
      sums.slope += error * x;
      sums.offset += error;
      sums.squares += curvature * x * x;
      sums.products += curvature * x;
      sums.counts += curvature;
    });
    return sums;
  };
  let slope = 0;
  let offset = 0;
  let at = evaluate(slope, offset);
  // Newton's steps on a convex function, halved until they lead down.
  for (let step = 0; step < 100; step++) {
    // One score alone determines no slope: it stays 0.
    const squares = at.squares + 1e-12 * at.counts;
    const determinant = squares * at.counts - at.products ** 2;
    const slopeStep = (at.counts * at.slope - at.products * at.offset) / determinant;
    const offsetStep = (squares * at.offset - at.products * at.slope) / determinant;
    // What a whole step gains: beyond this, it is rounding errors that move.
    const gain = slopeStep * at.slope + offsetStep * at.offset;
    if (!(gain > 1e-24)) break;
    let part = 1;
    let next = evaluate(slope - slopeStep, offset - offsetStep);
    while (!(next.loss <= at.loss * (1 + 1e-14)) && part > 1e-9) {
      part /= 2;
      next = evaluate(slope - part * slopeStep, offset - part * offsetStep);
    }
    slope -= part * slopeStep;
    offset -= part * offsetStep;
    at = next;
  }
  return { kind: 'platt', slope: slope / width, offset: offset - (slope * centre) / width };
}

/**
 * Isotonic regression by pool-adjacent-violators: the rising function of the score that fits best.
 * One genuine pair below all scores and one impostor pair above all are added, so that no ratio is
 * infinite. Equal scores share a step.
 *
 * @returns null without pairs of both kinds
 */
export function fitIsotonic(data: LabelledScores): IsotonicCalibration | null {
  const genuinePairs = pairsOf(data.genuine) + 1;
  const impostorPairs = pairsOf(data.impostor) + 1;
  if (genuinePairs === 1 || impostorPairs === 1) return null;
  const cells = cellsOf(data);
  // The added pairs always join the first and the last cell: alone, each would break the rise.
  const steps = poolAdjacentViolators([
    { from: cells[0]!.from, genuine: 1, impostor: 0 },
    ...cells,
    { from: Infinity, genuine: 0, impostor: 1 },
  ]);
  return {
    kind: 'isotonic',
    from: steps.map(({ from }) => from),
    logLikelihoodRatios: steps.map(({ genuine, impostor }) =>
      Math.log(genuine / genuinePairs / (impostor / impostorPairs)),
    ),
  };
}

/**
 * Cllr, the cost of log-likelihood ratios, in bits: 0 for a perfect system, 1 for one whose ratios are
 * all 0, above 1 for one that misleads. It averages over both kinds of pairs and knows no prevalence.
 *
 * @returns null without pairs of both kinds
 */
export function logLikelihoodRatioCost(
  { genuine, impostor }: LabelledScores,
  ratioOf: (score: number) => number,
): number | null {
  const genuinePairs = pairsOf(genuine);
  const impostorPairs = pairsOf(impostor);
  if (genuinePairs === 0 || impostorPairs === 0) return null;
  const costOf = ({ scores, weights }: WeightedScores, sign: number): number => {
    let cost = 0;
    for (let k = 0; k < scores.length; k++) {
      cost += (weights?.[k] ?? 1) * softplus(sign * ratioOf(scores[k]!));
    }
    return cost;
  };
  return (
    (costOf(genuine, -1) / genuinePairs + costOf(impostor, 1) / impostorPairs) / (2 * Math.LN2)
  );
}

/**
 * Minimum Cllr, in bits: what the best rising function of these very scores would cost. Cllr less this
 * is what calibration loses; this is what the scores themselves cannot tell apart.
 *
 * @returns null without pairs of both kinds
 */
export function minimumLogLikelihoodRatioCost(data: LabelledScores): number | null {
  const genuinePairs = pairsOf(data.genuine);
  const impostorPairs = pairsOf(data.impostor);
  if (genuinePairs === 0 || impostorPairs === 0) return null;
  let cost = 0;
  for (const step of poolAdjacentViolators(cellsOf(data))) {
    const genuine = step.genuine / genuinePairs;
    const impostor = step.impostor / impostorPairs;
    // A step of one kind alone has an infinite ratio, on the right side: it costs nothing.
    if (genuine > 0) cost += genuine * Math.log1p(impostor / genuine);
    if (impostor > 0) cost += impostor * Math.log1p(genuine / impostor);
  }
  return cost / (2 * Math.LN2);
}

/** Comparisons whose probabilities lie in one bin. */
export interface ReliabilityPoint {
  /** Mean probability. */
  readonly predicted: number;
  /** Share of genuine comparisons among them, at the prevalence. */
  readonly observed: number;
  /** Their share of all comparisons, at the prevalence. */
  readonly share: number;
  /** The pairs behind it. */
  readonly genuinePairs: number;
  readonly impostorPairs: number;
}

/**
 * The points of a reliability diagram: bins of equal width over the probability, those without pairs left
 * out. Genuine pairs weigh the prevalence, impostor pairs the rest, however many there are of each.
 *
 * @param prevalence share of genuine comparisons, in (0, 1): belongs beside the diagram
 * @returns ascending; empty without pairs of both kinds
 */
export function reliabilityPoints(
  { genuine, impostor }: LabelledScores,
  calibration: ScoreCalibration,
  prevalence: number,
  bins = 10,
): ReliabilityPoint[] {
  const genuinePairs = pairsOf(genuine);
  const impostorPairs = pairsOf(impostor);
  if (genuinePairs === 0 || impostorPairs === 0) return [];
  const counts = [new Float64Array(bins), new Float64Array(bins)] as const;
  const predicted = new Float64Array(bins);
  const units = [prevalence / genuinePairs, (1 - prevalence) / impostorPairs] as const;
  [genuine, impostor].forEach(({ scores, weights }, kind) => {
    for (let k = 0; k < scores.length; k++) {
      const weight = weights?.[k] ?? 1;
      const probability = genuineProbability(
        logLikelihoodRatio(calibration, scores[k]!),
        prevalence,
      );
      const bin = Math.min(bins - 1, Math.floor(probability * bins));
      counts[kind]![bin]! += weight;
      predicted[bin]! += units[kind]! * weight * probability;
    }
  });
  return Array.from(predicted, (sum, bin): ReliabilityPoint => {
    const [genuineHere, impostorHere] = [counts[0][bin]!, counts[1][bin]!];
    const share = units[0] * genuineHere + units[1] * impostorHere;
    return {
      predicted: sum / share,
      observed: (units[0] * genuineHere) / share,
      share,
      genuinePairs: genuineHere,
      impostorPairs: impostorHere,
    };
  }).filter(({ share }) => share > 0);
}

/** Pairs from one score up to the next cell's. */
interface Cell {
  from: number;
  genuine: number;
  impostor: number;
}

/** The distinct scores with their pairs, ascending. */
function cellsOf({ genuine, impostor }: LabelledScores): Cell[] {
  const cells = new Map<number, Cell>();
  for (const [kind, { scores, weights }] of [
    ['genuine', genuine],
    ['impostor', impostor],
  ] as const) {
    for (let k = 0; k < scores.length; k++) {
      const weight = weights?.[k] ?? 1;
      if (weight === 0) continue;
      const score = scores[k]!;
      let cell = cells.get(score);
      if (cell === undefined) cells.set(score, (cell = { from: score, genuine: 0, impostor: 0 }));
      cell[kind] += weight;
    }
  }
  return [...cells.values()].sort((a, b) => a.from - b.from);
}

/** Joins neighbours until the share of genuine pairs rises from cell to cell. */
function poolAdjacentViolators(cells: readonly Cell[]): Cell[] {
  const pooled: Cell[] = [];
  // Ratios, compared without a division: equal ones come out equal, and no impostors at all are fine.
  const atLeast = (one: Cell, other: Cell): boolean =>
    one.genuine * other.impostor >= other.genuine * one.impostor;
  for (const cell of cells) {
    let { from, genuine, impostor } = cell;
    for (
      let last = pooled.at(-1);
      last !== undefined && atLeast(last, { from, genuine, impostor });
      last = pooled.at(-1)
    ) {
      pooled.pop();
      from = last.from;
      genuine += last.genuine;
      impostor += last.impostor;
    }
    pooled.push({ from, genuine, impostor });
  }
  return pooled;
}

function pairsOf({ scores, weights }: WeightedScores): number {
  if (weights === null) return scores.length;
  let pairs = 0;
  for (let k = 0; k < scores.length; k++) pairs += weights[k]!;
  return pairs;
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
