import { expect, test } from 'vitest';
import { worstClasses } from './worst-classes.ts';

test('highest rates first, equal ones in the order of the classes, none without an error', () => {
  expect(worstClasses([0.1, null, 0, 0.3, 0.1], 10)).toEqual([
    { class: 3, rate: 0.3 },
    { class: 0, rate: 0.1 },
    { class: 4, rate: 0.1 },
  ]);
  expect(worstClasses([0.1, 0.3], 1)).toEqual([{ class: 1, rate: 0.3 }]);
});
