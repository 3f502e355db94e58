import { quantile } from '../src/core/metrics/statistics.ts';

/** The rates whose intervals are checked, as they are printed. */
const rowNames = {
  frr: 'FRR at FAR 1e-2',
  'far-1e-2': 'FAR 1e-2',
  'far-1e-2-chosen': 'FAR 1e-2, threshold chosen on the same classes',
  'far-1e-3': 'FAR 1e-3',
} as const;
export type RowName = keyof typeof rowNames;
/** Repetitions with fewer errors are left out: 1e-2 is looked at where 100 pairs or more are accepted. */
const fewestErrors: Record<RowName, number> = {
  frr: 0,
  'far-1e-2': 100,
  'far-1e-2-chosen': 100,
  'far-1e-3': 0,
};

/** What one interval did in one repetition. */
export interface Outcome {
  classes: number;
  row: RowName;
  errors: number;
  truth: number;
  /** The estimate over the truth. */
  ratio: number;
  /** Where the truth lay. */
  verdict: 'inside' | 'below' | 'above' | 'no interval';
  /** Whether the binomial interval, as if pairs were independent, held. */
  binomialHeld: boolean;
  /** Standard deviation over classes of their own rates. */
  spread: number;
}

/** What the guarantee for new classes said in one repetition. */
export interface GuaranteeOutcome {
  target: number;
  probeClasses: number;
  /** The true share of new classes above the limit, for this gallery and threshold. */
  share: number;
  upperShare: number;
}

const meanOf = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0) / items.length;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The table of intervals: a row for each number of classes and each rate. */
export function printIntervals(outcomes: readonly Outcome[], classCounts: readonly number[]): void {
  console.log(
    '| classes | rate | repetitions | errors: mean (least) | estimate / truth | spread over classes | interval held | truth below | truth above | no interval | binomial held |',
  );
  console.log('| --- '.repeat(11) + '|');
  for (const classes of classCounts) {
    for (const [row, name] of Object.entries(rowNames)) {
      const all = outcomes.filter((o) => o.classes === classes && o.row === row);
      const own = all.filter(({ errors }) => errors >= fewestErrors[row as RowName]);
      const share = (verdict: Outcome['verdict']): string =>
        percent(meanOf(own, (o) => Number(o.verdict === verdict)));
      const cells = [
        classes,
        name,
        own.length,
        `${meanOf(own, ({ errors }) => errors).toFixed(0)} (${Math.min(...all.map(({ errors }) => errors))})`,
        meanOf(own, ({ ratio }) => ratio).toFixed(3),
        meanOf(own, ({ spread }) => spread).toPrecision(2),
        share('inside'),
        share('below'),
        share('above'),
        share('no interval'),
        percent(meanOf(own, (o) => Number(o.binomialHeld))),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}

/** What a threshold that meets its target on the very classes that it was chosen on does elsewhere. */
export function printChosen(outcomes: readonly Outcome[], classCounts: readonly number[]): void {
  console.log('| classes | true FAR above the target of 1e-2 | true FAR: 5 % to 95 % quantile |');
  console.log('| --- '.repeat(3) + '|');
  for (const classes of classCounts) {
    const chosen = outcomes.filter((o) => o.classes === classes && o.row === 'far-1e-2-chosen');
    const truths = Float64Array.from(chosen, ({ truth }) => truth).sort();
    const above = meanOf(chosen, ({ truth }) => Number(truth > 1e-2));
    const [low, high] = [0.05, 0.95].map((q) => quantile(truths, q).toFixed(4));
    console.log(`| ${classes} | ${percent(above)} | ${low} to ${high} |`);
  }
}

export function printGuarantees(
  guarantees: readonly GuaranteeOutcome[],
  targets: readonly number[],
  probeCounts: readonly number[],
): void {
  console.log(
    '| FAR of the threshold | probe classes | repetitions | true share above 1e-2: mean (range) | upper limit: mean | held |',
  );
  console.log('| --- '.repeat(6) + '|');
  for (const target of targets) {
    for (const probeClasses of probeCounts) {
      const own = guarantees.filter((o) => o.target === target && o.probeClasses === probeClasses);
      const shares = own.map(({ share }) => share);
      const cells = [
        target,
        probeClasses,
        own.length,
        `${percent(meanOf(shares, (share) => share))} (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`,
        percent(meanOf(own, ({ upperShare }) => upperShare)),
        percent(meanOf(own, ({ upperShare, share }) => Number(upperShare >= share))),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
