import type { Identification } from '../../contract/api/pairs.ts';
import {
  searchRates,
  type SearchScores,
  searchThresholds,
  thresholdForSearches,
} from '../../core/metrics/identification.ts';
import { sortDescending } from '../../core/metrics/score-lists.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import type { ClassLayout } from '../../core/scores/class-layout.ts';
import { closeSet, openSet, type StoredSet } from '../decisions/count-scores.ts';
import { scoreRows } from '../evaluation/row-scores.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';

/** Searches in galleries of several sizes. */
export interface IdentifyInput {
  set: StoredSet;
  /** Enrolled classes of each gallery, 1 to the number of classes. */
  sizes: number[];
  /** Target FPIRs. */
  targets: number[];
  /** At which rates are counted as well. */
  thresholds: number[];
  seed: number;
}

export type Galleries = Identification['galleries'];

/** Points of a curve, at most. */
const mostPoints = 500;

/**
 * The enrolled images in the order of their enrolment, as sorted positions: one image of each class,
 * classes and images drawn by the seed. A gallery of `n` classes is the first `n`, so that a larger one
 * holds the smaller.
 */
export function drawGallery({ classes, classStart }: ClassLayout, seed: number): Uint32Array {
  const generator = seededGenerator(seed);
  const order = shuffle(
    Array.from({ length: classes }, (_, c) => c),
    generator,
  );
  return Uint32Array.from(order, (c) => {
    const start = classStart[c]!;
    return start + generator.integer(classStart[c + 1]! - start);
  });
}

/**
 * FPIR and FNIR of galleries of several sizes: every image that is not enrolled searches, with a mate
 * where its class is enrolled.
 */
export const identifyTask: ComputeTask<IdentifyInput, Galleries> = async (input, context) => {
  const open = await openSet(input.set, context);
  try {
    const { layout, scores } = open;
    const { images, classOf } = layout;
    const sizes = [...new Set(input.sizes)].sort((a, b) => a - b);
    const enrolled = drawGallery(layout, input.seed).subarray(0, sizes.at(-1));
    // The greatest score so far, and that of the mate; snapshots at every size.
    const best = new Float32Array(images).fill(-Infinity);
    const mate = new Float32Array(images).fill(-Infinity);
    const bestAt = new Map(sizes.map((size) => [size, new Float32Array(images)]));
    let done = 0;
    await scoreRows(scores, images, enrolled, context, ({ rows, column, columns, scores }) => {
      if (column === 0) done += rows.length;
      const from = done - rows.length;
      rows.forEach((row, r) => {
        const base = r * columns - column;
        const own = classOf[row]!;
        for (let probe = column; probe < column + columns; probe++) {
          const score = scores[base + probe]!;
          if (classOf[probe] === own) mate[probe] = score;
          if (score > best[probe]!) best[probe] = score;
        }
        bestAt.get(from + r + 1)?.set(best.subarray(column, column + columns), column);
      });
      context.progress({ stage: 'Searching', done, total: enrolled.length, unit: 'searches' });
    });
    const galleries = new Map(
      sizes.map((size) => {
        const bestOf = bestAt.get(size)!;
        return [size, describe(size, input, searchesOf(layout, enrolled, size, bestOf, mate))];
      }),
    );
    return input.sizes.map((size) => galleries.get(size)!);
  } finally {
    await closeSet(open);
  }
};

/** The searches of a gallery. */
function searchesOf(
  { images, classOf, classes }: ClassLayout,
  enrolled: Uint32Array,
  size: number,
  best: Float32Array,
  mate: Float32Array,
): SearchScores {
  const imageOfClass = new Int32Array(classes).fill(-1);
  for (const image of enrolled.subarray(0, size)) imageOfClass[classOf[image]!] = image;
  const nonMated: number[] = [];
  const mates: number[] = [];
  for (let probe = 0; probe < images; probe++) {
    const own = imageOfClass[classOf[probe]!]!;
    if (own === -1) nonMated.push(best[probe]!);
    else if (own !== probe) mates.push(mate[probe]!);
  }
  return {
    nonMated: sortDescending(Float32Array.from(nonMated)),
    mates: sortDescending(Float32Array.from(mates)),
  };
}

function describe(
  size: number,
  { targets, thresholds }: IdentifyInput,
  scores: SearchScores,
): Galleries[number] {
  const { nonMated, mates } = scores;
  return {
    size,
    matedProbes: mates.length,
    nonMatedProbes: nonMated.length,
    operatingPoints: targets.map((target) => {
      const threshold = thresholdForSearches(scores, target);
      const reason =
        nonMated.length === 0
          ? 'Every class is enrolled: no search is without a mate.'
          : `Insufficient data: ${nonMated.length.toLocaleString('en-US')} searches without a mate can show FPIR >= ${(1 / nonMated.length).toPrecision(2)}.`;
      return {
        targetFalsePositiveRate: target,
        threshold,
        ...(threshold === null ? { reason } : {}),
        ...searchRates(scores, threshold ?? Infinity),
      };
    }),
    fixedThresholds: thresholds.map((threshold) => ({
      threshold,
      ...searchRates(scores, threshold),
    })),
    curve: searchThresholds(scores, mostPoints).map((threshold) => {
      const { falsePositiveRate, falseNegativeRate } = searchRates(scores, threshold);
      return { threshold, falsePositiveRate, falseNegativeRate };
    }),
  };
}
