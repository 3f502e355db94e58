import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSampler } from './sampler.ts';

/** Classes of the given sizes; image 10 c + k is the k-th of class c. */
const classes = (...sizes: number[]): number[][] =>
  sizes.map((size, c) => Array.from({ length: size }, (_, k) => 10 * c + k));

test('an epoch takes every class at most once, and every place tells the truth', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 15 }),
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 2, max: 5 }),
      fc.nat(),
      (sizes, classesPerBatch, imagesPerClass, seed) => {
        fc.pre(sizes.some((size) => size >= 2));
        const imagesOfClasses = classes(...sizes);
        const options = { imagesOfClasses, classesPerBatch, imagesPerClass, views: 2, seed };
        const sampler = createSampler(options);
        expect(sampler.batchesPerEpoch).toBe(Math.floor(sizes.length / classesPerBatch));
        for (const epoch of [0, 1, 2]) {
          const seen: number[] = [];
          for (let k = 0; k < sampler.batchesPerEpoch; k++) {
            const { images, labels, views } = sampler.batch(epoch * sampler.batchesPerEpoch + k);
            expect(labels).toHaveLength(classesPerBatch * imagesPerClass);
            const drawn = new Set(labels.filter((label) => label >= 0));
            expect(drawn.size).toBe(classesPerBatch);
            seen.push(...drawn);
            for (const label of drawn) {
              const of = Array.from(images.filter((_, place) => labels[place] === label));
              expect(new Set(of).size).toBe(of.length);
              expect(of).toHaveLength(Math.min(imagesPerClass, sizes[label]!));
              expect(of.every((image) => imagesOfClasses[label]!.includes(image))).toBe(true);
            }
            labels.forEach((label, place) => {
              expect(images[place] === -1).toBe(label === -1);
              expect(views[place] === -1).toBe(label === -1);
            });
          }
          expect(new Set(seen).size).toBe(seen.length);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('a batch follows from seed and step alone, whatever was drawn before', () => {
  const options = {
    imagesOfClasses: classes(5, 5, 5, 5, 5, 5),
    classesPerBatch: 3,
    imagesPerClass: 2,
    views: 3,
    seed: 9,
  };
  const first = createSampler(options);
  const inOrder = [0, 1, 2, 3, 4].map((step) => first.batch(step));
  const resumed = createSampler(options);
  expect(resumed.batch(4)).toEqual(inOrder[4]);
  expect(resumed.batch(1)).toEqual(inOrder[1]);
  expect(createSampler({ ...options, seed: 10 }).batch(0)).not.toEqual(inOrder[0]);
  expect(inOrder[2]).not.toEqual(inOrder[0]);
});

test('all images of a class come up', () => {
  const sampler = createSampler({
    imagesOfClasses: classes(8, 8),
    classesPerBatch: 2,
    imagesPerClass: 2,
    views: 1,
    seed: 1,
  });
  const seen = new Set<number>();
  for (let step = 0; step < 60; step++) sampler.batch(step).images.forEach((k) => seen.add(k));
  expect(seen.size).toBe(16);
});

test('property: all views come up about equally often, and change nothing about the images', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.nat(), (views, seed) => {
      const options = {
        imagesOfClasses: classes(4, 4, 4, 4),
        classesPerBatch: 4,
        imagesPerClass: 4,
        seed,
      };
      const sampler = createSampler({ ...options, views });
      const plain = createSampler({ ...options, views: 1 });
      const drawn = new Array<number>(views).fill(0);
      const steps = 100 * views;
      for (let step = 0; step < steps; step++) {
        const batch = sampler.batch(step);
        for (const view of batch.views) drawn[view]!++;
        expect(batch.images).toEqual(plain.batch(step).images);
      }
      // 1,600 draws are expected of each view; the deviation is below 40.
      for (const count of drawn) expect(Math.abs(count - 1600)).toBeLessThan(240);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['sampler-too-few-classes', classes(3), 2, 2],
  ['sampler-too-few-classes', classes(3, 3), 3, 2],
  ['sampler-no-pairs', classes(1, 1, 1), 2, 2],
  ['sampler-batch', classes(3, 3), 1, 2],
  ['sampler-batch', classes(3, 3), 2, 1],
])('%s', (code, imagesOfClasses, classesPerBatch, imagesPerClass) => {
  expect(() =>
    createSampler({ imagesOfClasses, classesPerBatch, imagesPerClass, views: 1, seed: 0 }),
  ).toThrow(expect.objectContaining({ code, kind: 'input' }));
});
