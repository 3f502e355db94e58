import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDown32 } from '../float32.ts';
import { seededGenerator } from '../random.ts';
import { layOutByClass } from './class-layout.ts';
import { descendingOrder } from './descending-order.ts';
import { planIntervals } from './interval-plan.ts';
import { PairList } from './pair-list.ts';
import { tailCut } from './pooled-pass.ts';
import { rankWholeRow } from './rank-counts.ts';
import {
  binOf,
  binsBetween,
  cosineBins,
  fineBinCount,
  lowerEdge,
  onlyScoreOf,
} from './score-bins.ts';

const similarity = fc.float({ min: -1, max: 1, noNaN: true });

describe('score bins', () => {
  it('are monotone, and an edge is the least score of its bin', () => {
    fc.assert(
      fc.property(similarity, similarity, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const bins = binsBetween(low, high, -1, 1);
        expect(binOf(bins, low)).toBeLessThanOrEqual(binOf(bins, high));
        const bin = binOf(bins, high);
        const edge = lowerEdge(bins, bin);
        expect(edge).toBeLessThanOrEqual(high);
        if (bin > 0) {
          expect(binOf(bins, edge)).toBe(bin);
          expect(binOf(bins, nextDown32(edge))).toBeLessThan(bin);
        }
      }),
    );
  });

  it('take scores outside their range into the end bins', () => {
    const bins = binsBetween(0.2, 0.3, -1, 1);
    expect(binOf(bins, -1)).toBe(0);
    expect(binOf(bins, 1)).toBe(fineBinCount - 1);
    expect(lowerEdge(bins, 0)).toBe(-1);
    expect(lowerEdge(bins, fineBinCount)).toBe(Infinity);
  });

  it('know the bins that can hold one score only', () => {
    const narrow = binsBetween(0.99999, 1, -1, 1);
    const bin = binOf(narrow, 1);
    expect(onlyScoreOf(narrow, bin)).toBe(1);
    expect(onlyScoreOf(cosineBins, binOf(cosineBins, 0.3))).toBeNull();
  });
});

describe('descendingOrder', () => {
  it('sorts as a stable comparison would', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), (values) => {
        const array = Float32Array.from(values);
        const expected = [...array.keys()].sort((a, b) => array[b]! - array[a]! || a - b);
        expect([...descendingOrder(array)]).toEqual(expected);
      }),
    );
  });
});

describe('PairList', () => {
  it('keeps, drops and sorts pairs together with their scores', () => {
    const generator = seededGenerator(1);
    const list = new PairList(2);
    for (let k = 0; k < 500; k++) list.push(Math.fround(generator.integer(20) / 20), k, 1000 - k);
    list.keepFrom(Math.fround(0.5));
    list.sortDescendingByPair();
    expect(list.length).toBeGreaterThan(0);
    for (let k = 0; k < list.length; k++) {
      expect(list.scores[k]).toBeGreaterThanOrEqual(0.5);
      expect(list.second[k]).toBe(1000 - list.first[k]!);
      if (k > 0) {
        const sameScore = list.scores[k] === list.scores[k - 1];
        expect(list.scores[k]!).toBeLessThanOrEqual(list.scores[k - 1]!);
        if (sameScore) expect(list.first[k]!).toBeGreaterThan(list.first[k - 1]!);
      }
    }
  });
});

describe('tailCut', () => {
  it('holds at least the wanted pairs, or as many whole bins as fit', () => {
    const counts = new Float64Array(fineBinCount);
    counts[100] = 50;
    counts[200] = 30;
    counts[300] = 5;
    expect(tailCut(counts, 20, 1000)).toEqual({ from: 200, count: 35 });
    expect(tailCut(counts, 20, 34)).toEqual({ from: 201, count: 5 });
    expect(tailCut(counts, 1e6, 1e6)).toEqual({ from: 0, count: 85 });
  });
});

describe('planIntervals', () => {
  it('lets every listed bin stand alone and numbers listed intervals last', () => {
    const plan = planIntervals(
      [0, 1000, 2000, fineBinCount],
      [
        [1500, 1500],
        [1501, 1501],
        [65535, 65535],
      ],
    );
    for (const bin of [1500, 1501, 65535]) {
      const interval = plan.intervalOfBin[bin]!;
      expect(interval).toBeGreaterThanOrEqual(plan.firstListed);
      expect(plan.intervalOfBin.filter((other) => other === interval)).toHaveLength(1);
    }
    let last = -1;
    for (let bin = 0; bin < fineBinCount; bin++) {
      const rank = plan.rankOf[plan.intervalOfBin[bin]!]!;
      expect(rank === last || rank === last + 1).toBe(true);
      if (rank !== last) expect(plan.startOfRank[rank]).toBe(bin);
      last = rank;
    }
    expect(last).toBe(plan.intervals - 1);
  });
});

describe('rankWholeRow', () => {
  it('equals a plain sort with ties by the lower index', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })), {
          minLength: 3,
          maxLength: 40,
        }),
        (images) => {
          const labels = images.map(([label]) => label);
          const layout = layOutByClass(labels, 4);
          const query = layout.order.findIndex(
            (image) => labels.filter((label) => label === labels[image]).length > 1,
          );
          if (query === -1) return;
          const row = Float32Array.from(layout.order, (image) => images[image]![1] / 5);
          const self = layout.order[query]!;
          const ranked = [...labels.keys()]
            .filter((image) => image !== self)
            .sort((a, b) => images[b]![1] - images[a]![1] || a - b)
            .map((image) => labels[image] === labels[self]);
          const partners = ranked.filter(Boolean).length;
          let hits = 0;
          let sum = 0;
          ranked.slice(0, partners).forEach((hit, rank) => {
            if (hit) sum += ++hits / (rank + 1);
          });
          const result = rankWholeRow(row, query, layout);
          expect(result.firstRank).toBe(ranked.indexOf(true) + 1);
          expect(result.averagePrecision).toBeCloseTo(sum / partners, 12);
        },
      ),
    );
  });
});
