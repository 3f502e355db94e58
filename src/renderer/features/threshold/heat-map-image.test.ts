import { expect, test } from 'vitest';
import { classesOfLine, colourOf, heatMapImage, shadeOf } from './heat-map-image.ts';
import { buildThresholdModel } from './threshold-model.ts';

const colours = { low: [0, 0, 0], high: [200, 100, 50] } as const;
/** Two classes of two images; FRR by step: 0, 1 of the first, 0, 0 of the second. */
const model = buildThresholdModel({
  impostor: Uint32Array.of(4, 0, 4, 0),
  genuine: Uint32Array.of(1, 0, 0, 1),
  classImages: [2, 2],
});

test('a line is a class where there is room, in the order that is asked for', () => {
  const image = heatMapImage(model, [0, 1], 2, 'false-reject-rate', colours);
  expect([...image]).toEqual([0, 0, 0, 255, 200, 100, 50, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
  const turned = heatMapImage(model, [1, 0], 2, 'false-reject-rate', colours);
  expect([...turned.subarray(8)]).toEqual([...image.subarray(0, 8)]);
});

test('a line of several classes is their mean', () => {
  const image = heatMapImage(model, [0, 1], 1, 'false-reject-rate', colours);
  expect([...image]).toEqual([0, 0, 0, 255, 100, 50, 25, 255]);
});

test('classes without a value are left out, and a line of none is transparent', () => {
  const singles = buildThresholdModel({
    impostor: Uint32Array.of(1, 1),
    genuine: Uint32Array.of(0, 0),
    classImages: [1, 1],
  });
  expect(heatMapImage(singles, [0, 1], 1, 'utility', colours)[3]).toBe(0);
  expect(heatMapImage(singles, [0, 1], 1, 'false-accept-rate', colours)[3]).toBe(255);
});

test('lines share out all classes', () => {
  const lines = Array.from({ length: 7 }, (_, line) => classesOfLine(line, 7, 30));
  expect(lines[0]!.from).toBe(0);
  expect(lines.at(-1)!.to).toBe(30);
  lines.slice(1).forEach(({ from }, k) => expect(from).toBe(lines[k]!.to));
});

test('false accept rates are shaded by their logarithm', () => {
  expect(shadeOf(1, 'false-accept-rate')).toBe(1);
  expect(shadeOf(0.1, 'false-accept-rate')).toBeCloseTo(0.8, 12);
  expect(shadeOf(0, 'false-accept-rate')).toBe(0);
  expect(shadeOf(0.3, 'false-reject-rate')).toBe(0.3);
});

test('colours are read from hexadecimal', () => {
  expect(colourOf(' #0067a8')).toEqual([0, 103, 168]);
});
