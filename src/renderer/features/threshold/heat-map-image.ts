import { utility } from '../../../core/metrics/opis.ts';
import type { ClassMeasure, ThresholdModel } from './threshold-model.ts';

/** Red, green and blue, 0…255. */
export type Colour = readonly [number, number, number];

/** The least FAR that the map tells from 0: its colours are even steps of the logarithm. */
export const leastRate = 1e-5;

/** Which classes a line of the map stands for: places `from` to `to - 1` in the order of the classes. */
export function classesOfLine(
  line: number,
  lines: number,
  classes: number,
): { from: number; to: number } {
  return {
    from: Math.floor((line * classes) / lines),
    to: Math.floor(((line + 1) * classes) / lines),
  };
}

/**
 * The map of a measure over thresholds (from left to right) and classes (from above): the mean over
 * the classes of a line, as colours between two.
 *
 * @param order classes from above
 * @param lines at most as many as classes
 * @returns RGBA [lines × bins]; transparent where no class has a value
 */
export function heatMapImage(
  model: ThresholdModel,
  order: ArrayLike<number>,
  lines: number,
  measure: ClassMeasure,
  { low, high }: { low: Colour; high: Colour },
): Uint8ClampedArray<ArrayBuffer> {
  const bins = model.steps - 1;
  const image = new Uint8ClampedArray(4 * lines * bins);
  const { classes, impostorAccepted, genuineAccepted, impostorPairs, genuinePairs } = model;
  for (let step = 0; step < bins; step++) {
    const at = step * classes;
    for (let line = 0; line < lines; line++) {
      const { from, to } = classesOfLine(line, lines, order.length);
      let sum = 0;
      let count = 0;
      for (let k = from; k < to; k++) {
        const c = order[k]!;
        const impostors = impostorPairs[c]!;
        const genuines = genuinePairs[c]!;
        const accepts = impostorAccepted[at + c]! / impostors;
        const rejects = 1 - genuineAccepted[at + c]! / genuines;
        if (measure === 'false-accept-rate') {
          if (impostors === 0) continue;
          sum += accepts;
        } else if (measure === 'false-reject-rate') {
          if (genuines === 0) continue;
          sum += rejects;
        } else {
          if (impostors === 0 || genuines === 0) continue;
          sum += utility(accepts, rejects);
        }
        count++;
      }
      if (count === 0) continue;
      const share = shadeOf(sum / count, measure);
      const pixel = 4 * (line * bins + step);
      for (let channel = 0; channel < 3; channel++) {
        image[pixel + channel] = low[channel]! + share * (high[channel]! - low[channel]!);
      }
      image[pixel + 3] = 255;
    }
  }
  return image;
}

/** How far towards the strong colour a value lies, 0…1. */
export function shadeOf(value: number, measure: ClassMeasure): number {
  if (measure !== 'false-accept-rate') return value;
  return value <= leastRate ? 0 : 1 - Math.log10(value) / Math.log10(leastRate);
}

/** A colour as style sheets write it: `#0067a8`. */
export function colourOf(hexadecimal: string): Colour {
  const value = Number.parseInt(hexadecimal.trim().slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
