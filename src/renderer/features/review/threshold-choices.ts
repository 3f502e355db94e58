import type { DecisionRow } from '../../../contract/api/decisions.ts';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { ThresholdChoice } from '../../../contract/api/review.ts';
import { formatPolicy, parsePolicy, type Policy } from '../../../contract/policy.ts';
import { atOrAbove32 } from '../../../core/float32.ts';

/** In the address: the threshold stays. */
export const fixedThreshold = 'fixed';

/** A policy that can be chosen by its text, and who decided by it. */
export interface PolicyOption {
  text: string;
  policy: Policy;
  author: string | null;
}

/** The policies at hand: a target FAR of every operating point, then those that someone decided by. */
export function policyOptions(
  { operatingPoints }: Pick<EvaluationView, 'operatingPoints'>,
  decisions: readonly DecisionRow[],
): PolicyOption[] {
  const options = new Map<string, PolicyOption>();
  const add = (policy: Policy, author: string | null): void => {
    const text = formatPolicy(policy);
    options.set(text, { text, policy, author });
  };
  for (const { targetFalseAcceptRate } of operatingPoints) {
    add({ falseAcceptRate: targetFalseAcceptRate }, null);
  }
  for (const { author, proposal } of decisions) add(proposal.policy, author);
  return [...options.values()];
}

/** What an address asks for; the policy of the operating point at the threshold where it asks nothing. */
export function chosenText(
  asked: string | null,
  { operatingPoints }: Pick<EvaluationView, 'operatingPoints'>,
  threshold: number,
): string {
  if (asked === fixedThreshold) return asked;
  if (asked !== null && parsePolicy(asked).policy !== null) return asked;
  const point = operatingPoints.find(
    (one) => one.threshold !== null && Math.fround(one.threshold) === Math.fround(threshold),
  );
  return point === undefined
    ? fixedThreshold
    : formatPolicy({ falseAcceptRate: point.targetFalseAcceptRate });
}

/** The choice that a text of `chosenText` means; a policy that gives the threshold leaves it fixed. */
export function choiceOf(text: string, threshold: number): ThresholdChoice {
  const { policy } = parsePolicy(text);
  if (policy === null) return { threshold };
  return policy.threshold === undefined ? { policy } : { threshold: atOrAbove32(policy.threshold) };
}
