import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Proposal } from '../../../contract/decision.ts';
import { formatCount, formatRate } from '../../components/format.ts';
import { Section } from './section.tsx';
import { worstClasses } from './worst-classes.ts';

/** Classes named by each rate. */
const shown = 10;

/** The classes that pay most for the one threshold, on the classes that its rates are reported on. */
export function WorstClassesPanel({
  proposal,
  view,
}: {
  proposal: Proposal;
  /** Of the reported classes. */
  view: EvaluationView;
}) {
  const { t } = useTranslation(['reports', 'common']);
  const rates = proposal.heldOut ?? proposal.attained;
  if (rates === null) return null;
  return (
    <Section title={t('worst.title')} wide>
      <Text size="xs" c="dimmed">
        {t('worst.basis', { set: t(`set.${rates.set}`) })}
      </Text>
      <div className="reports-halves">
        {(['byFar', 'byFrr'] as const).map((order) => {
          const rows = worstClasses(
            order === 'byFar' ? rates.classFalseAcceptRate : rates.classFalseRejectRate,
            shown,
          );
          return (
            <div
              key={order}
              className="reports-scroll"
              tabIndex={0}
              role="region"
              aria-label={t(`worst.${order}`)}
            >
              <Table fz="sm" withRowBorders={false} verticalSpacing={2}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t(`worst.${order}`)}</Table.Th>
                    <Table.Th className="isoline-number">{t('worst.images')}</Table.Th>
                    <Table.Th className="isoline-number">FAR</Table.Th>
                    <Table.Th className="isoline-number">FRR</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map(({ class: c }) => (
                    <Table.Tr key={c}>
                      <Table.Th scope="row" fw={400} className="reports-name">
                        {view.classNames[c]}
                      </Table.Th>
                      <Table.Td className="isoline-number">
                        {formatCount(view.classImages[c] ?? 0)}
                      </Table.Td>
                      <Table.Td className="isoline-number">
                        {formatRate(rates.classFalseAcceptRate[c])}
                      </Table.Td>
                      <Table.Td className="isoline-number">
                        {formatRate(rates.classFalseRejectRate[c])}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {rows.length === 0 && <Text size="sm">{t('worst.none')}</Text>}
            </div>
          );
        })}
      </div>
    </Section>
  );
}
