/** For tests: every figure by brute force from the whole matrix of scores. */
import { nextUp32 } from '../../core/float32.ts';
import { utility } from '../../core/metrics/opis.ts';

export interface NaivePair {
  score: number;
  i: number;
  j: number;
}

export interface NaiveScores {
  genuine: NaivePair[];
  impostor: NaivePair[];
  labels: readonly number[];
  classes: number;
  scoreOf: (i: number, j: number) => number;
}

/** All pairs i < j of a symmetric score function. */
export function naiveScores(
  labels: readonly number[],
  classes: number,
  scoreOf: (i: number, j: number) => number,
): NaiveScores {
  const genuine: NaivePair[] = [];
  const impostor: NaivePair[] = [];
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      const pair = { score: scoreOf(i, j), i, j };
      if (labels[i] === labels[j]) genuine.push(pair);
      else impostor.push(pair);
    }
  }
  return { genuine, impostor, labels, classes, scoreOf };
}

/** The smallest float32 threshold that accepts at most k impostors, k the largest with k / M <= target. */
export function naiveThreshold({ impostor }: NaiveScores, target: number): number | null {
  const descending = impostor.map(({ score }) => score).sort((a, b) => b - a);
  let k = 0;
  while (k < descending.length && (k + 1) / descending.length <= target) k++;
  if (k === 0) return null;
  return k === descending.length ? -1 : nextUp32(descending[k]!);
}

/** False accepts and false rejects of every class at a threshold, and pooled. */
export function naiveCounts(
  { genuine, impostor, labels, classes }: NaiveScores,
  threshold: number,
): { accepts: number[]; rejects: number[]; falseAccepts: number; falseRejects: number } {
  const accepts = new Array<number>(classes).fill(0);
  const rejects = new Array<number>(classes).fill(0);
  let falseAccepts = 0;
  let falseRejects = 0;
  for (const { score, i, j } of impostor) {
    if (score < threshold) continue;
    falseAccepts++;
    accepts[labels[i]!]!++;
    accepts[labels[j]!]!++;
  }
  for (const { score, i } of genuine) {
    if (score >= threshold) continue;
    falseRejects++;
    rejects[labels[i]!]!++;
  }
  return { accepts, rejects, falseAccepts, falseRejects };
}

/** The score at which |FAR - FRR| is least, the smallest such. */
export function naiveEqualError(scores: NaiveScores): { threshold: number; rate: number } | null {
  const { genuine, impostor } = scores;
  if (genuine.length === 0 || impostor.length === 0) return null;
  let best: { threshold: number; rate: number } | null = null;
  let least = Infinity;
  const candidates = [...genuine, ...impostor].map(({ score }) => score).sort((a, b) => a - b);
  for (const threshold of new Set(candidates)) {
    const { falseAccepts, falseRejects } = naiveCounts(scores, threshold);
    const falseAcceptRate = falseAccepts / impostor.length;
    const falseRejectRate = falseRejects / genuine.length;
    const difference = Math.abs(falseAccepts * genuine.length - falseRejects * impostor.length);
    if (difference < least) {
      least = difference;
      best = { threshold, rate: (falseAcceptRate + falseRejectRate) / 2 };
    }
  }
  return best;
}

/** OPIS and mean utility over L2 distance by the trapezoid rule on 101 points. */
export function naiveOpis(
  scores: NaiveScores,
  strict: number,
  loose: number,
): { value: number; meanUtility: number } {
  const { labels, classes } = scores;
  const sizes = Array.from(
    { length: classes },
    (_, c) => labels.filter((label) => label === c).length,
  );
  const used = [...sizes.keys()].filter((c) => sizes[c]! >= 2 && sizes[c]! < labels.length);
  const from = Math.sqrt(Math.max(0, 2 - 2 * strict));
  const to = Math.sqrt(Math.max(0, 2 - 2 * loose));
  const points = Array.from({ length: 101 }, (_, g) => {
    const distance = from + ((to - from) * g) / 100;
    const threshold = g === 0 ? strict : g === 100 ? loose : Math.fround(1 - distance ** 2 / 2);
    const { accepts, rejects } = naiveCounts(scores, threshold);
    const utilities = used.map((c) => {
      const n = sizes[c]!;
      return utility(accepts[c]! / (n * (labels.length - n)), rejects[c]! / ((n * (n - 1)) / 2));
    });
    const mean = utilities.reduce((sum, u) => sum + u, 0) / used.length;
    const variance = utilities.reduce((sum, u) => sum + (u - mean) ** 2, 0) / used.length;
    return { mean, variance };
  });
  const integral = (pick: (point: { mean: number; variance: number }) => number): number =>
    points.slice(1).reduce((sum, point, k) => sum + (pick(point) + pick(points[k]!)) / 200, 0);
  return {
    value: integral(({ variance }) => variance),
    meanUtility: integral(({ mean }) => mean),
  };
}

/** Leave-one-out recall@k and MAP@R, ties by lower index. */
export function naiveRetrieval(
  { labels, scoreOf }: NaiveScores,
  k: number,
): { recall: number | null; meanAveragePrecision: number | null } {
  let hits = 0;
  let precision = 0;
  let queries = 0;
  for (let q = 0; q < labels.length; q++) {
    const others = [...labels.keys()].filter((j) => j !== q);
    const partners = others.filter((j) => labels[j] === labels[q]).length;
    if (partners === 0) continue;
    queries++;
    const ranked = others.sort((a, b) => scoreOf(q, b) - scoreOf(q, a) || a - b);
    const relevant = ranked.map((j) => labels[j] === labels[q]);
    if (relevant.slice(0, k).includes(true)) hits++;
    let found = 0;
    relevant.slice(0, partners).forEach((hit, rank) => {
      if (!hit) return;
      found++;
      precision += found / (rank + 1) / partners;
    });
  }
  return queries === 0
    ? { recall: null, meanAveragePrecision: null }
    : { recall: hits / queries, meanAveragePrecision: precision / queries };
}
