import type { ThresholdRates } from '../../contract/decision.ts';
import type { GateCheck } from '../../contract/gate.ts';
import type { Passport } from '../../contract/passport.ts';
import { upperLimit } from '../../core/metrics/binomial.ts';
import { fewestClassesForInterval } from '../../core/metrics/class-bootstrap.ts';

/**
 * Level of every limit that a rate is judged by: one-sided, so an end of the two-sided 95 % interval that
 * is shown everywhere else. `FAR` and `FRR` look at the lower limit, the ceilings at the upper one.
 */
const limitLevel = 0.975;

/** How far rates may be from what a passport says. */
export interface GateLimits {
  /** The lower limit of a rate may exceed the target by this share of it. */
  tolerance: number;
  /** The upper limit of a rate may be this many times the target. */
  ceiling: number;
}

/** One rate against one limit. */
export interface LimitCheck {
  name: 'FAR' | 'FAR ceiling' | 'FRR' | 'FRR ceiling';
  passed: boolean;
  sentence: string;
  /** Absent where the data is too little for one, or there is nothing to compare with. */
  limit?: NonNullable<GateCheck['limit']>;
}

/** A rate on the data with its class-level limits; null where the data is too little. */
interface MeasuredRate {
  rate: number | null;
  errors: number;
  pairs: number;
  lower: number | null;
  upper: number | null;
  /** What to know of the limits. */
  note?: string | undefined;
}

/**
 * Compares the rates of a passport's classes with what it promises: FAR with the policy's target (with
 * the reported FAR where the policy has none), FRR with the reported FRR.
 */
export function limitChecks(
  passport: Passport,
  rates: ThresholdRates,
  limits: GateLimits,
): LimitCheck[] {
  const reported = passport.heldOut ?? passport.attained;
  const target = passport.policy.falseAcceptRate;
  return [
    ...compare(
      'FAR',
      falseAccepts(rates),
      target === undefined
        ? referenceOf(reported.falseAccept, 'the FAR of the passport')
        : { value: target, name: 'the target FAR' },
      limits,
    ),
    ...compare(
      'FRR',
      falseRejects(rates),
      referenceOf(reported.falseReject, 'the FRR of the passport'),
      limits,
    ),
  ];
}

interface Reference {
  value: number | null;
  name: string;
}

/** No multiple of 0 is a limit: a rate of 0 stands for what its pairs could not have shown. */
function referenceOf(
  { rate, optimistic }: Passport['attained']['falseAccept'],
  name: string,
): Reference {
  return rate === 0
    ? { value: optimistic?.upper ?? null, name: `what ${name}, 0, could have hidden` }
    : { value: rate, name };
}

/** Without a false accept, floor(T / 2) effective trials bound the FAR. */
function falseAccepts(rates: ThresholdRates): MeasuredRate {
  const { falseAcceptRate, impostorPairs, classFalseAccepts } = rates;
  const classes = classFalseAccepts.length;
  return {
    rate: falseAcceptRate,
    errors: rates.falseAccepts,
    pairs: impostorPairs,
    note: rates.falseAcceptRateInterval?.note,
    ...limitsOf(
      rates.falseAcceptRateInterval,
      rates.falseAccepts,
      classes,
      Math.floor(classes / 2),
    ),
  };
}

/** Without a false reject, each class with genuine pairs is one trial. */
function falseRejects(rates: ThresholdRates): MeasuredRate {
  const classes = rates.classFalseRejects.filter((count) => count !== null).length;
  return {
    rate: rates.falseRejectRate,
    errors: rates.falseRejects,
    pairs: rates.genuinePairs,
    ...limitsOf(rates.falseRejectRateInterval, rates.falseRejects, classes, classes),
  };
}

function limitsOf(
  interval: ThresholdRates['falseAcceptRateInterval'],
  errors: number,
  classes: number,
  trials: number,
): Pick<MeasuredRate, 'lower' | 'upper'> {
  if (interval !== null) return { lower: interval.lower, upper: interval.upper };
  return errors === 0 && classes >= fewestClassesForInterval
    ? { lower: 0, upper: upperLimit(0, trials, limitLevel) }
    : { lower: null, upper: null };
}

function compare(
  name: 'FAR' | 'FRR',
  { rate, errors, pairs, lower, upper, note }: MeasuredRate,
  reference: Reference,
  { tolerance, ceiling }: GateLimits,
): [LimitCheck, LimitCheck] {
  const count = (value: number): string => value.toLocaleString('en-US');
  const number = (value: number): string => String(Number(value.toPrecision(3)));
  const named = [name, `${name} ceiling`] as ['FAR' | 'FRR', 'FAR ceiling' | 'FRR ceiling'];
  const failed = (sentence: string): [LimitCheck, LimitCheck] => [
    { name: named[0], passed: false, sentence },
    { name: named[1], passed: false, sentence },
  ];
  if (reference.value === null) {
    return failed(`The passport says nothing that ${name} could be compared with.`);
  }
  if (rate === null || lower === null || upper === null) {
    return failed(
      `Too little data: ${count(errors)} of ${count(pairs)} pairs give no class-level interval of ${name}; at least ${String(fewestClassesForInterval)} classes that differ are needed.`,
    );
  }
  const measured = (side: 'lower' | 'upper', limit: number): string =>
    `${name} ${number(rate)} (${count(errors)} of ${count(pairs)}), ${side} limit ${number(limit)} (over classes, one-sided, ${String(100 * limitLevel)} %)`;
  const highest = reference.value * (1 + tolerance);
  const most = reference.value * ceiling;
  const isHigher = lower > highest;
  const isUnsure = upper > most;
  const noted = note === undefined ? '' : ` Note: ${note}.`;
  return [
    {
      name: named[0],
      passed: !isHigher,
      sentence: isHigher
        ? `${measured('lower', lower)}: above ${number(highest)}, ${reference.name} ${number(reference.value)} with a tolerance of ${String(tolerance)}.`
        : `${measured('lower', lower)}: not above ${number(highest)}.`,
      limit: { side: 'lower', level: limitLevel, value: lower, greatest: highest },
    },
    {
      name: named[1],
      passed: !isUnsure,
      sentence: isUnsure
        ? `Too little data: ${measured('upper', upper)}, which does not exclude ${number(most)}, ${String(ceiling)} times ${reference.name}.${noted}`
        : most >= 1
          ? `${measured('upper', upper)}: no rate is above ${String(ceiling)} times ${number(reference.value)}.${noted}`
          : `${measured('upper', upper)}: excludes ${number(most)}.${noted}`,
      limit: { side: 'upper', level: limitLevel, value: upper, greatest: most },
    },
  ];
}
