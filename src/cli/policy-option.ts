import { IsolineError } from '../core/errors.ts';
import { parsePolicy, type Policy } from '../contract/policy.ts';

/** Parses a policy, as in `--policy far=1e-3,worst-class-far=1e-2`. */
export function policyOption(option: string): (value: string) => Policy {
  return (value) => {
    const { policy, fault } = parsePolicy(value);
    if (policy !== null) return policy;
    throw new IsolineError({
      code: 'option-value',
      sentence: fault,
      next: `Write it like ${option} far=1e-3,worst-class-far=1e-2.`,
      subject: option,
    });
  };
}
