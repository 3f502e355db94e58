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
import { QueriedList } from '../../components/queried-list.tsx';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';

/** All comparisons of the workspace. */
export function ComparisonList() {
  const { t } = useTranslation('compare');
  const [, navigate] = useLocation();
  const comparisons = useQuery(engine.comparisons.list.queryOptions());
  const evaluations = useQuery(engine.evaluations.list.queryOptions());
  const hasFew = evaluations.data !== undefined && evaluations.data.length < 2;
  const columns = useMemo<readonly DataColumn<ListedComparison>[]>(
    () => [
      nameColumn('before', t('before'), 'minmax(200px, 1fr)', ({ before }) => before.name),
      nameColumn('after', t('after'), 'minmax(200px, 1fr)', ({ after }) => after.name),
      figureColumn('made', t('made'), '190px', ({ createdAt }) => createdAt, formatTime),
    ],
    [t],
  );
  return (
    <>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        {(comparisons.data?.length ?? 0) > 0 && (
          <Button component={Link} href="/compare/new">
            {t('open')}
          </Button>
        )}
      </Group>
      <Hint name="compare">{t('hint')}</Hint>
      {evaluations.error !== null && <FailureNotice error={evaluations.error} />}
      <QueriedList
        query={comparisons}
        empty={
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
        }
      >
        {(rows) => (
          <DataTable
            label={t('list')}
            rows={rows}
            columns={columns}
            rowKey={({ id }) => id}
            filterText={({ before, after }) => `${before.name} ${after.name}`}
            height={600}
            rowHeight={42}
            lines={2}
            onSelect={({ id }) => navigate(`/compare/${id}`)}
          />
        )}
      </QueriedList>
    </>
  );
}
