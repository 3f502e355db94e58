import { z } from 'zod';

const target = z.number().gt(0).lt(1);

/** What a threshold is to be best at, among those that meet every constraint. */
export const objectiveSchema = z.discriminatedUnion('kind', [
  /** Least |FAR - FRR|. */
  z.strictObject({ kind: z.literal('equal-error-rate') }),
  /** Greatest pooled utility, the harmonic mean of 1 - FAR and 1 - FRR. */
  z.strictObject({ kind: z.literal('utility') }),
  /** Least falseAcceptCost (1 - prevalence) FAR + falseRejectCost prevalence FRR. */
  z.strictObject({
    kind: z.literal('cost'),
    falseAcceptCost: z.number().gt(0),
    falseRejectCost: z.number().gt(0),
    /** Share of genuine comparisons in the traffic. */
    prevalence: target,
  }),
]);
export type Objective = z.infer<typeof objectiveSchema>;

/**
 * How a threshold is chosen: rates that it must not exceed, and at most one objective among the
 * thresholds that keep them. Without an objective the smallest such threshold is meant, and where the
 * only constraint is a FRR, the largest. Or, with nothing beside it, the threshold that a person gives.
 */
export const policySchema = z
  .strictObject({
    /** Pooled FAR at most this. */
    falseAcceptRate: target.optional(),
    /** Pooled FRR at most this. */
    falseRejectRate: target.optional(),
    /** The highest class FAR at most this. */
    worstClassFalseAcceptRate: target.optional(),
    /** The 95th percentile of the class FARs at most this. */
    worstClassFalseAcceptRate95: target.optional(),
    objective: objectiveSchema.optional(),
    /** Accept from this score on: a cosine similarity, of AS-norm scores one of those. */
    threshold: z.number().optional(),
  })
  .refine((policy) => !asksNothing(policy), {
    message: 'a policy names a constraint, an objective or a threshold',
  })
  .refine(({ threshold, ...asked }) => threshold === undefined || asksNothing(asked), {
    message: 'a given threshold stands alone in its policy',
  });
export type Policy = z.infer<typeof policySchema>;

function asksNothing(parts: object): boolean {
  return Object.values(parts).every((part) => part === undefined);
}

/** Constraints by the name that a policy's text gives them. */
export const constraintNames = {
  far: 'falseAcceptRate',
  frr: 'falseRejectRate',
  'worst-class-far': 'worstClassFalseAcceptRate',
  'worst-class-far-p95': 'worstClassFalseAcceptRate95',
} as const;
export type ConstraintName = keyof typeof constraintNames;

/** Two thresholds: below the low one a pair is rejected, from the high one on accepted, between them reviewed. */
export const reviewBandSchema = z.strictObject({ low: policySchema, high: policySchema });
export type ReviewBand = z.infer<typeof reviewBandSchema>;

/** What a threshold meets in production. */
export const trafficSchema = z.strictObject({
  /** Comparisons of two images, not queries. */
  comparisonsPerDay: z.number().gt(0),
  /** Share of genuine ones among them. */
  prevalence: z.number().min(0).max(1),
  /** Of one false accept, and of one false reject, in any unit of money. */
  falseAcceptCost: z.number().min(0),
  falseRejectCost: z.number().min(0),
});
export type Traffic = z.infer<typeof trafficSchema>;

/** A policy as text means it, or what is wrong with the text in a sentence. */
export type PolicyReading = { policy: Policy; fault: null } | { policy: null; fault: string };

/**
 * Reads a policy such as `far=1e-3,worst-class-far=1e-2` or `far=1e-3,cost=10:1:0.01`: constraints
 * joined by commas, with at most one of `eer`, `utility` and `cost=CFA:CFR:PREVALENCE`; or
 * `threshold=0.62` alone.
 */
export function parsePolicy(text: string): PolicyReading {
  const policy: Policy = {};
  let objectiveName: string | null = null;
  const named = new Set<string>();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') return fault(`The policy "${text}" has an empty entry.`);
    const [name = '', ...rest] = part.split('=');
    const value = rest.length === 0 ? null : rest.join('=');
    if (named.has(name)) return fault(`The policy "${text}" names ${name} twice.`);
    named.add(name);
    if (isConstraint(name)) {
      const rate = readNumber(value ?? '');
      if (!(rate > 0 && rate < 1)) {
        return fault(
          `In the policy "${text}", ${part} is not a rate above 0 and below 1, like ${name}=1e-2.`,
        );
      }
      policy[constraintNames[name]] = rate;
      continue;
    }
    if (name === 'threshold') {
      const threshold = readNumber(value ?? '');
      if (!Number.isFinite(threshold)) {
        return fault(`In the policy "${text}", ${part} is not a number, like threshold=0.62.`);
      }
      policy.threshold = threshold;
      continue;
    }
    const objective = readObjective(name, value);
    if (objective === null) {
      return fault(
        `The policy "${text}" has "${name}"; there are ${Object.keys(constraintNames).join(', ')} as constraints, eer, utility and cost as objectives, and threshold to give one.`,
      );
    }
    if (typeof objective === 'string') return fault(`In the policy "${text}", ${objective}`);
    if (objectiveName !== null) {
      return fault(
        `The policy "${text}" has two objectives, ${objectiveName} and ${name}; at most one is possible.`,
      );
    }
    objectiveName = name;
    policy.objective = objective;
  }
  if (policy.threshold !== undefined && named.size > 1) {
    return fault(
      `The policy "${text}" gives a threshold and asks for something beside it; threshold stands alone.`,
    );
  }
  return { policy, fault: null };
}

/** A policy in the words that `parsePolicy` reads. */
export function formatPolicy(policy: Policy): string {
  const constraints = Object.entries(constraintNames).flatMap(([name, field]) => {
    const rate = policy[field];
    return rate === undefined ? [] : [`${name}=${String(rate)}`];
  });
  return [
    ...constraints,
    ...(policy.objective === undefined ? [] : [ofObjective(policy.objective)]),
    ...(policy.threshold === undefined ? [] : [`threshold=${String(policy.threshold)}`]),
  ].join(',');
}

function ofObjective(objective: Objective): string {
  switch (objective.kind) {
    case 'equal-error-rate':
      return 'eer';
    case 'utility':
      return 'utility';
    case 'cost': {
      const { falseAcceptCost, falseRejectCost, prevalence } = objective;
      return `cost=${String(falseAcceptCost)}:${String(falseRejectCost)}:${String(prevalence)}`;
    }
  }
}

function isConstraint(name: string): name is ConstraintName {
  return Object.hasOwn(constraintNames, name);
}

/** Null for a name that is no objective; a string says what is wrong with its value. */
function readObjective(name: string, value: string | null): Objective | string | null {
  if (name === 'eer' || name === 'utility') {
    if (value !== null) return `${name} takes no value.`;
    return { kind: name === 'eer' ? 'equal-error-rate' : 'utility' };
  }
  if (name !== 'cost') return null;
  const [falseAcceptCost, falseRejectCost, prevalence, ...more] = (value ?? '')
    .split(':')
    .map(readNumber);
  const read = objectiveSchema.safeParse({
    kind: 'cost',
    falseAcceptCost,
    falseRejectCost,
    prevalence,
  });
  return read.success && more.length === 0
    ? read.data
    : 'cost wants two costs above 0 and the share of genuine comparisons, like cost=10:1:0.01.';
}

function readNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

function fault(sentence: string): PolicyReading {
  return { policy: null, fault: sentence };
}
