import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceptedAtStep,
  acceptedOfCounts,
  buildThresholdModel,
  classFalseAcceptRate,
  classFalseRejectRate,
  classMeasure,
  figuresOf,
  nearestStep,
  stepAtOrAbove,
  stepThresholds,
  worstClasses,
} from './threshold-model.ts';

/** Images with a class each, and the score of every pair, quantised to the edges of the bins. */
const scored = fc
  .record({
    labels: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 14 }),
    bins: fc.integer({ min: 1, max: 9 }),
    seed: fc.array(fc.nat(1000), { minLength: 100, maxLength: 100 }),
  })
  .map(({ labels, bins, seed }) => {
    const classes = 5;
    const pairs: { first: number; second: number; bin: number }[] = [];
    labels.forEach((first, i) => {
      for (let j = i + 1; j < labels.length; j++) {
        pairs.push({ first, second: labels[j]!, bin: seed[pairs.length % 100]! % bins });
      }
    });
    const impostor = new Uint32Array(classes * bins);
    const genuine = new Uint32Array(classes * bins);
    for (const { first, second, bin } of pairs) {
      if (first === second) genuine[first * bins + bin]!++;
      else {
        impostor[first * bins + bin]!++;
        impostor[second * bins + bin]!++;
      }
    }
    const classImages = Array.from(
      { length: classes },
      (_, c) => labels.filter((label) => label === c).length,
    );
    return { pairs, bins, classes, classImages, impostor, genuine };
  });

describe('the counts at an edge', () => {
  test('are those of all pairs looked at one by one', () => {
    fc.assert(
      fc.property(scored, ({ pairs, bins, classes, classImages, impostor, genuine }) => {
        const model = buildThresholdModel({ impostor, genuine, classImages });
        expect(model.steps).toBe(bins + 1);
        for (let step = 0; step <= bins; step++) {
          const accepted = acceptedAtStep(model, step);
          const above = pairs.filter(({ bin }) => bin >= step);
          const rates: { accept: number[]; reject: number[] } = { accept: [], reject: [] };
          for (let c = 0; c < classes; c++) {
            const has = ({ first, second }: (typeof pairs)[number], same: boolean): boolean =>
              (first === second) === same && (first === c || second === c);
            const impostors = pairs.filter((pair) => has(pair, false)).length;
            const genuines = pairs.filter((pair) => has(pair, true)).length;
            const accept =
              impostors === 0 ? null : above.filter((pair) => has(pair, false)).length / impostors;
            const reject =
              genuines === 0
                ? null
                : (genuines - above.filter((pair) => has(pair, true)).length) / genuines;
            expect(classFalseAcceptRate(model, accepted, c)).toBe(accept);
            expect(classFalseRejectRate(model, accepted, c)).toBe(reject);
            if (accept !== null) rates.accept.push(accept);
            if (reject !== null) rates.reject.push(reject);
          }
          const figures = figuresOf(model, accepted);
          expect(figures.falseAccepts).toBe(
            above.filter(({ first, second }) => first !== second).length,
          );
          expect(figures.impostorPairs).toBe(
            pairs.filter(({ first, second }) => first !== second).length,
          );
          expect(figures.falseRejects).toBe(
            pairs.filter(({ first, second, bin }) => first === second && bin < step).length,
          );
          expectNear(figures.macroFalseAcceptRate, meanOf(rates.accept));
          expectNear(figures.macroFalseRejectRate, meanOf(rates.reject));
          expectNear(figures.falseAcceptRateSpread, deviationOf(rates.accept));
          expectNear(figures.falseRejectRateSpread, deviationOf(rates.reject));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('sum up over more classes than are summed at a time', () => {
    const classes = 150;
    const bins = 3;
    const impostor = Uint32Array.from({ length: classes * bins }, (_, k) => k % 7);
    const genuine = Uint32Array.from({ length: classes * bins }, (_, k) => k % 5);
    const model = buildThresholdModel({
      impostor,
      genuine,
      classImages: new Uint32Array(classes).fill(4),
    });
    for (let c = 0; c < classes; c++) {
      for (let step = 0; step <= bins; step++) {
        const sum = (counts: Uint32Array): number =>
          counts.slice(c * bins + step, (c + 1) * bins).reduce((a, b) => a + b, 0);
        const accepted = acceptedAtStep(model, step);
        expect(accepted.impostors[c]).toBe(sum(impostor));
        expect(accepted.genuines[c]).toBe(sum(genuine));
      }
    }
  });
});

test('a class with one image has no FRR, and data of one class no FAR', () => {
  const model = buildThresholdModel({
    impostor: Uint32Array.of(0, 2, 1, 1),
    genuine: Uint32Array.of(0, 0, 1, 0),
    classImages: [1, 2],
  });
  const accepted = acceptedAtStep(model, 1);
  expect(classFalseRejectRate(model, accepted, 0)).toBeNull();
  expect(classMeasure(model, accepted, 0, 'utility')).toBeNull();
  expect(classFalseRejectRate(model, accepted, 1)).toBe(1);
  const alone = buildThresholdModel({
    impostor: new Uint32Array(1),
    genuine: Uint32Array.of(1),
    classImages: [2],
  });
  expect(figuresOf(alone, acceptedAtStep(alone, 0)).falseAcceptRate).toBeNull();
});

test('counts of a job become the same pairs again', () => {
  fc.assert(
    fc.property(scored, ({ bins, classImages, impostor, genuine }) => {
      const model = buildThresholdModel({ impostor, genuine, classImages });
      const step = Math.floor(bins / 2);
      const accepted = acceptedAtStep(model, step);
      const figures = figuresOf(model, accepted);
      const counts = {
        threshold: 0.5,
        ...figures,
        classFalseAcceptRate: classImages.map((_, c) => classFalseAcceptRate(model, accepted, c)),
        classFalseRejectRate: classImages.map((_, c) => classFalseRejectRate(model, accepted, c)),
      };
      const again = acceptedOfCounts(model, counts);
      expect([...again.impostors]).toEqual([...accepted.impostors]);
      expect([...again.genuines]).toEqual([...accepted.genuines]);
    }),
    { numRuns: 40 },
  );
});

test('the worst classes come first, and none without an error', () => {
  const model = buildThresholdModel({
    impostor: Uint32Array.of(1, 3, 0, 8, 4, 0),
    genuine: Uint32Array.of(1, 0, 1, 0, 1, 0),
    classImages: [2, 4, 2],
  });
  const accepted = acceptedAtStep(model, 1);
  expect(worstClasses(model, accepted, 'false-accept-rate', 2)).toEqual([
    { class: 1, rate: 0.5 },
    { class: 0, rate: 0.25 },
  ]);
  expect(worstClasses(model, accepted, 'false-accept-rate', 9)).toHaveLength(2);
});

test('the steps end with a threshold that accepts nothing', () => {
  const curve = [
    { threshold: -0.5, falseAcceptRate: 1, falseRejectRate: 0 },
    { threshold: 0.25, falseAcceptRate: 0.5, falseRejectRate: 0 },
  ];
  const cosine = stepThresholds({ curve, score: 'cosine' });
  expect(cosine.slice(0, 2)).toEqual([-0.5, 0.25]);
  expect(cosine[2]).toBeGreaterThan(1);
  expect(Math.fround(cosine[2]!)).toBe(cosine[2]);
  expect(stepThresholds({ curve, score: 'as-norm' })[2]).toBe(Infinity);
});

test('a threshold between two edges belongs to the one above: none is accepted that it rejects', () => {
  const thresholds = [0, 0.25, 0.5, Infinity];
  expect([-1, 0, 0.1, 0.25, 0.4, 0.6].map((value) => stepAtOrAbove(thresholds, value))).toEqual([
    0, 0, 1, 1, 2, 3,
  ]);
  expect([-1, 0.1, 0.2, 0.375, 9].map((value) => nearestStep(thresholds, value))).toEqual([
    0, 0, 1, 1, 2,
  ]);
});

function expectNear(value: number | null, wanted: number | null): void {
  if (wanted === null) expect(value).toBeNull();
  else expect(value).toBeCloseTo(wanted, 10);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

function deviationOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
