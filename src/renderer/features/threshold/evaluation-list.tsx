import { ActionIcon, Button, Group, Menu, Skeleton, Stack, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationRow } from '../../../contract/api/evaluations.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure, formatRate, formatTime } from '../../components/format.ts';
import { tellRemoval } from '../../components/removal.tsx';

/** The evaluations of the workspace, the newest first. */
export function EvaluationList() {
  const { t } = useTranslation(['threshold', 'common']);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [renamed, setRenamed] = useState<EvaluationRow | null>(null);
  const { data: rows, error, refetch } = useQuery(engine.evaluations.list.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: engine.evaluations.key() });
  const remove = useMutation({
    mutationFn: (row: EvaluationRow) => client.evaluations.remove({ id: row.id }),
    onSuccess: async (_, row) => {
      await refresh();
      tellRemoval(row.name, () => {
        void client.evaluations.restore({ id: row.id }).then(refresh);
      });
    },
  });
  const columns = useMemo<readonly DataColumn<EvaluationRow>[]>(
    () => [
      {
        key: 'name',
        header: t('list.name'),
        label: t('list.name'),
        value: ({ name }) => name,
        cell: ({ name }) => <span title={name}>{name}</span>,
        width: 'minmax(160px, 2fr)',
      },
      {
        key: 'data',
        header: t('list.data'),
        label: t('list.data'),
        value: ({ datasetName }) => datasetName,
        width: 'minmax(90px, 1fr)',
      },
      {
        key: 'model',
        header: t('list.model'),
        label: t('list.model'),
        value: ({ modelName }) => modelName,
        width: 'minmax(90px, 1fr)',
      },
      {
        key: 'set',
        header: t('list.set'),
        label: t('list.set'),
        value: ({ set, score }) => `${t(`set.${set}`)}${score === 'as-norm' ? ', AS-norm' : ''}`,
        width: '130px',
      },
      number('classes', t('list.classes'), '84px', ({ classes }) => classes, formatCount),
      number('opis', 'OPIS', '84px', ({ opis }) => opis, formatFigure),
      number('utility', t('list.utility'), '92px', ({ meanUtility }) => meanUtility, formatFigure),
      number('eer', 'EER', '78px', ({ equalErrorRate }) => equalErrorRate, formatRate),
      number('recall', 'Recall@1', '84px', ({ recallAt1 }) => recallAt1, formatFigure),
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
        cell: (row) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                className="threshold-row-menu"
                size="sm"
                aria-label={t('list.actionsOf', { name: row.name })}
              >
                ⋯
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setRenamed(row)}>{t('common:rename')}</Menu.Item>
              <Menu.Item onClick={() => remove.mutate(row)}>{t('common:remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
        width: '44px',
      },
    ],
    [t, remove],
  );
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        {rows !== undefined && rows.length > 0 && (
          <Button component={Link} href="/threshold/new">
            {t('list.new')}
          </Button>
        )}
      </Group>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {remove.error !== null && <FailureNotice error={remove.error} />}
      {rows === undefined && error === null && (
        <Skeleton height={200} aria-label={t('common:loading')} />
      )}
      {rows?.length === 0 && (
        <EmptyState title={t('list.emptyTitle')} text={t('list.emptyText')}>
          <Group>
            <Button component={Link} href="/threshold/new">
              {t('list.new')}
            </Button>
            <Button component={Link} href="/" variant="default">
              {t('list.demo')}
            </Button>
          </Group>
        </EmptyState>
      )}
      {renamed !== null && (
        <RenameForm
          row={renamed}
          onDone={() => {
            setRenamed(null);
            void refresh();
          }}
        />
      )}
      {rows !== undefined && rows.length > 0 && (
        <DataTable
          label={t('list.label')}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          filterText={filterText}
          firstSort={{ key: 'time', descending: true }}
          height={560}
          rowHeight={34}
          onSelect={({ id }) => navigate(`/threshold/${id}`)}
        />
      )}
    </Stack>
  );
}

const filterText = ({ name, datasetName, modelName }: EvaluationRow): string =>
  [name, datasetName, modelName].filter((part) => part !== null).join(' ');

function number(
  key: string,
  header: string,
  width: string,
  value: (row: EvaluationRow) => number | null,
  format: (value: number) => string,
): DataColumn<EvaluationRow> {
  return {
    key,
    header,
    label: header,
    value,
    cell: (row) => {
      const shown = value(row);
      return shown === null ? '–' : format(shown);
    },
    width,
    align: 'right',
  };
}

function RenameForm({ row, onDone }: { row: EvaluationRow; onDone: () => void }) {
  const { t } = useTranslation(['threshold', 'common']);
  const [name, setName] = useState(row.name);
  const rename = useMutation({
    mutationFn: () => client.evaluations.rename({ id: row.id, name }),
    onSuccess: onDone,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('list.newName')}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={200}
          w={420}
          ref={(field) => field?.focus()}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={rename.isPending}>
          {t('common:save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common:cancel')}
        </Button>
      </Group>
      {rename.error !== null && <FailureNotice error={rename.error} />}
    </form>
  );
}
