import { IsolineError } from '../core/errors.ts';
import { type Traffic, trafficSchema } from '../contract/policy.ts';

const example = '--per-day 50000:10:1:0.01';

/** Parses the traffic of a day, comparisons, both costs and prevalence, as in `--per-day 50000:10:1:0.01`. */
export function trafficOption(value: string): Traffic {
  const [comparisonsPerDay, falseAcceptCost, falseRejectCost, prevalence, ...more] = value
    .split(':')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const read = trafficSchema.safeParse({
    comparisonsPerDay,
    falseAcceptCost,
    falseRejectCost,
    prevalence,
  });
  if (read.success && more.length === 0) return read.data;
  throw new IsolineError({
    code: 'option-value',
    sentence: `The value of --per-day, "${value}", is not comparisons, cost of a false accept, cost of a false reject and share of genuine comparisons.`,
    next: `Write it like ${example}.`,
    subject: '--per-day',
  });
}
