import {
  ActionIcon,
  Anchor,
  Button,
  Group,
  Menu,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { PairSet } from '../../../contract/api/pairs.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatTime } from '../../components/format.ts';
import { tellRemoval } from '../../components/removal.tsx';
import { Term } from '../../components/term.tsx';

/** The pair sets of the workspace. */
export function PairSetList() {
  const { t } = useTranslation(['pairs', 'common']);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const { data: sets, error, refetch } = useQuery(engine.pairs.list.queryOptions());
  const remove = useMutation({
    mutationFn: ({ id }: PairSet) => client.pairs.remove({ id }),
    onSuccess: async (_, { id, name }) => {
      const refresh = () => queries.invalidateQueries({ queryKey: engine.pairs.key() });
      await refresh();
      tellRemoval(name, () => {
        void client.pairs.restore({ id }).then(refresh);
      });
    },
  });
  const columns = useMemo<readonly DataColumn<PairSet>[]>(() => {
    const count = (
      key: 'pairs' | 'genuine' | 'impostor' | 'images' | 'scorings',
      value: (set: PairSet) => number,
    ): DataColumn<PairSet> => ({
      key,
      header: t(`list.${key}`),
      label: t(`list.${key}`),
      value,
      cell: (set) => formatCount(value(set)),
      width: '92px',
      align: 'right',
    });
    return [
      {
        key: 'name',
        header: t('list.name'),
        label: t('list.name'),
        value: ({ name }) => name,
        cell: ({ name }) => <span title={name}>{name}</span>,
        width: 'minmax(180px, 2fr)',
      },
      {
        key: 'source',
        header: t('list.source'),
        label: t('list.source'),
        value: ({ source }) => t(`source.${source}`),
        width: '110px',
      },
      count('pairs', (set) => set.pairs),
      count('genuine', ({ genuinePairs }) => genuinePairs),
      count('impostor', ({ impostorPairs }) => impostorPairs),
      count('images', ({ images }) => images),
      count('scorings', ({ scorings }) => scorings.length),
      {
        key: 'time',
        header: t('list.time'),
        label: t('list.time'),
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => formatTime(createdAt),
        width: '160px',
        align: 'right',
      },
      {
        key: 'actions',
        header: '',
        label: t('list.actions'),
        unsorted: true,
        value: () => null,
        cell: (set) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                className="review-above-row"
                size="sm"
                aria-label={t('list.actionsOf', { name: set.name })}
              >
                ⋯
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => remove.mutate(set)}>{t('common:remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
        width: '44px',
      },
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
        {sets !== undefined && sets.length > 0 && (
          <Button component={Link} href="/review/pairs/import">
            {t('import')}
          </Button>
        )}
      </Group>
      <Text size="sm">{t('lead')}</Text>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {remove.error !== null && <FailureNotice error={remove.error} />}
      {sets === undefined && error === null && (
        <Skeleton height={200} aria-label={t('common:loading')} />
      )}
      {sets?.length === 0 && (
        <EmptyState title={t('emptyTitle')} text={t('emptyText')}>
          <Button component={Link} href="/review/pairs/import">
            {t('import')}
          </Button>
        </EmptyState>
      )}
      {sets !== undefined && sets.length > 0 && (
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
    </Stack>
  );
}
