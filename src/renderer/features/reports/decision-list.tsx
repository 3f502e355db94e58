import { ActionIcon, Button, Group, Menu, Skeleton, Stack, Title } from '@mantine/core';
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
import { policyWords } from './policy-words.ts';
import { ReportForm } from './report-form.tsx';
import { useRemoval } from './removed-decision.ts';

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
  const error = decisions.error ?? evaluations.error;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} href="/passport" variant="default">
          {t('openPassport')}
        </Button>
      </Group>
      <Hint name="reports">{t('hint')}</Hint>
      {error !== null && <FailureNotice error={error} />}
      {rows === undefined && error === null && (
        <Skeleton height={160} aria-label={t('common:loading')} />
      )}
      {rows?.length === 0 && (
        <EmptyState title={t('list.emptyTitle')} text={t('list.emptyText')}>
          <Button component={Link} href="/threshold">
            {t('list.toThreshold')}
          </Button>
        </EmptyState>
      )}
      {rows !== undefined && rows.length > 0 && <DecisionTable rows={rows} />}
      {evaluations.data !== undefined && evaluations.data.length > 0 && (
        <ReportForm evaluationId={null} />
      )}
    </Stack>
  );
}

function DecisionTable({ rows }: { rows: readonly NamedDecision[] }) {
  const { t } = useTranslation(['reports', 'common']);
  const [, navigate] = useLocation();
  const { remove, error } = useRemoval();
  const columns = useMemo<readonly DataColumn<NamedDecision>[]>(() => {
    const rate = (
      key: 'far' | 'frr',
      name: 'falseAcceptRate' | 'falseRejectRate',
    ): DataColumn<NamedDecision> => ({
      key,
      header: t(`list.${key}`),
      label: t(`list.${key}`),
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
      width: '220px',
    });
    return [
      {
        key: 'threshold',
        header: t('list.threshold'),
        label: t('list.threshold'),
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
        width: '130px',
      },
      {
        key: 'policy',
        header: t('list.policy'),
        label: t('list.policy'),
        value: ({ proposal }) => policyWords(proposal.policy),
        cell: ({ proposal }) => (
          <span className="reports-lines">{policyWords(proposal.policy)}</span>
        ),
        width: 'minmax(160px, 1.4fr)',
      },
      rate('far', 'falseAcceptRate'),
      rate('frr', 'falseRejectRate'),
      {
        key: 'evaluation',
        header: t('list.evaluation'),
        label: t('list.evaluation'),
        value: ({ evaluation }) => evaluation,
        cell: ({ evaluation, model }) => (
          <span title={evaluation ?? undefined}>
            {evaluation ?? t('list.removedEvaluation')}
            <span className="reports-line reports-muted">{model}</span>
          </span>
        ),
        width: 'minmax(130px, 1fr)',
      },
      {
        key: 'decided',
        header: t('list.decided'),
        label: t('list.decided'),
        value: ({ createdAt }) => createdAt,
        cell: ({ author, note, createdAt }) => (
          <span title={note}>
            {author}
            <span className="reports-line reports-muted">{formatTime(createdAt)}</span>
            <span className="reports-line reports-muted">{note}</span>
          </span>
        ),
        width: 'minmax(160px, 1fr)',
      },
      {
        key: 'actions',
        header: '',
        label: t('common:more'),
        unsorted: true,
        value: () => null,
        cell: (decision) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                className="reports-row-menu"
                size="sm"
                aria-label={`${t('common:more')}: ${t('decision.name', { author: decision.author })}`}
              >
                ⋯
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => navigate(`/reports/${decision.id}`)}>
                {t('common:open')}
              </Menu.Item>
              <Menu.Item onClick={() => remove(decision)}>{t('common:remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
        width: '44px',
      },
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
  return interval === null ? null : (
    <span className="reports-muted">
      [{formatRate(interval.lower)}, {formatRate(interval.upper)}]
    </span>
  );
}
