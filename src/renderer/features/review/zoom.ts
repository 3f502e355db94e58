/** What part of an image is seen. */
export interface Zoom {
  /** 1: all of it. */
  scale: number;
  /** What lies in the middle, in shares of the image's width and height. */
  x: number;
  y: number;
}

export const wholeImage: Zoom = { scale: 1, x: 0.5, y: 0.5 };
export const greatestScale = 16;
/** By how much one step of a key or a button enlarges. */
export const zoomStep = 1.25;

/**
 * Enlarges, so that what lies at a place of the pane stays there.
 *
 * @param factor below 1: makes smaller
 * @param right from the pane's middle, in shares of its width
 * @param down from the pane's middle, in shares of its height
 */
export function zoomedAt(zoom: Zoom, factor: number, right = 0, down = 0): Zoom {
  const scale = Math.min(greatestScale, Math.max(1, zoom.scale * factor));
  return kept({
    scale,
    x: zoom.x + right / zoom.scale - right / scale,
    y: zoom.y + down / zoom.scale - down / scale,
  });
}

/** Moves the image by shares of the pane's width and height. */
export function moved(zoom: Zoom, right: number, down: number): Zoom {
  return kept({ ...zoom, x: zoom.x - right / zoom.scale, y: zoom.y - down / zoom.scale });
}

/** The image fills the pane, whatever part is seen. */
function kept({ scale, x, y }: Zoom): Zoom {
  const half = 0.5 / scale;
  const between = (place: number): number => Math.min(1 - half, Math.max(half, place));
  return { scale, x: between(x), y: between(y) };
}

/** The CSS transform of an image that fills its pane, about its middle. */
export function transformOf({ scale, x, y }: Zoom): string {
  const shift = (place: number): string => `${String((0.5 - place) * scale * 100)}%`;
  return `translate(${shift(x)}, ${shift(y)}) scale(${String(scale)})`;
}
