import { expect, test } from 'vitest';
import type {
  PairItem,
  ReviewImage,
  ReviewItem,
  Verdict,
} from '../../../contract/api/review-items.ts';
import {
  afterVerdict,
  isItemOf,
  likelyWrong,
  nearestClasses,
  nextUndecided,
} from './queue-items.ts';

const image = (k: number, c: number): ReviewImage => ({
  image: k,
  imageId: k,
  name: `class ${String(c)}/${String(k)}.png`,
  class: c,
  className: `class ${String(c)}`,
  change: null,
});
const pair = (first: ReviewImage, second: ReviewImage): PairItem => ({
  kind: 'pair',
  key: `${first.name} ${second.name}`,
  reason: 'false-accept',
  first,
  second,
  same: false,
  score: 0.9,
  verdict: null,
});
const verdictOn = (images: readonly ReviewImage[], about: ReviewImage | null): Verdict => ({
  id: 1,
  evaluationId: 'e',
  images: images.map(({ name }) => name),
  kind: about === null ? 'true-confusion' : 'label-wrong',
  about: about?.name ?? null,
  className: about === null ? null : 'class 7',
  score: 0.9,
  blind: false,
  author: 'Anna',
  at: 0,
});
const [a, b, c] = [image(0, 0), image(1, 1), image(2, 1)];

test('a verdict belongs to its item in either order, and to no other', () => {
  const verdict = verdictOn([b, a], null);
  expect(isItemOf(pair(a, b), verdict)).toBe(true);
  expect(isItemOf(pair(a, c), verdict)).toBe(false);
});

test('a verdict on a label shows on every item with that image', () => {
  const verdict = verdictOn([a, b], b);
  const own = afterVerdict(pair(a, b), verdict) as PairItem;
  expect(own.verdict).toBe(verdict);
  expect([own.first.change, own.second.change]).toEqual([null, { to: 'class 7' }]);
  const other = afterVerdict(pair(c, b), verdict) as PairItem;
  expect(other.verdict).toBeNull();
  expect(other.second.change).toEqual({ to: 'class 7' });
  expect(afterVerdict(pair(a, c), verdict)).toEqual(pair(a, c));
});

test('the next undecided item is looked for from here on, then from the start', () => {
  const decided: ReviewItem = { ...pair(a, b), verdict: verdictOn([a, b], null) };
  const open = pair(a, c);
  const last = pair(b, c);
  expect(nextUndecided([open, decided, last], 1)).toBe(last);
  expect(nextUndecided([open, decided, decided], 1)).toBe(open);
  expect(nextUndecided([decided], 0)).toBeNull();
});

test('the image that lies among strangers is the one to suspect', () => {
  const scored = (of: ReviewImage, score: number) => ({ ...of, score });
  const stray = {
    image: image(9, 0),
    neighbours: [scored(b, 0.95), scored(c, 0.93)],
    classmates: [scored(a, 0.4)],
  };
  const settled = {
    image: b,
    neighbours: [scored(image(9, 0), 0.95), scored(c, 0.94)],
    classmates: [scored(c, 0.94)],
  };
  expect(likelyWrong([stray, settled])).toBe(0);
  expect(likelyWrong([settled, stray])).toBe(1);
  expect(likelyWrong([settled])).toBe(0);
});

test('classes nearby come by how often they are there', () => {
  const scored = [a, b, c].map((one) => ({ ...one, score: 0.5 }));
  expect(nearestClasses(scored)).toEqual(['class 1', 'class 0']);
});
