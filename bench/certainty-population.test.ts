import { describe, expect, it } from 'vitest';
import { seededGenerator } from '../src/core/random.ts';
import {
  drawClassesOfPopulation,
  drawFalseRejects,
  drawImpostorTail,
  population,
  thresholdOfFalseAcceptRate,
  trueFalseAcceptRate,
  trueFalseRejectRate,
  upperTail,
} from './certainty-population.ts';

describe('upperTail', () => {
  it('gives tabulated values', () => {
    for (const [x, tail] of [
      [0, 0.5],
      [1, 0.15865525393145707],
      [-1, 0.8413447460685429],
      [2.3263478740408408, 0.01],
      [3.090232306167813, 0.001],
      [6, 9.865876450376946e-10],
    ] as const) {
      expect(upperTail(x) / tail).toBeCloseTo(1, 6);
    }
  });
});

describe('drawImpostorTail', () => {
  it('accepts, of given classes, what independent draws of all pairs would', () => {
    const classes = 14;
    const drawn = drawClassesOfPopulation(classes, seededGenerator(4));
    const { imageEffects, imageClasses } = drawn;
    const floor = thresholdOfFalseAcceptRate(0.1);
    const { share, shift } = population.lookAlikes;
    const { pairDeviation } = population.impostor;
    // A threshold above the floor tells whether the scores themselves follow their law.
    for (const threshold of [floor, floor + 0.7]) {
      const generator = seededGenerator(5);
      const draws = 2000;
      const sums = new Float64Array(classes * classes);
      for (let k = 0; k < draws; k++) {
        const tail = drawImpostorTail(drawn, floor, generator);
        tail.scores.forEach((score, n) => {
          if (score >= threshold) sums[tail.firstClass[n]! * classes + tail.secondClass[n]!]!++;
        });
      }
      const expected = new Float64Array(classes * classes);
      const variance = new Float64Array(classes * classes);
      for (let c = 0; c < classes; c++) {
        for (let d = c + 1; d < classes; d++) {
          const chances = [0, shift].map((lift) => {
            const own: number[] = [];
            imageEffects.forEach((one, i) => {
              imageEffects.forEach((other, j) => {
                if (imageClasses[i] !== c || imageClasses[j] !== d) return;
                own.push(upperTail((threshold - one - other - lift) / pairDeviation));
              });
            });
            return {
              mean: own.reduce((sum, p) => sum + p, 0),
              variance: own.reduce((sum, p) => sum + p * (1 - p), 0),
            };
          });
          const [apart, alike] = [chances[0]!, chances[1]!];
          expected[c * classes + d] = (1 - share) * apart.mean + share * alike.mean;
          variance[c * classes + d] =
            (1 - share) * apart.variance +
            share * alike.variance +
            share * (1 - share) * (alike.mean - apart.mean) ** 2;
        }
      }
      let squares = 0;
      let pairs = 0;
      for (let at = 0; at < sums.length; at++) {
        if (variance[at] === 0) continue;
        squares += (sums[at]! - draws * expected[at]!) ** 2 / (draws * variance[at]!);
        pairs++;
      }
      // Chi-squared with as many degrees as class pairs: 5 deviations from its mean.
      expect(pairs).toBe((classes * (classes - 1)) / 2);
      expect(Math.abs(squares - pairs)).toBeLessThan(5 * Math.sqrt(2 * pairs));
    }
  });
});

describe('the closed forms', () => {
  it('are what many drawn classes show', () => {
    const generator = seededGenerator(6);
    const threshold = thresholdOfFalseAcceptRate(1e-2);
    expect(trueFalseAcceptRate(threshold)).toBeCloseTo(1e-2, 12);
    let [accepts, impostors, rejects, genuines] = [0, 0, 0, 0];
    for (let k = 0; k < 400; k++) {
      const drawn = drawClassesOfPopulation(60, generator);
      const images = drawn.imageEffects.length;
      const squares = drawn.sizes.reduce((sum, n) => sum + n * n, 0);
      accepts += drawImpostorTail(drawn, threshold, generator).scores.length;
      impostors += (images * images - squares) / 2;
      rejects += drawFalseRejects(drawn, threshold, generator).reduce((sum, n) => sum + n, 0);
      genuines += (squares - images) / 2;
    }
    // One set of 60 classes is off by some 20 %, the mean of 400 by 1 %.
    expect(accepts / impostors / 1e-2).toBeGreaterThan(0.95);
    expect(accepts / impostors / 1e-2).toBeLessThan(1.05);
    expect(rejects / genuines / trueFalseRejectRate(threshold)).toBeGreaterThan(0.97);
    expect(rejects / genuines / trueFalseRejectRate(threshold)).toBeLessThan(1.03);
  });
});
