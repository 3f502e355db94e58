import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { ListedComparison } from '../../../contract/api/training.ts';
import { engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';

/** All comparisons of the workspace. */
export function ComparisonList() {
  const { t } = useTranslation('compare');
  const [, navigate] = useLocation();
  const { data, error } = useQuery(engine.comparisons.list.queryOptions());
  const evaluations = useQuery(engine.evaluations.list.queryOptions());
  const hasFew = evaluations.data !== undefined && evaluations.data.length < 2;
  const columns = useMemo<readonly DataColumn<ListedComparison>[]>(
    () => [
      {
        key: 'before',
        header: t('before'),
        label: t('before'),
        value: ({ before }) => before.name,
        cell: ({ before }) => <span title={before.name}>{before.name}</span>,
        width: 'minmax(200px, 1fr)',
      },
      {
        key: 'after',
        header: t('after'),
        label: t('after'),
        value: ({ after }) => after.name,
        cell: ({ after }) => <span title={after.name}>{after.name}</span>,
        width: 'minmax(200px, 1fr)',
      },
      {
        key: 'made',
        header: t('made'),
        label: t('made'),
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => formatTime(createdAt),
        width: '190px',
      },
    ],
    [t],
  );
  return (
    <>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} href="/compare/new">
          {t('open')}
        </Button>
      </Group>
      <Hint name="compare">{t('hint')}</Hint>
      {(error ?? evaluations.error) !== null && (
        <FailureNotice error={error ?? evaluations.error} />
      )}
      {data?.length === 0 && (
        <EmptyState title={t('empty')} text={t('emptyText')}>
          {hasFew ? (
            <>
              <Text size="sm">{t('emptyFew')}</Text>
              <Button component={Link} href="/threshold/new">
                {t('evaluate')}
              </Button>
            </>
          ) : (
            <Button component={Link} href="/compare/new">
              {t('open')}
            </Button>
          )}
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <DataTable
          label={t('list')}
          rows={data}
          columns={columns}
          rowKey={({ id }) => id}
          filterText={({ before, after }) => `${before.name} ${after.name}`}
          height={600}
          rowHeight={36}
          onSelect={({ id }) => navigate(`/compare/${id}`)}
        />
      )}
    </>
  );
}
