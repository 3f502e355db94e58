import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../contract/decision.ts';
import { fewestProbeClasses } from '../../../core/metrics/new-class-guarantee.ts';
import { quantile } from '../../../core/metrics/statistics.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import {
  formatCount,
  formatDecimal,
  formatDifference,
  formatPercent,
  formatRate,
} from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { Section } from './section.tsx';

/** What held-out classes promise for classes that nobody has seen. */
export function GuaranteePanel({
  proposal: { guarantee, guaranteeReason },
}: {
  proposal: Proposal;
}) {
  const { t, i18n } = useTranslation('reports');
  return (
    <Section title={t('guarantee.title')}>
      {guarantee === null ? (
        <Text size="sm">
          {t('guarantee.none', { reason: sentenceIn(i18n.language, guaranteeReason ?? '') })}
        </Text>
      ) : (
        <>
          <Text size="sm">
            {t(guarantee.guaranteed ? 'guarantee.given' : 'guarantee.missing', {
              level: formatPercent(guarantee.level),
              share: formatPercent(guarantee.upperShare),
              target: formatRate(guarantee.targetFalseAcceptRate),
              images: formatCount(guarantee.galleryImages),
              wanted: formatPercent(guarantee.wantedShare),
            })}
          </Text>
          <Text size="sm">
            {t('guarantee.basis', {
              exceeding: formatCount(guarantee.exceedingClasses),
              count: guarantee.probeClasses,
            })}{' '}
            {!guarantee.guaranteed &&
              t('guarantee.again', {
                count: fewestProbeClasses(guarantee.wantedShare, guarantee.level),
              })}
          </Text>
        </>
      )}
    </Section>
  );
}

/** What one threshold for all classes costs against a threshold for each. */
export function PricePanel({
  proposal: { price, priceReason, threshold },
}: {
  proposal: Proposal;
}) {
  const { t, i18n } = useTranslation('reports');
  const own = (price?.classThreshold ?? []).filter((value) => value !== null).sort((a, b) => a - b);
  return (
    <Section title={<Term name="priceOfOne">{t('price.title')}</Term>}>
      {price === null ? (
        <Text size="sm">
          {t('price.none', { reason: sentenceIn(i18n.language, priceReason ?? '') })}
        </Text>
      ) : (
        <>
          <Text size="sm">
            {t(price.price < 0 ? 'price.gain' : 'price.text', {
              one: formatRate(price.falseRejectRateOfOne),
              own: formatRate(price.falseRejectRateOfOwn),
              far: formatRate(price.falseAcceptRate),
              price: formatDifference(price.price),
            })}
          </Text>
          {own.length > 0 && threshold !== null && (
            <Text size="sm">
              {t('price.range', {
                low: formatDecimal(quantile(own, 0.05)),
                high: formatDecimal(quantile(own, 0.95)),
                threshold: formatDecimal(threshold),
              })}
            </Text>
          )}
        </>
      )}
    </Section>
  );
}
