import { ActionIcon, Button, Group, Menu, Skeleton, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { DecisionRow } from '../../../contract/api/decisions.ts';
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
    const text = (
      key: 'policy' | 'evaluation' | 'model' | 'author',
      width: string,
      value: (row: NamedDecision) => string | null,
      below?: (row: NamedDecision) => string,
    ): DataColumn<NamedDecision> => ({
      key,
      header: t(`list.${key}`),
      label: t(`list.${key}`),
      value,
      cell: (row) => (
        <span title={[value(row), below?.(row)].filter(Boolean).join('\n')}>
          {value(row) ?? t('list.removedEvaluation')}
          {below !== undefined && <span className="reports-below">{below(row)}</span>}
        </span>
      ),
      width,
    });
    const rate = (
      key: 'attainedFar' | 'heldOutFar' | 'attainedFrr' | 'heldOutFrr',
    ): DataColumn<NamedDecision> => {
      const set = key.startsWith('attained') ? 'attained' : 'heldOut';
      const name = key.endsWith('Far') ? 'falseAcceptRate' : 'falseRejectRate';
      return {
        key,
        header: t(`list.${key}`),
        label: t(`list.${key}`),
        value: ({ proposal }) => proposal[set]?.[name] ?? null,
        cell: ({ proposal }) => (
          <>
            {formatRate(proposal[set]?.[name])}
            <Below interval={proposal[set]?.[`${name}Interval`] ?? null} format={formatRate} />
          </>
        ),
        width: '150px',
        align: 'right',
      };
    };
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
            <Below interval={thresholdInterval} format={formatDecimal} />
          </>
        ),
        width: '140px',
      },
      text('policy', 'minmax(220px, 2fr)', ({ proposal }) => policyWords(proposal.policy)),
      rate('attainedFar'),
      rate('heldOutFar'),
      rate('attainedFrr'),
      rate('heldOutFrr'),
      text(
        'evaluation',
        'minmax(150px, 1.4fr)',
        ({ evaluation }) => evaluation,
        ({ model }) => model ?? '',
      ),
      text(
        'author',
        'minmax(130px, 1fr)',
        ({ author }) => author,
        ({ note }) => note,
      ),
      {
        key: 'time',
        header: t('list.time'),
        label: t('list.time'),
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => formatTime(createdAt),
        width: '150px',
        align: 'right',
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
        firstSort={{ key: 'time', descending: true }}
        height={480}
        rowHeight={50}
        onSelect={({ id }) => navigate(`/reports/${id}`)}
      />
    </>
  );
}

const filterText = ({ evaluation, model, author, note, proposal }: NamedDecision): string =>
  [evaluation, model, author, note, policyWords(proposal.policy)]
    .filter((part) => part !== null)
    .join(' ');

function Below({
  interval,
  format,
}: {
  interval: { lower: number | null; upper: number | null } | null;
  format: (value: number) => string;
}) {
  if (interval === null) return null;
  const end = (value: number | null): string => (value === null ? '…' : format(value));
  return (
    <span className="reports-below">
      [{end(interval.lower)}, {end(interval.upper)}]
    </span>
  );
}
