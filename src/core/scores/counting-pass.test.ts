import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededGenerator } from '../random.ts';
import { layOutByClass } from './class-layout.ts';
import { addCounts, type CountingPlan, createCountingAccumulator } from './counting-pass.ts';
import { planIntervals } from './interval-plan.ts';
import type { PairList } from './pair-list.ts';
import { binOf, cosineBins, fineBinCount } from './score-bins.ts';
import { clampScore } from './tile.ts';

/** The pairs of a list as text, in an order of their own. */
function pairsOf({ length, scores, first, second }: PairList): string[] {
  return Array.from({ length }, (_, k) => [scores[k], first[k], second[k]].join(' ')).sort();
}

test('counts and lists every pair of a tile, whatever the sizes of its classes', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 220 }));
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat({ max: 1 }),
      fc.nat(),
      (sizes, intervals, levels, seed) => {
        const generator = seededGenerator(seed);
        const labels = sizes.flatMap((images, c) => new Array<number>(images).fill(c));
        const layout = layOutByClass(labels, sizes.length);
        const { images, classes, classOf } = layout;
        // Beyond [-1, 1] too, as rounding errors may lift a product.
        const scores = Float32Array.from(
          { length: images * images },
          () => 2.02 * generator.uniform() - 1.01,
        );
        const tile = { row: 0, rows: images, column: 0, columns: images, scores };
        const edges = Array.from({ length: intervals }, () => generator.integer(fineBinCount));
        const plan: CountingPlan = {
          layout,
          bins: cosineBins,
          intervals: planIntervals(edges, [
            [40_000, 41_000],
            [60_000, 60_000],
          ]),
          classPairs: { levelOf: new Uint16Array(0), levels },
          tailFrom: 65_000,
          expectedListed: generator.integer(10),
          ranking: null,
        };
        const { intervalOfBin, firstListed, intervals: count } = plan.intervals;
        const levelOf = Uint16Array.from({ length: count }, (_, k) => (levels === 0 ? 0 : k % 2));
        const counted = createCountingAccumulator(
          { ...plan, classPairs: { levelOf, levels } },
          new Uint32Array(levels * classes * classes),
          null,
        );
        addCounts(counted, { ...plan, classPairs: { levelOf, levels } }, tile);

        const impostor = new Uint32Array(classes * count);
        const genuine = new Uint32Array(classes * count);
        const strip = new Uint32Array(levels * classes * classes);
        const listed: Record<'impostors' | 'genuine' | 'tail', string[]> = {
          impostors: [],
          genuine: [],
          tail: [],
        };
        for (let i = 0; i < images; i++) {
          for (let j = i + 1; j < images; j++) {
            const [a, b] = [classOf[i]!, classOf[j]!];
            const score = scores[i * images + j]!;
            const bin = binOf(cosineBins, score);
            const interval = intervalOfBin[bin]!;
            const pair = [clampScore(cosineBins, score), i, j].join(' ');
            if (a === b) {
              genuine[a * count + interval]!++;
              if (interval >= firstListed) listed.genuine.push(pair);
              continue;
            }
            impostor[a * count + interval]!++;
            impostor[b * count + interval]!++;
            if (levelOf[interval] === 1) strip[a * classes + b]!++;
            if (interval >= firstListed) listed.impostors.push(pair);
            if (bin >= plan.tailFrom) listed.tail.push(pair);
          }
        }
        expect(counted.impostor).toEqual(impostor);
        expect(counted.genuine).toEqual(genuine);
        expect(counted.strip).toEqual(strip);
        expect(pairsOf(counted.listedImpostors)).toEqual(listed.impostors.sort());
        expect(pairsOf(counted.listedGenuine)).toEqual(listed.genuine.sort());
        expect(pairsOf(counted.tail)).toEqual(listed.tail.sort());
      },
    ),
    { numRuns: 40 },
  );
});
