/**
 * OPIS, eps-OPIS and mean utility (Operating-Point-Inconsistency Score, arXiv 2307.04047, eq. 3–5).
 */

/** Utility of a class at one threshold: the F_b mean of `1 - FAR` and `1 - FRR`; 0 when both are 0. */
export function utility(falseAcceptRate: number, falseRejectRate: number, beta = 1): number {
  const phi = 1 - falseAcceptRate;
  const psi = 1 - falseRejectRate;
  const denominator = beta * beta * phi + psi;
  return denominator > 0 ? ((1 + beta * beta) * phi * psi) / denominator : 0;
}

export interface OpisInput {
  /** [G] ascending grid of the integration variable (L2 distance, similarity or log FAR). */
  readonly axis: Float64Array;
  /** [T × G] class FAR at each grid point. */
  readonly falseAcceptRates: Float64Array;
  /** [T × G] class FRR at each grid point; rows of classes that are left out are not looked at. */
  readonly falseRejectRates: Float64Array;
  /** [T] classes with at least two images. */
  readonly usable: readonly boolean[];
  readonly beta: number;
  /** Share of best and of worst classes behind eps-OPIS, in (0, 1]. */
  readonly epsilon: number;
}

export interface OpisResult {
  /** Mean of the contributions; null when the range has no width or no class is usable. */
  readonly value: number | null;
  readonly epsilonOpis: number | null;
  readonly meanUtility: number | null;
  /** [T] each class's own integral over the width of the range; null for classes left out. */
  readonly contributions: (number | null)[];
  readonly classesUsed: number;
}

/** Integrates the spread of the classes' utilities over the axis by the trapezoid rule. */
export function opis(input: OpisInput): OpisResult {
  const { axis, usable, beta, epsilon } = input;
  const grid = axis.length;
  const used = usable.flatMap((keep, c) => (keep ? [c] : []));
  const width = (axis[grid - 1] ?? 0) - (axis[0] ?? 0);
  if (!(width > 0) || used.length === 0) {
    return {
      value: null,
      epsilonOpis: null,
      meanUtility: null,
      contributions: usable.map(() => null),
      classesUsed: used.length,
    };
  }
  const contributions = new Float64Array(used.length);
  const column = new Float64Array(used.length);
  const extremes = Math.max(1, Math.floor(epsilon * used.length));
  let epsilonOpis = 0;
  let meanUtility = 0;
  for (let g = 0; g < grid; g++) {
    // Trapezoid weight of this point, over the width.
    const left = g === 0 ? 0 : (axis[g] as number) - (axis[g - 1] as number);
    const right = g === grid - 1 ? 0 : (axis[g + 1] as number) - (axis[g] as number);
    const weight = (left + right) / 2 / width;
    let sum = 0;
    used.forEach((c, k) => {
      const u = utility(
        input.falseAcceptRates[c * grid + g] as number,
        input.falseRejectRates[c * grid + g] as number,
        beta,
      );
      column[k] = u;
      sum += u;
    });
    const mean = sum / used.length;
    meanUtility += weight * mean;
    for (let k = 0; k < used.length; k++) {
      const difference = (column[k] as number) - mean;
      contributions[k] = (contributions[k] as number) + weight * difference * difference;
    }
    column.sort();
    let worst = 0;
    let best = 0;
    for (let k = 0; k < extremes; k++) {
      worst += column[k] as number;
      best += column[used.length - 1 - k] as number;
    }
    epsilonOpis += weight * ((best - worst) / extremes) ** 2;
  }
  const byClass: (number | null)[] = usable.map(() => null);
  let value = 0;
  used.forEach((c, k) => {
    byClass[c] = contributions[k] as number;
    value += contributions[k] as number;
  });
  return {
    value: value / used.length,
    epsilonOpis,
    meanUtility,
    contributions: byClass,
    classesUsed: used.length,
  };
}

/** [points] uniform grid, both ends included exactly. */
export function uniformGrid(from: number, to: number, points: number): Float64Array {
  return Float64Array.from({ length: points }, (_, g) =>
    g === points - 1 ? to : from + ((to - from) * g) / (points - 1),
  );
}
