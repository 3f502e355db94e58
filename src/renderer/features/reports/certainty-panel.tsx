import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Proposal } from '../../../contract/decision.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { formatCount, formatDecimal, formatPercent, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { moreClassesToCertify } from './certified.ts';
import { ratesOfDecision } from './rates-of-set.ts';
import { RatesTable } from './rates-table.tsx';
import { Section } from './section.tsx';

/** How far the value and its rates can be trusted, in plain words. */
export function CertaintyPanel({
  proposal,
  fitted,
}: {
  proposal: Proposal;
  /** The evaluation that it was chosen on; null while it is not known. */
  fitted: EvaluationView | null;
}) {
  const { t } = useTranslation('reports');
  const { policy, attained, heldOut } = proposal;
  return (
    <Section title={<Term name="interval">{t('certainty.title')}</Term>} wide>
      <ThresholdInterval proposal={proposal} />
      {attained !== null && (
        <RatesTable
          policy={policy}
          attained={ratesOfDecision(attained)}
          heldOut={heldOut === null ? null : ratesOfDecision(heldOut)}
        />
      )}
      {fitted !== null && <Certified view={fitted} target={policy.falseAcceptRate ?? null} />}
    </Section>
  );
}

function ThresholdInterval({
  proposal: { thresholdInterval: interval, thresholdIntervalReason },
}: {
  proposal: Proposal;
}) {
  const { t, i18n } = useTranslation('reports');
  if (interval === null) {
    return (
      <Text size="sm">
        {t('certainty.noInterval', {
          reason: sentenceIn(i18n.language, thresholdIntervalReason ?? ''),
        })}
      </Text>
    );
  }
  const end = (value: number | null): string =>
    value === null ? t('certainty.beyond') : formatDecimal(value);
  return (
    <Text size="sm">
      {t('certainty.interval', {
        lower: end(interval.lower),
        upper: end(interval.upper),
        level: formatPercent(interval.level),
        replicates: formatCount(interval.replicates),
      })}{' '}
      {interval.resolution === 'grid' &&
        t('certainty.grid', { thresholds: formatCount(interval.gridThresholds ?? 0) })}
    </Text>
  );
}

function Certified({
  view,
  target,
}: {
  view: EvaluationView;
  /** The FAR that is asked for; null where none is. */
  target: number | null;
}) {
  const { t, i18n } = useTranslation('reports');
  const { value, effectiveTrials, reason } = view.certifiableFalseAcceptRate;
  if (value === null) {
    return (
      <Text size="sm">
        {t('certainty.noCertify', { reason: sentenceIn(i18n.language, reason ?? '') })}
      </Text>
    );
  }
  const more = target === null ? 0 : moreClassesToCertify(target, view.classes, effectiveTrials);
  return (
    <Text size="sm">
      <Term name="certify" />:{' '}
      {t('certainty.certify', { rate: formatRate(value), trials: formatCount(effectiveTrials) })}{' '}
      {target !== null &&
        (more === 0
          ? t('certainty.enough', { target: formatRate(target) })
          : t('certainty.more', { target: formatRate(target), count: more }))}
    </Text>
  );
}
