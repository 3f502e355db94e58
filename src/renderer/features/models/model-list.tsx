import { Button, Group, Stack, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { ModelSummary } from '../../../contract/api/models.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatBytes, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { QueriedList } from '../../components/queried-list.tsx';
import { useRemoval } from '../../components/removal.tsx';
import { buttonColumn, figureColumn, nameColumn } from '../../components/table-columns.tsx';

/** All models of the workspace. */
export function ModelList() {
  const { t } = useTranslation(['models', 'common']);
  const query = useQuery(engine.models.list.queryOptions());
  return (
    <Stack gap="md" maw={1200}>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        {query.data !== undefined && query.data.length > 0 && <WaysIn models={query.data} />}
      </Group>
      <Hint name="models">{t('hint')}</Hint>
      <QueriedList
        query={query}
        empty={
          <EmptyState title={t('empty')} text={t('emptyText')}>
            <WaysIn models={[]} />
          </EmptyState>
        }
      >
        {(models) => <ModelTable models={models} />}
      </QueriedList>
    </Stack>
  );
}

/** How a model comes into the workspace. */
function WaysIn({ models }: { models: readonly ModelSummary[] }) {
  const { t } = useTranslation('models');
  return (
    <Group gap="xs">
      <Button component={Link} href="/models/import">
        {t('import.open')}
      </Button>
      {models.every(({ origin }) => origin !== 'built-in') && <BuiltInButton />}
    </Group>
  );
}

function BuiltInButton() {
  const { t } = useTranslation(['models', 'common']);
  const queries = useQueryClient();
  const add = useMutation(
    engine.models.importBuiltIn.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: engine.models.key() }),
    }),
  );
  return (
    <Button variant="default" loading={add.isPending} onClick={() => add.mutate(undefined)}>
      {t('builtIn')}
    </Button>
  );
}

function ModelTable({ models }: { models: readonly ModelSummary[] }) {
  const { t } = useTranslation(['models', 'common']);
  const [, navigate] = useLocation();
  const { remove, error } = useRemoval<ModelSummary>({
    area: engine.models.key(),
    nameOf: ({ name }) => name,
    remove: ({ sha256 }) => client.models.remove({ sha256 }),
    restore: ({ sha256 }) => client.models.restore({ sha256 }),
  });
  const columns = useMemo<readonly DataColumn<ModelSummary>[]>(
    () => [
      nameColumn('name', t('name'), 'minmax(180px, 3fr)', ({ name }) => name),
      {
        key: 'origin',
        header: t('origin'),
        value: ({ origin }) => t(`origins.${origin}`),
        width: '130px',
      },
      {
        key: 'input',
        header: t('input'),
        value: ({ imageInput: { channels, height, width, layout } }) =>
          `${String(channels)} × ${String(height ?? '?')} × ${String(width ?? '?')} ${layout}`,
        width: '180px',
      },
      figureColumn('size', t('size'), '100px', ({ bytes }) => bytes, formatBytes),
      {
        key: 'added',
        header: t('imported'),
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => formatTime(createdAt),
        width: '180px',
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
        rows={models}
        columns={columns}
        rowKey={({ sha256 }) => sha256}
        filterText={({ name }) => name}
        height={600}
        rowHeight={36}
        onSelect={({ sha256 }) => navigate(`/models/${sha256}`)}
      />
    </>
  );
}
