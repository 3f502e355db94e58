/**
 * Seeded randomness. Nothing in Isoline draws from `Math.random`: every draw comes from a generator
 * that is passed in, so that a seed repeats a result.
 */
export interface RandomGenerator {
  /** A uniform integer in [0, 2^32). */
  nextUint32(): number;
  /** A uniform number in [0, 1), 53 random bits. */
  uniform(): number;
  /** A uniform integer in [0, bound), without bias; `bound` in [1, 2^32]. */
  integer(bound: number): number;
  /** A standard normal number (Marsaglia's polar method). */
  normal(): number;
}

/**
 * xoshiro128** seeded through splitmix32.
 *
 * @param seed any integer; equal seeds give equal streams on every machine.
 * @param stream tells apart independent streams of one seed (0, 1, 2, ...).
 * @see Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
 */
export function seededGenerator(seed: number, stream = 0): RandomGenerator {
  let state = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) | 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  // The upper half of a large seed counts too.
  state = (state + Math.imul(Math.floor(seed / 0x100000000), 0x85ebca6b)) | 0;
  // In an array: numbers of 32 bits that a closure keeps would be allocated one by one.
  const words = Int32Array.of(splitmix(), splitmix(), splitmix(), splitmix());
  if (words.every((word) => word === 0)) words[3] = 1;
  let spare: number | undefined;

  const nextUint32 = (): number => {
    const a = words[0]!;
    const b = words[1]!;
    const c = words[2]! ^ a;
    const d = words[3]! ^ b;
    const scrambled = Math.imul(b, 5);
    words[0] = a ^ d;
    words[1] = b ^ c;
    words[2] = c ^ (b << 9);
    words[3] = (d << 11) | (d >>> 21);
    return Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
  };
  const uniform = (): number =>
    ((nextUint32() >>> 5) * 67108864 + (nextUint32() >>> 6)) / 9007199254740992;
  const integer = (bound: number): number => {
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const value = nextUint32();
      if (value < limit) return value % bound;
    }
  };
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        spare = v * factor;
        return u * factor;
      }
    }
  };
  return { nextUint32, uniform, integer, normal };
}

/** Shuffles an array in place (Fisher–Yates). */
export function shuffle<T>(items: T[], generator: RandomGenerator): T[] {
  for (let k = items.length - 1; k > 0; k--) {
    const other = generator.integer(k + 1);
    const held = items[k] as T;
    items[k] = items[other] as T;
    items[other] = held;
  }
  return items;
}
