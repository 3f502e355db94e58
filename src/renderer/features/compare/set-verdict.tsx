import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ComparedSetView } from '../../../contract/comparison.ts';
import { formatDecimal, formatPercent, formatRate } from '../../components/format.ts';
import { Verdict } from '../../components/verdict.tsx';
import { type JudgedFigure, type MatchedTarget, readSet, toneOfReading } from './reading.ts';

/** What the comparison of a set of classes comes to, in words. */
export function SetVerdict({
  set,
  target,
}: {
  set: ComparedSetView;
  target: MatchedTarget | null;
}) {
  const { t } = useTranslation('compare');
  const reading = readSet(set, target);
  const asked = formatRate(target?.targetFalseAcceptRate);
  const nameOf = (figure: JudgedFigure): string =>
    figure === 'falseRejectRate'
      ? t('rates.falseRejectRateAt', { target: asked })
      : t(`figures.${figure}`);
  const groups = [
    ['better', reading.better],
    ['worseFigures', reading.worse],
    ['same', reading.same],
    ['unknown', reading.unknown],
  ] as const;
  const text = groups
    .filter(([, figures]) => figures.length > 0)
    .map(([key, figures]) => t(`verdict.${key}`, { figures: figures.map(nameOf).join(', ') }))
    .join(' ');
  // Thresholds of equal FAR on the calibration classes need not have it on others.
  const far = target?.matchedFalseAcceptRate.falseAcceptRate;
  const farHigher =
    far?.word === 'worse'
      ? ` ${t('verdict.farHigher', { before: formatRate(far.before), after: formatRate(far.after) })}`
      : '';
  return (
    <Verdict
      tone={toneOfReading(reading)}
      title={t(`verdict.${reading.verdict}`)}
      text={`${t(`set.${set.set}`)}. ${text}${farHigher}`}
    >
      <Text size="sm" fw={600}>
        {target === null ? t('verdict.noTarget') : <ThresholdLine target={target} />}
      </Text>
    </Verdict>
  );
}

function ThresholdLine({ target }: { target: MatchedTarget }) {
  const { t } = useTranslation('compare');
  const { matchedFalseAcceptRate: matched, sameThreshold } = target;
  const flipped = matched.flips?.share ?? null;
  const before = sameThreshold?.falseAcceptRate.before ?? null;
  const after = sameThreshold?.falseAcceptRate.after ?? null;
  return [
    t('verdict.threshold', {
      target: formatRate(target.targetFalseAcceptRate),
      before: formatDecimal(matched.thresholdBefore),
      after: formatDecimal(matched.thresholdAfter),
    }),
    ...(flipped === null ? [] : [t('verdict.flips', { share: formatPercent(flipped) })]),
    ...(before === null || after === null
      ? []
      : [t('verdict.kept', { before: formatRate(before), after: formatRate(after) })]),
  ].join(' ');
}
