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
import { tellRemoval } from '../../components/removal.tsx';

/** All models of the workspace. */
export function ModelList() {
  const { t } = useTranslation(['models', 'common']);
  const { data, error } = useQuery(engine.models.list.queryOptions());
  return (
    <Stack gap="md" maw={1200}>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Group gap="xs">
          {data?.every(({ origin }) => origin !== 'built-in') === true && <BuiltInButton />}
          <Button component={Link} href="/models/import">
            {t('import.open')}
          </Button>
        </Group>
      </Group>
      <Hint name="models">{t('hint')}</Hint>
      {error !== null && <FailureNotice error={error} />}
      {data?.length === 0 && <EmptyState title={t('empty')} text={t('emptyText')} />}
      {data !== undefined && data.length > 0 && <ModelTable models={data} />}
    </Stack>
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
  const queries = useQueryClient();
  const { mutate: remove } = useMutation({
    mutationFn: ({ sha256 }: ModelSummary) => client.models.remove({ sha256 }),
    onSuccess: (_, { sha256, name }) => {
      const refresh = (): Promise<void> =>
        queries.invalidateQueries({ queryKey: engine.models.key() });
      void refresh();
      tellRemoval(name, () => void client.models.restore({ sha256 }).then(refresh));
    },
  });
  const columns = useMemo<readonly DataColumn<ModelSummary>[]>(
    () => [
      {
        key: 'name',
        header: t('name'),
        label: t('name'),
        value: ({ name }) => name,
        cell: ({ name }) => <span title={name}>{name}</span>,
        width: 'minmax(180px, 3fr)',
      },
      {
        key: 'origin',
        header: t('origin'),
        label: t('origin'),
        value: ({ origin }) => t(`origins.${origin}`),
        width: '130px',
      },
      {
        key: 'input',
        header: t('input'),
        label: t('input'),
        value: ({ imageInput: { channels, height, width, layout } }) =>
          `${String(channels)} × ${String(height ?? '?')} × ${String(width ?? '?')} ${layout}`,
        width: '180px',
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
        key: 'added',
        header: t('imported'),
        label: t('imported'),
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => formatTime(createdAt),
        width: '180px',
      },
      {
        key: 'remove',
        header: '',
        label: t('common:remove'),
        value: () => null,
        cell: (model) => (
          <Button
            className="models-row-action"
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={`${t('common:remove')}: ${model.name}`}
            onClick={() => remove(model)}
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
      rows={models}
      columns={columns}
      rowKey={({ sha256 }) => sha256}
      filterText={({ name }) => name}
      height={600}
      rowHeight={36}
      onSelect={({ sha256 }) => navigate(`/models/${sha256}`)}
    />
  );
}
