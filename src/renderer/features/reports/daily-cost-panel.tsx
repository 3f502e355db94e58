import { Table, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../contract/decision.ts';
import type { CurvePoint, Interval } from '../../../contract/evaluation.ts';
import type { Traffic } from '../../../contract/policy.ts';
import { dailyErrors } from '../../../core/metrics/traffic.ts';
import { formatDecimal, formatFigure } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { CostChart } from './cost-chart.tsx';
import { cheapest, costCurve } from './cost-curve.ts';
import { Section } from './section.tsx';
import { type TrafficDraft, trafficFields, trafficOf } from './traffic-draft.ts';

/** What the threshold costs a day at a given traffic. */
export function DailyCostPanel({
  proposal,
  curve,
  draft,
  onDraft,
}: {
  proposal: Proposal;
  /** Of the classes that the rates are reported on; null while it is not known. */
  curve: readonly CurvePoint[] | null;
  draft: TrafficDraft;
  onDraft: (draft: TrafficDraft) => void;
}) {
  const { t } = useTranslation('reports');
  const traffic = trafficOf(draft);
  const rates = proposal.heldOut ?? proposal.attained;
  return (
    <Section title={t('cost.title')} wide>
      <div className="reports-fields">
        {trafficFields.map((field) => (
          <TextInput
            key={field}
            label={t(`cost.${field}`)}
            value={draft[field]}
            inputMode="decimal"
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => onDraft({ ...draft, [field]: value })}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {traffic === null ? t('cost.wrong') : t('cost.kept')}
      </Text>
      {traffic !== null && rates !== null && (
        <div className="reports-halves">
          <DailyFigures rates={rates} traffic={traffic} />
          {curve !== null && proposal.threshold !== null && (
            <CurveOfDay
              curve={curve}
              traffic={traffic}
              threshold={proposal.threshold}
              rates={rates}
            />
          )}
        </div>
      )}
      {rates === null && <Text size="sm">{t('cost.unknown')}</Text>}
    </Section>
  );
}

type Rates = NonNullable<Proposal['attained']>;

/** Costs and counts of a day need no more digits than their rates have. */
const amount = (value: number): string => formatFigure(value, 4);

function DailyFigures({ rates, traffic }: { rates: Rates; traffic: Traffic }) {
  const { t } = useTranslation('reports');
  const { falseAcceptRate, falseRejectRate } = rates;
  if (falseAcceptRate === null || falseRejectRate === null) {
    return <Text size="sm">{t('cost.unknown')}</Text>;
  }
  const { falseAccepts, falseRejects, cost } = dailyErrors(
    { falseAcceptRate, falseRejectRate },
    traffic,
  );
  const impostors = traffic.comparisonsPerDay * (1 - traffic.prevalence);
  const genuines = traffic.comparisonsPerDay * traffic.prevalence;
  const rows: readonly [string, number, Interval | null, number][] = [
    [t('cost.falseAccepts'), falseAccepts, rates.falseAcceptRateInterval, impostors],
    [t('cost.falseRejects'), falseRejects, rates.falseRejectRateInterval, genuines],
  ];
  return (
    <div aria-live="polite">
      <Table fz="sm" withRowBorders={false} verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('cost.perDay')}</Table.Th>
            <Table.Th className="isoline-number">{t('cost.expected')}</Table.Th>
            <Table.Th className="isoline-number">
              <Term name="interval">{t('cost.interval')}</Term>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, expected, interval, comparisons]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              <Table.Td className="isoline-number">{amount(expected)}</Table.Td>
              <Table.Td className="isoline-number">
                {interval === null
                  ? '–'
                  : `[${amount(interval.lower * comparisons)}, ${amount(interval.upper * comparisons)}]${interval.note === undefined ? '' : '*'}`}
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('cost.total')}</Table.Th>
            <Table.Td className="isoline-number">
              <b data-testid="daily-cost">{amount(cost)}</b>
            </Table.Td>
            <Table.Td />
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('cost.basis', { set: t(`set.${rates.set}`) })}
        {rates.falseAcceptRateInterval?.note !== undefined && ` * ${t('certainty.fewAccepts')}.`}
      </Text>
    </div>
  );
}

function CurveOfDay({
  curve,
  traffic,
  threshold,
  rates: { falseAcceptRate, falseRejectRate },
}: {
  curve: readonly CurvePoint[];
  traffic: Traffic;
  threshold: number;
  rates: Rates;
}) {
  const { t } = useTranslation('reports');
  const points = costCurve(curve, traffic);
  const least = cheapest(points);
  if (least === null || falseAcceptRate === null || falseRejectRate === null) return null;
  const { cost } = dailyErrors({ falseAcceptRate, falseRejectRate }, traffic);
  return (
    <div>
      <CostChart points={points} decided={{ threshold, cost }} least={least} />
      <Text size="xs" c="dimmed">
        {t('cost.cheapest', {
          threshold: formatDecimal(least.threshold),
          cost: amount(least.cost),
        })}
      </Text>
    </div>
  );
}
