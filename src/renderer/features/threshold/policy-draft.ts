import { constraintNames, type Policy, policySchema } from '../../../contract/policy.ts';
import { atOrAbove32 } from '../../../core/float32.ts';
import { readTyped } from '../../components/typed-number.ts';

/** The constraints by their names in the engine's policy, in the order in which they are offered. */
export const constraints = Object.values(constraintNames);
export type Constraint = (typeof constraints)[number];

/** What a threshold may be best at; `none`: the smallest that keeps the constraints. */
export const objectives = ['none', 'equal-error-rate', 'utility', 'cost'] as const;

/** A policy as a person fills it in. */
export interface PolicyDraft {
  /** Rates as typed; '' where there is no such constraint. */
  constraints: Record<Constraint, string>;
  objective: (typeof objectives)[number];
  falseAcceptCost: string;
  falseRejectCost: string;
  /** Share of genuine comparisons. */
  prevalence: string;
}

/** What most people begin with. */
export const firstDraft: PolicyDraft = {
  constraints: {
    falseAcceptRate: '1e-3',
    falseRejectRate: '',
    worstClassFalseAcceptRate: '',
    worstClassFalseAcceptRate95: '',
  },
  objective: 'none',
  falseAcceptCost: '10',
  falseRejectCost: '1',
  prevalence: '0.01',
};

/** The policy that a draft means; null where a number is none or nothing is asked for. */
export function policyOf(draft: PolicyDraft): Policy | null {
  const number = (text: string): number => readTyped(text) ?? Number.NaN;
  const read = policySchema.safeParse({
    ...Object.fromEntries(
      constraints
        .filter((name) => draft.constraints[name].trim() !== '')
        .map((name) => [name, number(draft.constraints[name])]),
    ),
    ...(draft.objective === 'none' ? {} : { objective: objectiveOf(draft, number) }),
  });
  return read.success ? read.data : null;
}

/**
 * The policy that gives a threshold, in the fewest digits that come back to it.
 *
 * @param threshold a finite float32
 */
export function givenPolicy(threshold: number): Policy {
  for (let digits = 1; digits < 17; digits++) {
    const written = Number(threshold.toPrecision(digits));
    if (atOrAbove32(written) === threshold) return { threshold: written };
  }
  return { threshold };
}

function objectiveOf(draft: PolicyDraft, number: (text: string) => number) {
  const { objective, falseAcceptCost, falseRejectCost, prevalence } = draft;
  return objective === 'cost'
    ? {
        kind: objective,
        falseAcceptCost: number(falseAcceptCost),
        falseRejectCost: number(falseRejectCost),
        prevalence: number(prevalence),
      }
    : { kind: objective };
}
