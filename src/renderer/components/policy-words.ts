import i18next from 'i18next';
import { constraintNames, type Policy } from '../../contract/policy.ts';
import { formatFigure, formatPercent, formatRate } from './format.ts';

/** Enough for what a person types: it is told as it was given. */
const digits = 12;

/** A policy as a person says it: `FAR ≤ 0.001; the smallest such threshold`. */
export function policyWords(policy: Policy): string {
  const t = i18next.getFixedT(i18next.language, 'reports');
  const constraints = Object.values(constraintNames).flatMap((name) => {
    const rate = policy[name];
    return rate === undefined ? [] : [t(`policy.${name}`, { rate: formatRate(rate) })];
  });
  if (policy.threshold !== undefined) {
    return t('policy.given', { threshold: formatFigure(policy.threshold, digits) });
  }
  return [...constraints, objectiveWords(policy)].join('; ');
}

function objectiveWords(policy: Policy): string {
  const t = i18next.getFixedT(i18next.language, 'reports');
  const { objective, falseRejectRate } = policy;
  if (objective === undefined) {
    const isFrrAlone =
      falseRejectRate !== undefined &&
      Object.values(constraintNames).every(
        (name) => name === 'falseRejectRate' || policy[name] === undefined,
      );
    return t(isFrrAlone ? 'policy.greatest' : 'policy.least');
  }
  if (objective.kind !== 'cost') return t(`policy.${objective.kind}`);
  return t('policy.cost', {
    accept: formatFigure(objective.falseAcceptCost, digits),
    reject: formatFigure(objective.falseRejectCost, digits),
    share: formatPercent(objective.prevalence),
  });
}
