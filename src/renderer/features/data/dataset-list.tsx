import { Badge, Button, Group, Stack, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { DatasetSummary } from '../../../contract/api/datasets.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatBytes, formatCount, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { tellRemoval } from '../../components/removal.tsx';
import { DropZone } from './drop-zone.tsx';

/** All datasets of the workspace. */
export function DatasetList() {
  const { t } = useTranslation(['data', 'common']);
  const [, navigate] = useLocation();
  const { data, error } = useQuery(engine.datasets.list.queryOptions());
  return (
    <DropZone
      onPath={(path) => navigate(`/data/import?${new URLSearchParams({ path }).toString()}`)}
    >
      <Stack gap="md" maw={1200}>
        <Group justify="space-between">
          <Title order={1}>{t('title')}</Title>
          <Button component={Link} href="/data/import">
            {t('import.open')}
          </Button>
        </Group>
        <Hint name="data">{t('hint')}</Hint>
        {error !== null && <FailureNotice error={error} />}
        {data?.length === 0 && (
          <EmptyState title={t('empty')} text={t('emptyText')}>
            <Button component={Link} href="/data/import">
              {t('import.open')}
            </Button>
          </EmptyState>
        )}
        {data !== undefined && data.length > 0 && (
          <DatasetTable datasets={data} onSelect={(id) => navigate(`/data/${String(id)}`)} />
        )}
      </Stack>
    </DropZone>
  );
}

function DatasetTable({
  datasets,
  onSelect,
}: {
  datasets: readonly DatasetSummary[];
  onSelect: (id: number) => void;
}) {
  const { t } = useTranslation(['data', 'common']);
  const queries = useQueryClient();
  const { mutate: remove } = useMutation({
    mutationFn: (dataset: DatasetSummary) => client.datasets.remove({ id: dataset.id }),
    onSuccess: (_, { id, name }) => {
      const refresh = (): Promise<void> =>
        queries.invalidateQueries({ queryKey: engine.datasets.key() });
      void refresh();
      tellRemoval(name, () => void client.datasets.restore({ id }).then(refresh));
    },
  });
  const columns = useMemo<readonly DataColumn<DatasetSummary>[]>(
    () => [
      {
        key: 'name',
        header: t('name'),
        label: t('name'),
        value: ({ name }) => name,
        width: 'minmax(160px, 2fr)',
      },
      {
        key: 'images',
        header: t('images'),
        label: t('images'),
        value: ({ images }) => images,
        cell: ({ images }) => formatCount(images),
        width: '100px',
        align: 'right',
      },
      {
        key: 'classes',
        header: t('classes'),
        label: t('classes'),
        value: ({ classes }) => classes,
        cell: ({ classes }) => formatCount(classes),
        width: '100px',
        align: 'right',
      },
      {
        key: 'size',
        header: t('size'),
        label: t('size'),
        value: ({ bytes }) => bytes,
        cell: ({ bytes }) => formatBytes(bytes),
        width: '100px',
        align: 'right',
      },
      {
        key: 'scanned',
        header: t('scanned'),
        label: t('scanned'),
        value: ({ scannedAt }) => scannedAt,
        cell: ({ scannedAt }) => formatTime(scannedAt),
        width: '180px',
      },
      {
        key: 'folder',
        header: t('folder'),
        label: t('folder'),
        value: ({ manifest, root }) => manifest ?? root,
        cell: ({ manifest, root, reachable, complete }) => (
          <>
            {!complete && (
              <Badge size="xs" variant="dot" color="yellow" mr={6}>
                {t('incomplete')}
              </Badge>
            )}
            {!reachable && (
              <Badge size="xs" variant="dot" color="red" mr={6}>
                {t('notReachable')}
              </Badge>
            )}
            <span title={manifest ?? root}>{manifest ?? root}</span>
          </>
        ),
        width: 'minmax(160px, 3fr)',
      },
      {
        key: 'remove',
        header: '',
        label: t('common:remove'),
        value: () => null,
        cell: (dataset) => (
          <Button
            className="data-row-action"
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={`${t('common:remove')}: ${dataset.name}`}
            onClick={() => remove(dataset)}
          >
            {t('common:remove')}
          </Button>
        ),
        width: '110px',
      },
    ],
    [t, remove],
  );
  return (
    <DataTable
      label={t('list')}
      rows={datasets}
      columns={columns}
      rowKey={({ id }) => id}
      filterText={({ name }) => name}
      height={600}
      rowHeight={36}
      onSelect={({ id }) => onSelect(id)}
    />
  );
}
