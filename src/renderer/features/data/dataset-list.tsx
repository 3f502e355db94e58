import { Badge, Button, Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
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
import { QueriedList } from '../../components/queried-list.tsx';
import { useRemoval } from '../../components/removal.tsx';
import { buttonColumn, figureColumn } from '../../components/table-columns.tsx';
import { DropZone } from './drop-zone.tsx';

/** All datasets of the workspace. */
export function DatasetList() {
  const { t } = useTranslation(['data', 'common']);
  const [, navigate] = useLocation();
  const query = useQuery(engine.datasets.list.queryOptions());
  return (
    <DropZone
      onPath={(path) => navigate(`/data/import?${new URLSearchParams({ path }).toString()}`)}
    >
      <Stack gap="md" maw={1200}>
        <Group justify="space-between">
          <Title order={1}>{t('title')}</Title>
          {(query.data?.length ?? 0) > 0 && (
            <Button component={Link} href="/data/import">
              {t('import.open')}
            </Button>
          )}
        </Group>
        <Hint name="data">{t('hint')}</Hint>
        <QueriedList
          query={query}
          empty={
            <EmptyState title={t('empty')} text={t('emptyText')}>
              <Button component={Link} href="/data/import">
                {t('import.open')}
              </Button>
            </EmptyState>
          }
        >
          {(datasets) => <DatasetTable datasets={datasets} />}
        </QueriedList>
      </Stack>
    </DropZone>
  );
}

function DatasetTable({ datasets }: { datasets: readonly DatasetSummary[] }) {
  const { t } = useTranslation(['data', 'common']);
  const [, navigate] = useLocation();
  const { remove, error } = useRemoval<DatasetSummary>({
    area: engine.datasets.key(),
    nameOf: ({ name }) => name,
    remove: ({ id }) => client.datasets.remove({ id }),
    restore: ({ id }) => client.datasets.restore({ id }),
  });
  const columns = useMemo<readonly DataColumn<DatasetSummary>[]>(
    () => [
      {
        key: 'name',
        header: t('name'),
        value: ({ name }) => name,
        width: 'minmax(160px, 2fr)',
      },
      figureColumn('images', t('images'), '100px', ({ images }) => images, formatCount),
      figureColumn('classes', t('classes'), '100px', ({ classes }) => classes, formatCount),
      figureColumn('size', t('size'), '100px', ({ bytes }) => bytes, formatBytes),
      {
        key: 'scanned',
        header: t('scanned'),
        value: ({ scannedAt }) => scannedAt,
        cell: ({ scannedAt }) => formatTime(scannedAt),
        width: '180px',
      },
      {
        key: 'folder',
        header: t('folder'),
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
      buttonColumn(t('common:remove'), ({ name }) => name, remove),
    ],
    [t, remove],
  );
  return (
    <>
      {error !== null && <FailureNotice error={error} />}
      <DataTable
        label={t('list')}
        rows={datasets}
        columns={columns}
        rowKey={({ id }) => id}
        filterText={({ name }) => name}
        height={600}
        rowHeight={36}
        onSelect={({ id }) => navigate(`/data/${String(id)}`)}
      />
    </>
  );
}
