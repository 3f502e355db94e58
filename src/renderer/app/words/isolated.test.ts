import i18next from 'i18next';
import { expect, test } from 'vitest';
import { isolated, listed } from './isolated.ts';

test('only text that runs from right to left is kept apart', () => {
  expect(isolated('boots, size 36')).toBe('boots, size 36');
  expect(isolated('女士短靴')).toBe('女士短靴');
  expect(isolated('נעליים 42')).toBe('\u2068נעליים 42\u2069');
  expect(listed(['boots', 'أحذية', 'נעליים'])).toBe('boots, \u2068أحذية\u2069, \u2068נעליים\u2069');
});

test('what goes into words is kept apart, and stays as it is otherwise', async () => {
  const words = i18next.createInstance();
  await words.init({ lng: 'en', interpolation: { escape: isolated } });
  const said = (values: object): string =>
    words.services.interpolator.interpolate('{{name}} {{rate}}', values, 'en', {});
  expect(said({ name: 'נעליים', rate: 0.0214 })).toBe('\u2068נעליים\u2069 0.0214');
  expect(said({ name: '<b>&', rate: 'x' })).toBe('<b>& x');
});
