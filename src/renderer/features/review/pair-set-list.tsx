import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { PairSet } from '../../../contract/api/pairs.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatTime } from '../../components/format.ts';
import { QueriedList } from '../../components/queried-list.tsx';
import { useRemoval } from '../../components/removal.tsx';
import { figureColumn, menuColumn, nameColumn } from '../../components/table-columns.tsx';
import { Term } from '../../components/term.tsx';

/** The pair sets of the workspace. */
export function PairSetList() {
  const { t } = useTranslation(['pairs', 'common']);
  const [, navigate] = useLocation();
  const query = useQuery(engine.pairs.list.queryOptions());
  const { remove, error } = useRemoval<PairSet>({
    area: engine.pairs.key(),
    nameOf: ({ name }) => name,
    remove: ({ id }) => client.pairs.remove({ id }),
    restore: ({ id }) => client.pairs.restore({ id }),
  });
  const columns = useMemo<readonly DataColumn<PairSet>[]>(() => {
    const count = (
      key: 'pairs' | 'genuine' | 'impostor' | 'images' | 'scorings',
      value: (set: PairSet) => number,
    ): DataColumn<PairSet> => figureColumn(key, t(`list.${key}`), '92px', value, formatCount);
    return [
      nameColumn('name', t('list.name'), 'minmax(180px, 2fr)', ({ name }) => name),
      {
        key: 'source',
        header: t('list.source'),
        value: ({ source }) => t(`source.${source}`),
        width: '110px',
      },
      count('pairs', (set) => set.pairs),
      count('genuine', ({ genuinePairs }) => genuinePairs),
      count('impostor', ({ impostorPairs }) => impostorPairs),
      count('images', ({ images }) => images),
      count('scorings', ({ scorings }) => scorings.length),
      figureColumn('time', t('list.time'), '160px', ({ createdAt }) => createdAt, formatTime),
      menuColumn(t('list.actions'), ({ name }) => t('list.actionsOf', { name }), [
        { name: t('common:remove'), choose: remove },
      ]),
    ];
  }, [t, remove]);
  return (
    <Stack gap="sm">
      <Anchor component={Link} href="/review" size="sm">
        {t('toReview')}
      </Anchor>
      <Group justify="space-between">
        <Title order={1} size="h3">
          <Term name="pairSet">{t('title')}</Term>
        </Title>
        {(query.data?.length ?? 0) > 0 && (
          <Button component={Link} href="/review/pairs/import">
            {t('import')}
          </Button>
        )}
      </Group>
      <Text size="sm">{t('lead')}</Text>
      {error !== null && <FailureNotice error={error} />}
      <QueriedList
        query={query}
        empty={
          <EmptyState title={t('emptyTitle')} text={t('emptyText')}>
            <Button component={Link} href="/review/pairs/import">
              {t('import')}
            </Button>
          </EmptyState>
        }
      >
        {(sets) => (
          <DataTable
            label={t('list.label')}
            rows={sets}
            columns={columns}
            rowKey={({ id }) => id}
            filterText={({ name }) => name}
            firstSort={{ key: 'time', descending: true }}
            height={520}
            rowHeight={34}
            onSelect={({ id }) => navigate(`/review/pairs/${String(id)}`)}
          />
        )}
      </QueriedList>
    </Stack>
  );
}
