import { Alert, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreviewFigures, ReviewPreview } from '../../../contract/api/review.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import {
  formatCount,
  formatDifference,
  formatFigure,
  formatRate,
} from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { scoreText } from './pair-facts.tsx';

interface Row {
  key: string;
  name: ReactNode;
  value: (figures: PreviewFigures) => number | null;
  text: (figures: PreviewFigures) => string;
}

/** The threshold and what it does, before the verdicts and after. */
export function PreviewTable({
  preview: { before, after },
  outdated,
}: {
  preview: ReviewPreview;
  /** Verdicts were given or taken back since. */
  outdated: boolean;
}) {
  const { t, i18n } = useTranslation(['review', 'common']);
  const counted = (rate: number | null, count: number, pairs: number): string =>
    t('change.counted', {
      rate: formatRate(rate),
      wrong: formatCount(count),
      pairs: formatCount(pairs),
    });
  const far = (rates: PreviewFigures['rates']): string =>
    rates === null ? '–' : counted(rates.falseAcceptRate, rates.falseAccepts, rates.impostorPairs);
  const frr = (rates: PreviewFigures['rates']): string =>
    rates === null ? '–' : counted(rates.falseRejectRate, rates.falseRejects, rates.genuinePairs);
  const thresholdOf = ({ threshold, reason }: PreviewFigures): string =>
    threshold === null
      ? reason === undefined
        ? '–'
        : sentenceIn(i18n.language, reason)
      : scoreText(threshold);
  const hasHeldOut = before.heldOut !== null || after.heldOut !== null;
  const farName = <Term name="falseAcceptRate">{t('change.rows.far')}</Term>;
  const frrName = <Term name="falseRejectRate">{t('change.rows.frr')}</Term>;
  const rows: readonly Row[] = [
    {
      key: 'threshold',
      name: <Term name="threshold">{t('change.rows.threshold')}</Term>,
      value: ({ threshold }) => threshold,
      text: thresholdOf,
    },
    {
      key: 'far',
      name: farName,
      value: ({ rates }) => rates?.falseAcceptRate ?? null,
      text: ({ rates }) => far(rates),
    },
    {
      key: 'frr',
      name: frrName,
      value: ({ rates }) => rates?.falseRejectRate ?? null,
      text: ({ rates }) => frr(rates),
    },
    ...(hasHeldOut
      ? [
          {
            key: 'heldOutFar',
            name: t('change.rows.heldOutFar'),
            value: ({ heldOut }: PreviewFigures) => heldOut?.falseAcceptRate ?? null,
            text: ({ heldOut }: PreviewFigures) => far(heldOut),
          },
          {
            key: 'heldOutFrr',
            name: t('change.rows.heldOutFrr'),
            value: ({ heldOut }: PreviewFigures) => heldOut?.falseRejectRate ?? null,
            text: ({ heldOut }: PreviewFigures) => frr(heldOut),
          },
        ]
      : []),
    {
      key: 'opis',
      name: <Term name="opis">{t('change.rows.opis')}</Term>,
      value: ({ opis }) => (opis === null ? null : 1000 * opis),
      text: ({ opis }) => formatFigure(opis === null ? null : 1000 * opis),
    },
    {
      key: 'meanUtility',
      name: <Term name="utility">{t('change.rows.meanUtility')}</Term>,
      value: ({ meanUtility }) => meanUtility,
      text: ({ meanUtility }) => formatFigure(meanUtility),
    },
    {
      key: 'equalErrorRate',
      name: <Term name="equalErrorRate">{t('change.rows.equalErrorRate')}</Term>,
      value: ({ equalErrorRate }) => equalErrorRate,
      text: ({ equalErrorRate }) => formatRate(equalErrorRate),
    },
    {
      key: 'recallAt1',
      name: <Term name="recall">{t('change.rows.recallAt1')}</Term>,
      value: ({ recallAt1 }) => recallAt1,
      text: ({ recallAt1 }) => formatFigure(recallAt1),
    },
    {
      key: 'images',
      name: t('change.rows.images'),
      value: ({ images }) => images,
      text: ({ images }) => formatCount(images),
    },
    {
      key: 'classes',
      name: t('change.rows.classes'),
      value: ({ classes }) => classes,
      text: ({ classes }) => formatCount(classes),
    },
  ];
  return (
    <>
      {outdated && (
        <Alert color="yellow" mt="xs">
          {t('change.outdated')}
        </Alert>
      )}
      <p className="isoline-hidden" aria-live="polite">
        {t('change.sentence', {
          before: thresholdOf(before),
          after: thresholdOf(after),
          farBefore: far(before.rates),
          farAfter: far(after.rates),
        })}
      </p>
      <div
        className="review-table-scroll"
        tabIndex={0}
        role="region"
        aria-label={t('change.table')}
      >
        <Table aria-label={t('change.table')} mt="xs" fz="sm" verticalSpacing={4} w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('change.figure')}</Table.Th>
              <Table.Th className="isoline-number">{t('change.before')}</Table.Th>
              <Table.Th className="isoline-number">{t('change.after')}</Table.Th>
              <Table.Th className="isoline-number">{t('change.difference')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ key, name, value, text }) => {
              const [from, to] = [value(before), value(after)];
              return (
                <Table.Tr key={key} data-figure={key}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td className="isoline-number">{text(before)}</Table.Td>
                  <Table.Td className="isoline-number">{text(after)}</Table.Td>
                  <Table.Td className="isoline-number">
                    {formatDifference(from === null || to === null ? null : to - from)}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      {hasHeldOut && (
        <Text size="xs" c="dimmed">
          {t('change.onCalibration')}
        </Text>
      )}
    </>
  );
}
