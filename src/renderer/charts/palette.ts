/** Colours of the charts: variables, so that light and dark follow. Safe for colour-blind eyes. */
export const palette = {
  genuine: 'var(--isoline-genuine)',
  impostor: 'var(--isoline-impostor)',
  threshold: 'var(--isoline-threshold)',
  wrong: 'var(--isoline-wrong)',
  better: 'var(--isoline-better)',
  muted: 'var(--isoline-muted)',
  line: 'var(--isoline-line)',
  panel: 'var(--isoline-panel)',
  /** For series that are neither: told apart by dashes as well. */
  series: [
    'var(--isoline-series-1)',
    'var(--isoline-series-2)',
    'var(--isoline-series-3)',
    'var(--isoline-series-4)',
    'var(--isoline-series-5)',
    'var(--isoline-series-6)',
  ],
} as const;

/** A variable's value now, for a canvas, which knows no variables. */
export function resolvedColour(element: Element, colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name === undefined ? colour : getComputedStyle(element).getPropertyValue(name).trim();
}
