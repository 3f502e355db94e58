import { expect, test } from 'vitest';
import { classScatter } from './class-scatter.ts';
import { sampleEvaluation } from './sample-evaluation.fixture.ts';
import { shownPoints } from './view.ts';

const evaluation = sampleEvaluation({
  classes: 3,
  imagesOf: () => 4,
  nameOf: (index) => `a class with a long name ${index}`,
});

/** The heights of the names in the drawing of these rates. */
function heightsOf(accepts: number[], rejects: number[]): number[] {
  const point = {
    ...shownPoints(evaluation)[0]!,
    classFalseAcceptRate: accepts,
    classFalseRejectRate: rejects,
  };
  const drawing = classScatter(evaluation, point).text;
  return Array.from(drawing.matchAll(/class="class-label" x="[^"]*" y="([^"]*)"/g), ([, y]) =>
    Number(y),
  );
}

test.each([
  ['at the top', 1, 0.99],
  ['at the bottom', 0.01, 0],
])('names of two classes at one height do not cover each other: %s', (_, most, other) => {
  // Class 0 has the highest FAR_c, class 1 the highest FRR_c.
  const [first, second] = heightsOf([0.1, 0.09, 0.01], [other, most, 0]) as [number, number];
  expect(Math.abs(first - second)).toBeGreaterThanOrEqual(13);
});

test('a class that has both highest rates is named once', () => {
  expect(heightsOf([0.1, 0.01, 0.01], [1, 0, 0])).toHaveLength(1);
});
