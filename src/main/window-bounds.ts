import { z } from 'zod';

/** A rectangle in device-independent pixels, as Electron has them. */
const rectangleSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

/** Where the window was: on each display that it was on, and on which one last. */
export const windowPlacesSchema = z.object({
  lastDisplay: z.string().nullable(),
  maximised: z.boolean(),
  byDisplay: z.record(z.string(), rectangleSchema),
});
export type WindowPlaces = z.infer<typeof windowPlacesSchema>;

export interface DisplayArea {
  readonly id: string;
  /** The display without task bars. */
  readonly workArea: Rectangle;
}

/** The smallest window in which every screen can be used. */
export const smallestWindow = { width: 960, height: 600 } as const;
const usualWindow = { width: 1440, height: 900 } as const;

/**
 * Where to open the window: where it was on its last display, else on the primary one; moved and
 * made smaller so that all of it can be seen.
 *
 * @param displays those attached now, the primary one first; at least one
 */
export function placeWindow(places: WindowPlaces, displays: readonly DisplayArea[]): Rectangle {
  const display = displays.find(({ id }) => id === places.lastDisplay) ?? displays[0];
  if (display === undefined) throw new RangeError('There is no display.');
  const { workArea } = display;
  const remembered = places.byDisplay[display.id];
  return clampInto(remembered ?? centred(usualWindow, workArea), workArea);
}

/**
 * The rectangle inside an area: no larger than it, no smaller than the smallest window where the area
 * has room for that.
 */
export function clampInto(rectangle: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(Math.max(rectangle.width, smallestWindow.width), area.width);
  const height = Math.min(Math.max(rectangle.height, smallestWindow.height), area.height);
  const x = Math.min(Math.max(rectangle.x, area.x), area.x + area.width - width);
  const y = Math.min(Math.max(rectangle.y, area.y), area.y + area.height - height);
  return { x, y, width, height };
}

/** The places after the window was moved, resized or maximised; the places of other displays stay. */
export function rememberPlace(
  places: WindowPlaces,
  display: string,
  bounds: Rectangle,
  maximised: boolean,
): WindowPlaces {
  return {
    lastDisplay: display,
    maximised,
    byDisplay: { ...places.byDisplay, [display]: bounds },
  };
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  return {
    ...size,
    x: Math.round(area.x + (area.width - size.width) / 2),
    y: Math.round(area.y + (area.height - size.height) / 2),
  };
}
