import { Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  ComparedFigures,
  ComparedPointView,
  ComparedRate,
  ComparedSetView,
  ComparedTargetView,
  ComparedWorstClass,
} from '../../../contract/comparison.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import {
  formatCount,
  formatDecimal,
  formatPercent,
  formatRate,
  formatSignificant,
} from '../../components/format.ts';
import { Term, type TermName } from '../../components/term.tsx';
import { type ComparedRow, ComparedTable } from './compared-table.tsx';
import type { MatchedTarget } from './reading.ts';

const figureTerms: readonly [keyof ComparedFigures, TermName | null][] = [
  ['opis', 'opis'],
  ['noiseFloor', 'noiseFloor'],
  ['epsilonOpis', 'epsilonOpis'],
  ['meanUtility', 'utility'],
  ['recallAt1', 'recall'],
  ['meanAveragePrecisionAtR', null],
  ['equalErrorRate', 'equalErrorRate'],
  ['spreadOfFalseAcceptRate', 'spread'],
  ['spreadOfFalseRejectRate', 'spread'],
];

/** The figures that are no rates at a threshold. */
export function FiguresTable({ set }: { set: ComparedSetView }) {
  const { t } = useTranslation('compare');
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('figures.title')}
      </Title>
      <ComparedTable
        label={t('figures.title')}
        rows={figureTerms.map(([key, term]) => ({
          key,
          name:
            term === null ? t(`figures.${key}`) : <Term name={term}>{t(`figures.${key}`)}</Term>,
          figure: set.figures[key],
        }))}
      />
      {Object.values(set.figures).some(({ interval }) => interval?.note !== undefined) && (
        <Text size="xs" c="dimmed">
          {t('figures.heldFixed')}
        </Text>
      )}
    </section>
  );
}

/** Rates at a target: each at its own threshold, then with the old threshold kept. */
export function RatesTables({ set, target }: { set: ComparedSetView; target: MatchedTarget }) {
  const { t } = useTranslation('compare');
  const said = useSentences();
  const asked = formatRate(target.targetFalseAcceptRate);
  const { matchedFalseAcceptRate: matched, sameThreshold: same } = target;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('rates.matched', { target: asked })}:{' '}
        <span className="compare-threshold">
          {formatDecimal(matched.thresholdBefore)} → {formatDecimal(matched.thresholdAfter)}
        </span>
      </Title>
      <PointTable set={set} point={matched} label={t('rates.matched', { target: asked })} />
      <Title order={2} size="h4" mt="md">
        {t('rates.same', { threshold: formatDecimal(matched.thresholdBefore) })}
      </Title>
      {same === null ? (
        <Text size="sm">{said(target.sameThresholdReason ?? '')}</Text>
      ) : (
        <PointTable
          set={set}
          point={same}
          label={t('rates.same', { threshold: formatDecimal(same.thresholdBefore) })}
        />
      )}
    </section>
  );
}

function PointTable({
  set,
  point,
  label,
}: {
  set: ComparedSetView;
  point: ComparedPointView;
  label: string;
}) {
  const { t } = useTranslation('compare');
  const counts = (count: number | null, pairs: number): string | null =>
    count === null ? null : `${formatCount(count)} / ${formatCount(pairs)}`;
  const rate = (figure: ComparedRate): Omit<ComparedRow, 'key' | 'name'> => ({
    figure,
    below: [
      counts(figure.countBefore, figure.pairsBefore),
      counts(figure.countAfter, figure.pairsAfter),
    ],
  });
  const worst = (figure: ComparedWorstClass): Omit<ComparedRow, 'key' | 'name'> => ({
    figure,
    below: [
      figure.classBefore === null ? null : (set.classNames[figure.classBefore] ?? null),
      figure.classAfter === null ? null : (set.classNames[figure.classAfter] ?? null),
    ],
  });
  return (
    <>
      <ComparedTable
        label={label}
        rows={[
          {
            key: 'accept',
            name: <Term name="falseAcceptRate">{t('rates.falseAcceptRate')}</Term>,
            ...rate(point.falseAcceptRate),
          },
          {
            key: 'reject',
            name: <Term name="falseRejectRate">{t('rates.falseRejectRate')}</Term>,
            ...rate(point.falseRejectRate),
          },
          {
            key: 'worstAccept',
            name: t('rates.worstFalseAcceptRate'),
            ...worst(point.worstClassFalseAcceptRate),
          },
          {
            key: 'worstReject',
            name: t('rates.worstFalseRejectRate'),
            ...worst(point.worstClassFalseRejectRate),
          },
        ]}
      />
      {point.falseAcceptRate.interval?.note !== undefined && (
        <Text size="xs" c="dimmed">
          {t('rates.fewAccepts')}
        </Text>
      )}
    </>
  );
}

/** Old threshold → new threshold at every target, and the decisions that flip. */
export function ThresholdsTable({
  set,
  target,
}: {
  set: ComparedSetView;
  /** The target that the rest of the page speaks of. */
  target: MatchedTarget | null;
}) {
  const { t } = useTranslation('compare');
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('thresholds.title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('thresholds.text')}
      </Text>
      <div className="compare-scroll" tabIndex={0} role="region" aria-label={t('thresholds.title')}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {(
                [
                  'target',
                  'old',
                  'new',
                  'rejectsBefore',
                  'rejectsAfter',
                  'flips',
                  'genuine',
                  'impostor',
                  'kept',
                ] as const
              ).map((key) => (
                <Table.Th key={key} className="isoline-number">
                  {t(`thresholds.${key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {set.targets.map((row) => (
              <TargetRow key={row.targetFalseAcceptRate} row={row} isMain={row === target} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

type PointFlips = NonNullable<ComparedPointView['flips']>;

function TargetRow({ row, isMain }: { row: ComparedTargetView; isMain: boolean }) {
  const said = useSentences();
  const point = row.matchedFalseAcceptRate;
  const share = (flips: PointFlips | null | undefined): string => {
    const flipped = flips?.share ?? null;
    return flipped === null ? '–' : formatPercent(flipped);
  };
  return (
    <Table.Tr className={isMain ? 'compare-main' : ''}>
      <Table.Th scope="row" className="isoline-number" fw={400}>
        {formatRate(row.targetFalseAcceptRate)}
      </Table.Th>
      {point === null ? (
        <Table.Td colSpan={8}>{said(row.matchedFalseAcceptRateReason ?? '')}</Table.Td>
      ) : (
        <>
          <Table.Td className="isoline-number compare-threshold">
            {formatDecimal(point.thresholdBefore)}
          </Table.Td>
          <Table.Td className="isoline-number compare-threshold">
            {formatDecimal(point.thresholdAfter)}
          </Table.Td>
          <Table.Td className="isoline-number">
            {formatSignificant(point.falseRejectRate.before)}
          </Table.Td>
          <Table.Td className="isoline-number">
            {formatSignificant(point.falseRejectRate.after)}
          </Table.Td>
          <Table.Td className="isoline-number" title={point.flipsReason && said(point.flipsReason)}>
            <strong>{share(point.flips)}</strong>
          </Table.Td>
          <FlipsCell flips={point.flips} kind="genuine" />
          <FlipsCell flips={point.flips} kind="impostor" />
          <Table.Td className="isoline-number">{share(row.sameThreshold?.flips)}</Table.Td>
        </>
      )}
    </Table.Tr>
  );
}

function FlipsCell({ flips, kind }: { flips: PointFlips | null; kind: 'genuine' | 'impostor' }) {
  const { t } = useTranslation('compare');
  if (flips === null) return <Table.Td className="isoline-number">–</Table.Td>;
  const { share, acceptedToRejected, rejectedToAccepted } = flips[kind];
  return (
    <Table.Td className="isoline-number">
      {share === null ? '–' : formatPercent(share)}
      <small className="compare-below">
        {t('thresholds.accepted', { pairs: formatCount(rejectedToAccepted) })}
      </small>
      <small className="compare-below">
        {t('thresholds.rejected', { pairs: formatCount(acceptedToRejected) })}
      </small>
    </Table.Td>
  );
}
