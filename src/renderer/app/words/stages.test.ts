import { expect, test } from 'vitest';
import { stageIn, unitIn } from './stages.ts';

test.each([
  ['Reading images', 'Bilder werden gelesen'],
  ['Embedding view 2 of 4', 'Einbettung, Ansicht 2 von 4'],
  ['Reading images (held-out)', 'Bilder werden gelesen (zurückgehalten)'],
  ['Training 2 of 6 (TCM x 4): interpolating', 'Training 2 von 6 (TCM x 4): Interpolation'],
  ['Something of a later version', 'Something of a later version'],
])('%s', (stage, words) => {
  expect(stageIn('de', stage)).toBe(words);
  expect(stageIn('en', stage)).toBe(stage);
});

test('units', () => {
  expect(unitIn('de', 'images')).toBe('Bilder');
  expect(unitIn('de', 'furlongs')).toBe('furlongs');
  expect(unitIn('en', 'images')).toBe('images');
});
