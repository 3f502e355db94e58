/** Colours of the charts: variables, so that light and dark follow. Safe for colour-blind eyes. */
export const palette = {
  genuine: 'var(--isoline-genuine)',
  impostor: 'var(--isoline-impostor)',
  threshold: 'var(--isoline-threshold)',
  wrong: 'var(--isoline-wrong)',
  muted: 'var(--isoline-muted)',
  line: 'var(--isoline-line)',
  /** For series that are neither: told apart by dashes as well. */
  series: ['#0067a8', '#c04a00', '#007a5e', '#7a3fb0', '#8a6d00', '#b03060'],
} as const;

/** A variable's value now, for a canvas, which knows no variables. */
export function resolvedColour(element: Element, colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name === undefined ? colour : getComputedStyle(element).getPropertyValue(name).trim();
}
