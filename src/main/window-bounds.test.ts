import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clampInto, placeWindow, rememberPlace, smallestWindow } from './window-bounds.ts';
import type { Rectangle, WindowPlaces } from './window-bounds.ts';

const laptop = { id: '1', workArea: { x: 0, y: 25, width: 1920, height: 1055 } };
const beside = { id: '2', workArea: { x: 1920, y: 0, width: 2560, height: 1440 } };
const nowhere: WindowPlaces = { lastDisplay: null, maximised: false, byDisplay: {} };

test('a first window stands in the middle of the primary display', () => {
  expect(placeWindow(nowhere, [laptop, beside])).toEqual({
    x: 240,
    y: 103,
    width: 1440,
    height: 900,
  });
});

test('a window opens where it was, on the display where it was last', () => {
  const onLaptop = { x: 10, y: 40, width: 1000, height: 700 };
  const onOther = { x: 2000, y: 100, width: 1800, height: 1200 };
  let places = rememberPlace(nowhere, '1', onLaptop, false);
  places = rememberPlace(places, '2', onOther, true);
  expect(places).toEqual({
    lastDisplay: '2',
    maximised: true,
    byDisplay: { '1': onLaptop, '2': onOther },
  });
  expect(placeWindow(places, [laptop, beside])).toEqual(onOther);
  // The display was unplugged: the place on the one that is left.
  expect(placeWindow(places, [laptop])).toEqual(onLaptop);
});

test('a window of a display that has become smaller is moved and made smaller', () => {
  const places = rememberPlace(nowhere, '2', { x: 4000, y: 900, width: 2000, height: 1400 }, false);
  const small = { id: '2', workArea: { x: 0, y: 0, width: 1280, height: 720 } };
  expect(placeWindow(places, [small])).toEqual({ x: 0, y: 0, width: 1280, height: 720 });
});

test('a clamped window is inside, large enough, and stays when it was', () => {
  const length = fc.integer({ min: 1, max: 6000 });
  const place = fc.integer({ min: -8000, max: 8000 });
  const rectangle: fc.Arbitrary<Rectangle> = fc.record({
    x: place,
    y: place,
    width: length,
    height: length,
  });
  fc.assert(
    fc.property(rectangle, rectangle, (wanted, area) => {
      const clamped = clampInto(wanted, area);
      expect(clamped.x).toBeGreaterThanOrEqual(area.x);
      expect(clamped.y).toBeGreaterThanOrEqual(area.y);
      expect(clamped.x + clamped.width).toBeLessThanOrEqual(area.x + area.width);
      expect(clamped.y + clamped.height).toBeLessThanOrEqual(area.y + area.height);
      expect(clamped.width).toBeGreaterThanOrEqual(Math.min(smallestWindow.width, area.width));
      expect(clamped.height).toBeGreaterThanOrEqual(Math.min(smallestWindow.height, area.height));
      expect(clampInto(clamped, area)).toEqual(clamped);
    }),
  );
});
