import { type Policy, type Traffic, trafficSchema } from '../../../contract/policy.ts';
import { readTyped } from '../../components/typed-number.ts';

/** What production is like, as a person types it. */
export type TrafficDraft = Record<keyof Traffic, string>;

export const trafficFields = [
  'comparisonsPerDay',
  'prevalence',
  'falseAcceptCost',
  'falseRejectCost',
] as const satisfies readonly (keyof Traffic)[];

const storageKey = 'isoline.traffic';

const firstDraft: TrafficDraft = {
  comparisonsPerDay: '100000',
  prevalence: '0.01',
  falseAcceptCost: '10',
  falseRejectCost: '1',
};

/** The traffic that a draft means; null where a number is none or lies outside its range. */
export function trafficOf(draft: TrafficDraft): Traffic | null {
  const read = trafficSchema.safeParse(
    Object.fromEntries(trafficFields.map((field) => [field, readTyped(draft[field])])),
  );
  return read.success ? read.data : null;
}

/** What was typed before on this machine; else what the policy says of costs. */
export function keptTraffic(policy: Policy): TrafficDraft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (isDraft(kept)) return kept;
  } catch {
    // Whatever stands there, no person typed it.
  }
  const { objective } = policy;
  if (objective?.kind !== 'cost') return firstDraft;
  return {
    ...firstDraft,
    prevalence: String(objective.prevalence),
    falseAcceptCost: String(objective.falseAcceptCost),
    falseRejectCost: String(objective.falseRejectCost),
  };
}

export function keepTraffic(draft: TrafficDraft): void {
  localStorage.setItem(storageKey, JSON.stringify(draft));
}

function isDraft(value: unknown): value is TrafficDraft {
  return (
    typeof value === 'object' &&
    value !== null &&
    trafficFields.every((field) => typeof (value as TrafficDraft)[field] === 'string')
  );
}
