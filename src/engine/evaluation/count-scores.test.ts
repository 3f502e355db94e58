import { expect, it } from 'vitest';
import { classWeights } from '../../core/metrics/class-bootstrap.ts';
import { seededGenerator } from '../../core/random.ts';
import { ClassCounts } from '../../core/scores/class-counts.ts';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import { binOf, binsBetween, lowerEdge } from '../../core/scores/score-bins.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { ScorePasses } from '../scoring/score-passes.ts';
import { sampleScoreRange } from '../scoring/score-range.ts';
import { ScoreTeam } from '../scoring/score-team.ts';
import { dealIntoGroups } from '../scoring/survey-groups.ts';
import { countAfterSurvey, type CountedEvaluation, countScores } from './count-scores.ts';
import type { MeasureRequest } from './measurement.ts';
import { describeOperatingPoints, ratesAtFixed } from './operating-points.ts';
import { opisBins } from './opis-range.ts';
import { thresholdOf } from './threshold-plan.ts';

const classes = 40;
const dimension = 48;
const edges = Array.from({ length: 65 }, (_, k) => k * 1024);
const resamples = { weights: classWeights(classes, 100, 1), replicates: 100 };

/**
 * Passes over 3,000 images around `shared` × one direction and centres of their classes, and where
 * asked for, around directions of the groups that a quick survey looks at.
 */
async function withPasses(
  { shared = 0, grouped = 0 },
  run: (open: () => Promise<ScorePasses>, request: MeasureRequest) => Promise<void>,
): Promise<void> {
  const generator = seededGenerator(3);
  const labels = Array.from({ length: 3000 }, () => generator.integer(classes));
  const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
  const values = Float32Array.from(
    { length: labels.length * dimension },
    (_, k) =>
      shared +
      centres[labels[Math.floor(k / dimension)]! * dimension + (k % dimension)]! +
      1.5 * generator.normal(),
  );
  const layout = layOutByClass(labels, classes);
  const {
    layout: { order },
    groupEnd,
  } = dealIntoGroups(values, dimension, layout);
  order.forEach((position, at) => {
    const direction = groupEnd[at]! % dimension;
    values[layout.order[position]! * dimension + direction]! += grouped;
  });
  const embeddings = normaliseEmbeddings(values, dimension, layout, String);
  const context = {
    progress: () => undefined,
    emit: () => undefined,
    stopped: () => false,
    throwIfStopped: () => undefined,
    threads: 2,
  };
  const gemm = await Gemm.create(dimension);
  const team = new ScoreTeam(2);
  try {
    const { low, high } = await sampleScoreRange(embeddings, layout.images, gemm, null);
    const bins = binsBetween(low, high, -1, 1);
    await run(
      async () => {
        const input = { embeddings, layout, bins, dimension, team, context, normalisation: null };
        const passes = new ScorePasses(input);
        await passes.open();
        return passes;
      },
      {
        rows: Uint32Array.from(labels.keys()),
        labels: Int32Array.from(labels),
        classNames: Array.from({ length: classes }, (_, c) => String(c)),
        imageNames: labels.map((_, image) => String(image)),
        targets: [0.1, 1e-2, 1e-3, 1e-4],
        fixedThresholds: [Math.fround(0.2), Math.fround(0.6)],
        opisRange: [1e-2, 1e-1],
        beta: 1,
        epsilon: 0.1,
        seed: 1,
        cohort: null,
      },
    );
  } finally {
    await team.end();
    await gemm.release();
  }
}

/** All that an evaluation reads from the counts. */
function figuresOf(passes: ScorePasses, request: MeasureRequest, found: CountedEvaluation) {
  const { layout, bins } = passes;
  const { counted, pooled, intervals, targets, levels } = found;
  const of = (counts: Float64Array, listed: PairList, endsInTwoClasses: boolean): ClassCounts =>
    new ClassCounts(counts, listed, intervals, bins, layout.classOf, endsInTwoClasses);
  const counts = {
    passes,
    pooled,
    counted,
    impostors: of(counted.impostor, counted.listedImpostors, true),
    genuines: of(counted.genuine, counted.listedGenuine, false),
    levels,
    resamples,
  };
  return {
    points: describeOperatingPoints(targets, counts, true),
    fixed: request.fixedThresholds.map((threshold) => ratesAtFixed(threshold, counts)),
    grid: opisBins(request, targets, pooled, passes, (bin) => [bin, bin]).map((bin) => [
      counts.impostors.acceptedAt(lowerEdge(bins, bin)),
      counts.genuines.acceptedAt(lowerEdge(bins, bin)),
    ]),
    tail: pooled.tail,
    queries: counted.queries,
  };
}

it('counts the same after a quick survey as after an exact one', async () => {
  await withPasses({}, async (open, request) => {
    const figures = [];
    for (const quick of [true, false]) {
      const passes = await open();
      expect(passes.canSurveyQuickly).toBe(true);
      const found = await countAfterSurvey(quick, request, passes, edges, resamples);
      if (found === null) throw new Error('the survey did not say where to look');
      figures.push(figuresOf(passes, request, found));
    }
    const [afterQuick, afterExact] = figures;
    expect(afterQuick!.points.every(({ falseAccepts = 0 }) => falseAccepts > 0)).toBe(true);
    expect(afterQuick!.grid.length).toBeGreaterThan(100);
    expect(afterQuick).toEqual(afterExact);
  });
});

it.each([
  ['scores take few different values', { shared: 300 }],
  ['the pairs that it looks at are not like the others', { grouped: 20 }],
])('surveys exactly where %s', async (_, scores) => {
  await withPasses(scores, async (open, request) => {
    const passes = await open();
    expect(await countAfterSurvey(true, request, passes, edges, resamples)).toBeNull();
    const found = await countScores(request, passes, edges, resamples);
    const others = await open();
    const exact = await countAfterSurvey(false, request, others, edges, resamples);
    expect(figuresOf(passes, request, found)).toEqual(figuresOf(others, request, exact!));
    const threshold = thresholdOf(
      found.targets.find(({ target }) => target === 0.1)!.location,
      found.counted.listedImpostors,
      passes.bins,
    )!;
    const accepted = found.pooled.impostor
      .subarray(binOf(passes.bins, threshold) + 1)
      .reduce((sum, count) => sum + count, 0);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThanOrEqual(0.1 * passes.impostorPairs);
  });
});
