import type { RandomGenerator } from '../src/core/random.ts';

/**
 * A known population of classes, for checking intervals against the truth.
 *
 * - A class has 2 to 8 images, each number equally likely.
 * - Impostor score of images i, j of classes c, d:  A_c + A_d + E_i + E_j + G_cd + Z_ij.
 * - Genuine score of images i, j of class c:        M + B_c + F_i + F_j + Y_ij.
 *
 * A, E, Z and B, F, Y are normal with mean 0 and the deviations below, independent but for A_c and B_c,
 * whose correlation is -0.3: a class that others are taken for is also one whose own images differ.
 * G_cd is 1.5 for 1 class pair in 200 (look-alikes), else 0. Without G, either score has variance 1, so
 * that FAR and FRR of the population are known in closed form.
 */
export const population = {
  fewestImages: 2,
  mostImages: 8,
  impostor: { classDeviation: 0.3, imageDeviation: 0.3, pairDeviation: 0.8 },
  genuine: {
    mean: 3.4,
    classDeviation: 0.6,
    imageDeviation: 0.35,
    pairDeviation: Math.sqrt(1 - 0.6 ** 2 - 2 * 0.35 ** 2),
  },
  correlation: -0.3,
  lookAlikes: { share: 1 / 200, shift: 1.5 },
} as const;

/** Deviations of A, E and Z: with `2 A² + 2 E² + Z² = 1` the FAR stays known in closed form. */
export interface ImpostorLaw {
  readonly classDeviation: number;
  readonly imageDeviation: number;
  readonly pairDeviation: number;
}

/** Upper tail of the standard normal law, to 1.2e-7 of its value (Chebyshev fit of erfc, Numerical Recipes). */
export function upperTail(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const series =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t *
                      (0.27886807 +
                        t *
                          (-1.13520398 +
                            t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = (t * Math.exp(-z * z + series)) / 2;
  return x >= 0 ? tail : 1 - tail;
}

/** FAR of the population at a threshold. */
export function trueFalseAcceptRate(threshold: number): number {
  const { share, shift } = population.lookAlikes;
  return (1 - share) * upperTail(threshold) + share * upperTail(threshold - shift);
}

/** FRR of the population at a threshold. Each genuine pair counts once, and sizes say nothing of difficulty. */
export function trueFalseRejectRate(threshold: number): number {
  return upperTail(population.genuine.mean - threshold);
}

/** The threshold at which the population has a FAR. */
export function thresholdOfFalseAcceptRate(rate: number): number {
  let low = -10;
  let high = 10;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (trueFalseAcceptRate(middle) > rate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Classes with their effects, and their images with the class effect added, in descending order of it. */
export interface DrawnClasses {
  readonly classes: number;
  /** [T] */
  readonly sizes: Int32Array;
  /** [T] B_c */
  readonly genuineEffects: Float64Array;
  /** [N] descending: A_c + E_i. */
  readonly imageEffects: Float64Array;
  /** [N] the class of each. */
  readonly imageClasses: Int32Array;
}

/** Draws classes of the population. */
export function drawClassesOfPopulation(
  classes: number,
  generator: RandomGenerator,
  impostor: ImpostorLaw = population.impostor,
): DrawnClasses {
  const { fewestImages, mostImages, genuine, correlation } = population;
  const sizes = new Int32Array(classes);
  const genuineEffects = new Float64Array(classes);
  const images: { effect: number; c: number }[] = [];
  const rest = Math.sqrt(1 - correlation ** 2);
  for (let c = 0; c < classes; c++) {
    const size = fewestImages + generator.integer(mostImages - fewestImages + 1);
    const standard = generator.normal();
    sizes[c] = size;
    genuineEffects[c] =
      genuine.classDeviation * (correlation * standard + rest * generator.normal());
    for (let i = 0; i < size; i++) {
      const effect =
        impostor.classDeviation * standard + impostor.imageDeviation * generator.normal();
      images.push({ effect, c });
    }
  }
  images.sort((a, b) => b.effect - a.effect);
  return {
    classes,
    sizes,
    genuineEffects,
    imageEffects: Float64Array.from(images, ({ effect }) => effect),
    imageClasses: Int32Array.from(images, ({ c }) => c),
  };
}

/** [T] genuine pairs of each class that score below a threshold: every pair is drawn. */
export function drawFalseRejects(
  { classes, sizes, genuineEffects }: DrawnClasses,
  threshold: number,
  generator: RandomGenerator,
): Float64Array {
  const { mean, imageDeviation, pairDeviation } = population.genuine;
  const rejects = new Float64Array(classes);
  const images = new Float64Array(population.mostImages);
  for (let c = 0; c < classes; c++) {
    const size = sizes[c]!;
    for (let i = 0; i < size; i++) images[i] = imageDeviation * generator.normal();
    let below = 0;
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const score =
          mean + genuineEffects[c]! + images[i]! + images[j]! + pairDeviation * generator.normal();
        if (score < threshold) below++;
      }
    }
    rejects[c] = below;
  }
  return rejects;
}

/** Which pairs of classes look alike: rows × columns, 1 where they do. */
export function drawLookAlikes(
  rows: number,
  columns: number,
  generator: RandomGenerator,
): Uint8Array {
  const alike = new Uint8Array(rows * columns);
  const step = Math.log1p(-population.lookAlikes.share);
  // From one to the next by the geometric law of the pairs between them.
  for (let at = -1; ;) {
    at += 1 + Math.floor(Math.log(1 - generator.uniform()) / step);
    if (at >= alike.length) return alike;
    alike[at] = 1;
  }
}

/**
 * Visits the impostor pairs of one image that score at least `floor`, with their scores, among images
 * in descending order of their effects. It draws what independent draws of all pairs would give: from
 * one candidate to the next by the geometric law of the highest chance that is still possible, and each
 * candidate is kept with its own chance over that one (Miller and Hagberg, "Efficient generation of
 * networks with given expected degrees", 2011). Look-alikes shift the floor of their pairs: they are
 * left to `visitLookAlikes`.
 *
 * @param effect of the image; @param from the first of the others
 */
export function visitScoresFrom(
  effect: number,
  others: Float64Array,
  from: number,
  floor: number,
  generator: RandomGenerator,
  visit: (other: number, score: number) => void,
  { pairDeviation }: ImpostorLaw = population.impostor,
): void {
  let at = from;
  if (at >= others.length) return;
  let bound = upperTail((floor - effect - others[at]!) / pairDeviation);
  while (at < others.length) {
    at += Math.floor(Math.log(1 - generator.uniform()) / Math.log1p(-bound));
    if (at >= others.length) return;
    const least = (floor - effect - others[at]!) / pairDeviation;
    const chance = upperTail(least);
    if (generator.uniform() * bound < chance) {
      visit(at, effect + others[at]! + pairDeviation * normalFrom(least, generator));
    }
    bound = chance;
    at++;
  }
}

/** A standard normal number that is at least `least` (Robert, "Simulation of truncated normal variables", 1995). */
function normalFrom(least: number, generator: RandomGenerator): number {
  if (least <= 0) {
    for (;;) {
      const value = generator.normal();
      if (value >= least) return value;
    }
  }
  const rate = (least + Math.sqrt(least * least + 4)) / 2;
  for (;;) {
    const value = least - Math.log(1 - generator.uniform()) / rate;
    if (generator.uniform() < Math.exp(-((value - rate) ** 2) / 2)) return value;
  }
}

/** [T] the effects of each class's images, descending. */
export function effectsByClass({
  sizes,
  imageEffects,
  imageClasses,
}: DrawnClasses): Float64Array[] {
  const effects = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Int32Array(sizes.length);
  imageEffects.forEach((effect, i) => {
    const c = imageClasses[i]!;
    effects[c]![filled[c]!++] = effect;
  });
  return effects;
}

/** The impostor pairs of drawn classes that score at least `floor`. */
export interface ImpostorTail {
  readonly scores: number[];
  readonly firstClass: number[];
  readonly secondClass: number[];
}

/** Draws every impostor pair among classes, drawn by the same law, that scores at least `floor`. */
export function drawImpostorTail(
  drawn: DrawnClasses,
  floor: number,
  generator: RandomGenerator,
  law: ImpostorLaw = population.impostor,
): ImpostorTail {
  const { classes, imageEffects, imageClasses } = drawn;
  const scores: number[] = [];
  const firstClass: number[] = [];
  const secondClass: number[] = [];
  const keep = (c: number, d: number, score: number): void => {
    scores.push(score);
    firstClass.push(Math.min(c, d));
    secondClass.push(Math.max(c, d));
  };
  // Above the diagonal: the class of lower index is the row.
  const alike = drawLookAlikes(classes, classes, generator);
  for (let i = 0; i < imageEffects.length; i++) {
    const c = imageClasses[i]!;
    const visit = (j: number, score: number): void => {
      const d = imageClasses[j]!;
      if (c !== d && alike[Math.min(c, d) * classes + Math.max(c, d)] === 0) keep(c, d, score);
    };
    visitScoresFrom(imageEffects[i]!, imageEffects, i + 1, floor, generator, visit, law);
  }
  const effectsOf = effectsByClass(drawn);
  for (let at = alike.indexOf(1); at !== -1; at = alike.indexOf(1, at + 1)) {
    const c = Math.floor(at / classes);
    const d = at % classes;
    if (c >= d) continue;
    const visit = (score: number): void => keep(c, d, score);
    visitLookAlikes(effectsOf[c]!, effectsOf[d]!, floor, generator, visit, law);
  }
  return { scores, firstClass, secondClass };
}

/** Visits the pairs of two look-alike classes that score at least `floor`. */
export function visitLookAlikes(
  first: Float64Array,
  second: Float64Array,
  floor: number,
  generator: RandomGenerator,
  visit: (score: number) => void,
  law: ImpostorLaw = population.impostor,
): void {
  const { shift } = population.lookAlikes;
  for (const effect of first) {
    const visitPair = (_: number, score: number): void => visit(score);
    visitScoresFrom(effect + shift, second, 0, floor, generator, visitPair, law);
  }
}
