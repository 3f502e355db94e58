import type { Colour } from './built-in-sample-canvas.ts';

/** The colours of the built-in sample. */
export const palette = {
  ink: [0.11, 0.14, 0.2],
  paper: [0.97, 0.95, 0.9],
  grey: [0.58, 0.6, 0.63],
  red: [0.84, 0.25, 0.21],
  coral: [0.95, 0.48, 0.36],
  orange: [0.95, 0.58, 0.18],
  yellow: [0.97, 0.8, 0.3],
  lime: [0.62, 0.77, 0.3],
  green: [0.2, 0.58, 0.36],
  teal: [0.08, 0.55, 0.55],
  sky: [0.37, 0.69, 0.89],
  blue: [0.17, 0.4, 0.79],
  navy: [0.13, 0.21, 0.44],
  violet: [0.44, 0.32, 0.72],
  magenta: [0.77, 0.27, 0.56],
  pink: [0.95, 0.63, 0.71],
  brown: [0.5, 0.32, 0.21],
  sand: [0.87, 0.76, 0.58],
} as const satisfies Record<string, Colour>;
