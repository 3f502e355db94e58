import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateState } from './rate.ts';
import { rateOf, secondsLeft, updateRate } from './rate.ts';

function feed(
  points: readonly (readonly [stage: string, done: number, time: number])[],
): RateState {
  let state: RateState | null = null;
  for (const [stage, done, time] of points) state = updateRate(state, stage, done, time);
  if (state === null) throw new Error('No points.');
  return state;
}

test('a constant speed is told exactly, however unevenly it is reported', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1000, noNaN: true }),
      fc.array(fc.double({ min: 0.001, max: 60, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 10_000 }),
      (speed, steps, before) => {
        let time = 100;
        const points: [string, number, number][] = [['s', before, time]];
        for (const step of steps) {
          time += step;
          points.push(['s', before + speed * (time - 100), time]);
        }
        const state = feed(points);
        expect(rateOf(state)! / speed).toBeCloseTo(1, 6);
        expect(secondsLeft(state, state.done + 5 * speed)! / 5).toBeCloseTo(1, 6);
      },
    ),
  );
});

test('nothing is told before time has passed, and no end without a total or a speed', () => {
  const first = feed([['s', 40, 1]]);
  expect(rateOf(first)).toBeNull();
  expect(secondsLeft(first, 100)).toBeNull();
  const standing = feed([
    ['s', 40, 1],
    ['s', 40, 3],
  ]);
  expect(rateOf(standing)).toBe(0);
  expect(secondsLeft(standing, 100)).toBeNull();
  const going = feed([
    ['s', 40, 1],
    ['s', 50, 3],
  ]);
  expect(secondsLeft(going, null)).toBeNull();
  expect(secondsLeft(going, 100)).toBe(10);
  expect(secondsLeft(going, 45)).toBe(0);
});

test('a change of speed is followed: after 10 s the old one counts 1/e', () => {
  const state = feed([
    ['s', 0, 0],
    ['s', 1000, 1000],
    ['s', 1000 + 10 * 11, 1010],
  ]);
  // Faded: 1000/e + 110 units in 1000/e + 10 seconds.
  const faded = 1000 / Math.E;
  expect(rateOf(state)).toBeCloseTo((faded + 110) / (faded + 10), 10);
  const later = updateRate(state, 's', 1110 + 60 * 11, 1070);
  expect(rateOf(later)!).toBeGreaterThan(10);
});

test('a new stage, a falling count and a clock that goes back start nothing wrong', () => {
  const points = [
    ['a', 0, 0],
    ['a', 100, 10],
  ] as const;
  expect(rateOf(feed([...points, ['b', 5, 11]]))).toBeNull();
  expect(rateOf(feed([...points, ['a', 50, 11]]))).toBeNull();
  expect(rateOf(feed([...points, ['a', 110, 5]]))).toBe(11);
});
