/** Shares of the classes; not negative, and 1 together. */
export interface SplitShares {
  training: number;
  calibration: number;
  heldOut: number;
}

export const defaultSplitShares: SplitShares = {
  training: 1 / 3,
  calibration: 1 / 6,
  heldOut: 1 / 2,
};

/**
 * How many classes each set of a split gets: the shares rounded by largest remainder (ties: training,
 * calibration, held-out). 242 classes at the default shares give 81, 40 and 121.
 *
 * @param classes a whole number, 0 or more
 */
export function splitSizes(
  classes: number,
  shares: SplitShares = defaultSplitShares,
): { training: number; calibration: number; heldOut: number } {
  const sizes = {
    training: Math.floor(classes * shares.training),
    calibration: Math.floor(classes * shares.calibration),
    heldOut: Math.floor(classes * shares.heldOut),
  };
  const sets = ['training', 'calibration', 'heldOut'] as const;
  let left = classes - sizes.training - sizes.calibration - sizes.heldOut;
  const remainder = (set: (typeof sets)[number]): number =>
    classes * shares[set] - Math.floor(classes * shares[set]);
  // The sort is stable: equal remainders stay in the order of the sets.
  for (const set of [...sets].sort((a, b) => remainder(b) - remainder(a))) {
    if (left-- > 0) sizes[set]++;
  }
  return sizes;
}
