import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Policy } from '../../../contract/policy.ts';
import { formatCount, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import type { CountedRate, RatesOfSet } from './rates-of-set.ts';

/** FAR and FRR: requested, attained, on held-out classes; each with counts and both intervals. */
export function RatesTable({
  policy,
  attained,
  heldOut,
}: {
  policy: Policy;
  attained: RatesOfSet;
  heldOut: RatesOfSet | null;
}) {
  const { t } = useTranslation('reports');
  const sets = heldOut === null ? [attained] : [attained, heldOut];
  return (
    <div className="reports-scroll" tabIndex={0} role="region" aria-label={t('certainty.rate')}>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('certainty.rate')}</Table.Th>
            <Table.Th className="isoline-number">{t('certainty.requested')}</Table.Th>
            {sets.map(({ set }) => (
              <Table.Th key={set} className="isoline-number">
                {set === 'held-out'
                  ? t('certainty.heldOut')
                  : t('certainty.attained', { set: t(`set.${set}`) })}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(['falseAccept', 'falseReject'] as const).map((kind) => (
            <Table.Tr key={kind}>
              <Table.Th scope="row" className="reports-rate" data-rate={kind}>
                <Term name={`${kind}Rate`}>{kind === 'falseAccept' ? 'FAR' : 'FRR'}</Term>
              </Table.Th>
              <Table.Td className="isoline-number">
                {policy[`${kind}Rate`] === undefined
                  ? '–'
                  : `≤ ${formatRate(policy[`${kind}Rate`])}`}
              </Table.Td>
              {sets.map((rates) => (
                <Table.Td key={rates.set} className="isoline-number">
                  <Rate counted={rates[kind]} />
                  {rates.macro !== null && (
                    <span className="reports-beside">
                      {t('certainty.macro', { rate: formatRate(rates.macro[`${kind}Rate`]) })}
                    </span>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt={4}>
        {t('certainty.optimisticNote')}
      </Text>
    </div>
  );
}

function Rate({ counted }: { counted: CountedRate }) {
  const { t } = useTranslation('reports');
  const { rate, errors, pairs, interval, optimistic } = counted;
  return (
    <>
      <b>{formatRate(rate)}</b> {interval !== null && <Limits {...interval} />}
      {interval?.note !== undefined && (
        <span className="reports-beside">{t('certainty.fewAccepts')}</span>
      )}
      <span className="reports-beside">
        {t('certainty.count', { errors: formatCount(errors), pairs: formatCount(pairs) })}
      </span>
      {optimistic !== null && (
        <span className="reports-beside">
          {t('certainty.optimistic', {
            interval: `[${formatRate(optimistic.lower)}, ${formatRate(optimistic.upper)}]`,
          })}
        </span>
      )}
    </>
  );
}

/** An interval, in brackets. */
export function Limits({ lower, upper }: { lower: number; upper: number }) {
  return (
    <span>
      [{formatRate(lower)}, {formatRate(upper)}]
    </span>
  );
}
