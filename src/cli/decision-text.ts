import type { Proposal, ReviewBandProposal } from '../contract/decision.ts';
import type { Passport, PassportRates } from '../contract/passport.ts';
import { formatPolicy, type Traffic } from '../contract/policy.ts';
import type { DailyErrors } from '../core/metrics/traffic.ts';
import {
  formatAngle,
  formatCount,
  formatCounts,
  formatDistance,
  formatInterval,
  formatPercent,
  formatRate,
  formatThreshold,
} from '../engine/reports/numbers.ts';
import { noteMark, printMarks, rateText } from './evaluation-text.ts';
import type { Results } from './results.ts';

const right = { align: 'right' } as const;
/** Classes named below the figures. */
const classesShown = 5;

/** Prints a decision: the threshold in every scale, what was asked and what it comes to. */
export async function printDecision(
  proposal: Proposal,
  passport: Passport,
  results: Results,
): Promise<void> {
  await results.print(`Policy ${formatPolicy(proposal.policy)}: ${passport.data.source}\n`);
  await results.printTable(
    [
      { heading: 'threshold' },
      { heading: 'value', ...right },
      { heading: 'false accepts', ...right },
      { heading: 'false rejects', ...right },
    ],
    passport.thresholds.map(({ scale, value, counted }) => [
      scaleNames[scale],
      valueText(scale, value),
      formatCount(counted.falseAccepts),
      formatCount(counted.falseRejects),
    ]),
  );
  const of = passport[passport.reported]!.set;
  if (of !== 'all') await results.print(`False accepts and rejects are those of ${of} classes.`);
  await results.print('');
  const sets = [passport.attained, ...(passport.heldOut === null ? [] : [passport.heldOut])];
  await results.printTable(
    [
      { heading: 'rates' },
      ...['FAR', '95 % interval', 'false accepts', 'FRR', '95 % interval', 'false rejects'].map(
        (heading) => ({ heading, ...right }),
      ),
    ],
    sets.map((rates) => [
      rates.set,
      ...rateCells(rates.falseAccept),
      ...rateCells(rates.falseReject),
    ]),
  );
  await printMarks(
    sets.map(({ falseAccept }) => falseAccept.interval),
    results,
  );
  await results.print('');
  for (const line of [...boundLines(proposal), ...closingLines(proposal, passport)]) {
    await results.print(line);
  }
}

const scaleNames: Readonly<Record<Passport['thresholds'][number]['scale'], string>> = {
  'cosine-similarity': 'cosine similarity',
  'as-norm': 'AS-norm score',
  'cosine-distance': 'cosine distance',
  'l2-distance': 'L2 distance',
  'angle-degrees': 'angle',
};

function valueText(scale: Passport['thresholds'][number]['scale'], value: number): string {
  switch (scale) {
    case 'cosine-similarity':
    case 'as-norm':
      return `>= ${formatThreshold(value)}`;
    case 'cosine-distance':
    case 'l2-distance':
      return `<= ${formatDistance(value)}`;
    case 'angle-degrees':
      return `<= ${formatAngle(value)}`;
  }
}

function rateCells({ rate, errors, pairs, interval }: PassportRates['falseAccept']): string[] {
  return [
    rateText(rate),
    interval === null ? 'none' : `${formatInterval(interval)}${noteMark(interval)}`,
    formatCounts(errors, pairs),
  ];
}

function boundLines({ bounds }: Proposal): string[] {
  return bounds.map(({ constraint, target, side, threshold, classes }) => {
    const names = classes.slice(0, classesShown).map(({ name }) => name);
    const deciding = names.length === 0 ? '' : `, decided by ${names.join(', ')}`;
    return `${constraint}=${String(target)} wants ${side === 'at-least' ? 'at least' : 'at most'} ${formatThreshold(threshold)}${deciding}.`;
  });
}

function closingLines(proposal: Proposal, passport: Passport): string[] {
  const { worstClasses, signature } = passport;
  const { set } = passport[passport.reported]!;
  const of = set === 'all' ? '' : ` of ${set} classes`;
  const { thresholdInterval: interval, price, guarantee } = proposal;
  const end = (threshold: number | null): string =>
    threshold === null ? 'beyond what was tried' : formatThreshold(threshold);
  const worst = worstClasses.byFalseAcceptRate
    .slice(0, classesShown)
    .map(({ name, falseAcceptRate }) => `${name} ${rateText(falseAcceptRate)}`);
  return [
    interval === null
      ? `No interval of the threshold: ${proposal.thresholdIntervalReason ?? 'there are too few classes'}.`
      : `The threshold lies between ${end(interval.lower)} and ${end(interval.upper)} in 95 % of the draws of classes${interval.resolution === 'grid' ? ` (on a grid of ${String(interval.gridThresholds ?? 0)} thresholds)` : ''}.`,
    ...(worst.length === 0 ? [] : [`Highest class FAR${of}: ${worst.join(', ')}.`]),
    price === null
      ? `No price of one threshold: ${proposal.priceReason ?? 'it is not known'}.`
      : `Price of one threshold: FRR ${rateText(price.falseRejectRateOfOne)} against ${rateText(price.falseRejectRateOfOwn)} with a threshold for each class at the same FAR.`,
    guarantee?.guaranteed === true
      ? `Guarantee at ${formatPercent(guarantee.level)}: at most ${formatPercent(guarantee.upperShare)} of new classes exceed FAR ${formatRate(guarantee.targetFalseAcceptRate)} against this gallery of ${String(guarantee.galleryImages)} images.`
      : `No guarantee for new classes: ${proposal.guaranteeReason ?? 'it is not known'}.`,
    ...proposal.notes.map((note) => `Note: ${note}`),
    signature === undefined ? 'The passport is not signed.' : 'The passport is signed.',
  ];
}

/** Prints what a day of this traffic comes to at the decided threshold. */
export async function printDay(
  { attained, heldOut }: Proposal,
  day: DailyErrors | null,
  traffic: Traffic,
  results: Results,
): Promise<void> {
  const { comparisonsPerDay, prevalence, falseRejectCost } = traffic;
  if (day === null) {
    await results.print('\nA day is not known: there are no rates to reckon with.');
    return;
  }
  const set = heldOut === null ? (attained?.set ?? 'all') : heldOut.set;
  await results.print(
    `\nA day of ${amountText(comparisonsPerDay)} comparisons, ${formatPercent(prevalence)} of them genuine: ${errorsText(day)} (by the rates on ${set === 'all' ? 'all' : set} classes).`,
  );
  // Where genuine comparisons are rare, a threshold can cost more than it is good for.
  const none = comparisonsPerDay * prevalence * falseRejectCost;
  if (none < day.cost) {
    await results.print(
      `Note: Rejecting every comparison would cost less at these costs: ${amountText(none)}.`,
    );
  }
}

/** Prints what a person looks at in a day, and what is decided wrongly without one. */
export async function printReview(
  { low, high, review }: ReviewBandProposal,
  results: Results,
): Promise<void> {
  if (low.threshold === null || high.threshold === null || review === null) return;
  await results.print(
    `Review from ${formatThreshold(low.threshold)} (${formatPolicy(low.policy)}) up to ${formatThreshold(high.threshold)}: ${amountText(review.comparisons)} comparisons a day, ${formatPercent(review.share)}. Decided without a person: ${errorsText(review)}.`,
  );
}

function errorsText({ falseAccepts, falseRejects, cost }: DailyErrors): string {
  return `${amountText(falseAccepts)} false accepts, ${amountText(falseRejects)} false rejects, cost ${amountText(cost)}`;
}

/** Four digits: rates have no more. */
function amountText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
