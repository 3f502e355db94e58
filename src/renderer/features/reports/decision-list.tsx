import { Button, Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { DecisionRow } from '../../../contract/api/decisions.ts';
import type { Interval } from '../../../contract/evaluation.ts';
import { engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDecimal, formatRate, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { policyWords } from '../../components/policy-words.ts';
import { QueriedList } from '../../components/queried-list.tsx';
import { menuColumn } from '../../components/table-columns.tsx';
import { ReportForm } from './report-form.tsx';
import { useDecisionRemoval } from './decision-removal.ts';

/** A decision with the names of what it is about. */
interface NamedDecision extends DecisionRow {
  evaluation: string | null;
  model: string | null;
}

/** Everything that was signed off, the newest first; and reports of any evaluation. */
export function DecisionList() {
  const { t } = useTranslation(['reports', 'common']);
  const decisions = useQuery(engine.decisions.list.queryOptions());
  const evaluations = useQuery(engine.evaluations.list.queryOptions());
  const rows = useMemo(
    () =>
      decisions.data?.map((decision): NamedDecision => {
        const row = evaluations.data?.find(({ id }) => id === decision.evaluationId);
        return { ...decision, evaluation: row?.name ?? null, model: row?.modelName ?? null };
      }),
    [decisions.data, evaluations.data],
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} href="/passport" variant="default">
          {t('openPassport')}
        </Button>
      </Group>
      <Hint name="reports">{t('hint')}</Hint>
      <QueriedList
        query={{
          data: rows,
          error: decisions.error ?? evaluations.error,
          refetch: () => Promise.all([decisions.refetch(), evaluations.refetch()]),
        }}
        empty={
          <EmptyState title={t('list.emptyTitle')} text={t('list.emptyText')}>
            <Button component={Link} href="/threshold">
              {t('list.toThreshold')}
            </Button>
          </EmptyState>
        }
      >
        {(all) => <DecisionTable rows={all} />}
      </QueriedList>
      {evaluations.data !== undefined && evaluations.data.length > 0 && (
        <ReportForm evaluationId={null} />
      )}
    </Stack>
  );
}

function DecisionTable({ rows }: { rows: readonly NamedDecision[] }) {
  const { t } = useTranslation(['reports', 'common']);
  const [, navigate] = useLocation();
  const { remove, error } = useDecisionRemoval();
  const columns = useMemo<readonly DataColumn<NamedDecision>[]>(() => {
    const rate = (
      key: 'far' | 'frr',
      name: 'falseAcceptRate' | 'falseRejectRate',
    ): DataColumn<NamedDecision> => ({
      key,
      header: t(`list.${key}`),
      value: ({ proposal }) => (proposal.heldOut ?? proposal.attained)?.[name] ?? null,
      cell: ({ proposal: { attained, heldOut } }) =>
        [attained, heldOut].map(
          (rates) =>
            rates !== null && (
              <span key={rates.set} className="reports-line">
                <span className="reports-muted">
                  {t(rates.set === 'held-out' ? 'list.heldOut' : 'list.attained')}
                </span>{' '}
                {formatRate(rates[name])} <Limits interval={rates[`${name}Interval`]} />
              </span>
            ),
        ),
      width: '228px',
    });
    return [
      {
        key: 'threshold',
        header: t('list.threshold'),
        value: ({ proposal }) => proposal.threshold,
        cell: ({ proposal: { threshold, thresholdInterval } }) => (
          <>
            <b className="reports-threshold">
              {threshold === null ? '–' : formatDecimal(threshold)}
            </b>
            {thresholdInterval !== null && (
              <span className="reports-line reports-muted">
                [{endText(thresholdInterval.lower)}, {endText(thresholdInterval.upper)}]
              </span>
            )}
          </>
        ),
        width: '118px',
      },
      {
        key: 'policy',
        header: t('list.policy'),
        value: ({ proposal }) => policyWords(proposal.policy),
        cell: ({ proposal }) => (
          <span className="reports-lines">{policyWords(proposal.policy)}</span>
        ),
        title: ({ proposal }) => policyWords(proposal.policy),
        width: 'minmax(160px, 1.4fr)',
      },
      rate('far', 'falseAcceptRate'),
      rate('frr', 'falseRejectRate'),
      {
        key: 'evaluation',
        header: t('list.evaluation'),
        value: ({ evaluation }) => evaluation,
        cell: ({ evaluation, model }) => (
          <>
            <span className="reports-lines" data-lines="2">
              {evaluation ?? t('list.removedEvaluation')}
            </span>
            <span className="reports-line reports-muted">{model}</span>
          </>
        ),
        title: ({ evaluation, model }) => [evaluation, model].filter(Boolean).join('\n'),
        width: 'minmax(150px, 1.2fr)',
      },
      {
        key: 'decided',
        header: t('list.decided'),
        value: ({ createdAt }) => createdAt,
        cell: ({ author, note, createdAt }) => (
          <>
            <span className="reports-line">{author}</span>
            <span className="reports-line reports-muted">{formatTime(createdAt)}</span>
            <span className="reports-line reports-muted">{note}</span>
          </>
        ),
        title: ({ author, note }) => [author, note].filter(Boolean).join('\n'),
        width: 'minmax(160px, 1fr)',
      },
      menuColumn(
        t('common:more'),
        ({ author }) => `${t('common:more')}: ${t('decision.name', { author })}`,
        [
          { name: t('common:open'), choose: ({ id }) => navigate(`/reports/${id}`) },
          { name: t('common:remove'), choose: remove },
        ],
      ),
    ];
  }, [t, navigate, remove]);
  return (
    <>
      {error !== null && <FailureNotice error={error} />}
      <DataTable
        label={t('list.label')}
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        filterText={filterText}
        firstSort={{ key: 'decided', descending: true }}
        height={480}
        rowHeight={68}
        onSelect={({ id }) => navigate(`/reports/${id}`)}
      />
    </>
  );
}

const filterText = ({ evaluation, model, author, note, proposal }: NamedDecision): string =>
  [evaluation, model, author, note, policyWords(proposal.policy)]
    .filter((part) => part !== null)
    .join(' ');

function endText(value: number | null): string {
  return value === null ? '…' : formatDecimal(value);
}

function Limits({ interval }: { interval: Interval | null }) {
  const { t } = useTranslation('reports');
  return interval === null ? null : (
    <span
      className="reports-muted"
      title={interval.note === undefined ? undefined : t('certainty.fewAccepts')}
    >
      [{formatRate(interval.lower)}, {formatRate(interval.upper)}]
      {interval.note !== undefined && '*'}
    </span>
  );
}
