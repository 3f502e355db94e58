/** Binomial proportions: Clopper and Pearson's exact limits, by the incomplete beta function. */

/** Limits of a proportion. */
export interface ProportionLimits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Two-sided Clopper–Pearson interval of a binomial proportion: it covers the proportion with at least
 * the level's probability, whatever it is, where the trials are independent.
 *
 * @param trials 1 or more; @param successes in [0, trials]
 * @see Clopper and Pearson, Biometrika 26 (1934)
 */
export function clopperPearson(successes: number, trials: number, level = 0.95): ProportionLimits {
  const tail = (1 - level) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    upper: upperLimit(successes, trials, 1 - tail),
  };
}

/** One-sided upper Clopper–Pearson limit: at least `level` of all samples have it above the proportion. */
export function upperLimit(successes: number, trials: number, level = 0.95): number {
  return successes === trials ? 1 : betaQuantile(level, successes + 1, trials - successes);
}

/** The x at which the regularised incomplete beta function I_x(a, b) is `probability`. */
function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  // Bisection, to the relative precision of the figures that are shown and far beyond.
  while (high - low > 1e-13 * high && high > 1e-300) {
    // Rates of many trials are small: halve in the logarithm until the lower end has left 0.
    const middle = low === 0 ? Math.min(high / 16, 0.5) : (low + high) / 2;
    if (regularisedBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b) for positive a and b: by its continued fraction (DLMF 8.17.22). */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; the other side follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) - logGamma(a) - logGamma(b) + logGamma(a + b),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  const steps = 200 + 10 * Math.ceil(Math.sqrt(Math.max(a, b)));
  for (let m = 1; m <= steps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      factor = c * d;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return Math.min(1, (front * fraction) / a);
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0 (Lanczos, g = 7; Stirling's series from 100 up). */
export function logGamma(x: number): number {
  if (x >= 100) {
    const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = 0.9999999999998099;
  lanczos.forEach((coefficient, k) => {
    sum += coefficient / (x + k);
  });
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
