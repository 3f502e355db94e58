import { Button, Group, Stack, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationRow } from '../../../contract/api/evaluations.ts';
import { client, engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure, formatRate, formatTime } from '../../components/format.ts';
import { QueriedList } from '../../components/queried-list.tsx';
import { useRemoval } from '../../components/removal.tsx';
import { RenameForm } from '../../components/rename.tsx';
import { figureColumn, menuColumn, nameColumn } from '../../components/table-columns.tsx';

/** The evaluations of the workspace, the newest first. */
export function EvaluationList() {
  const { t } = useTranslation(['threshold', 'common']);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [renamed, setRenamed] = useState<EvaluationRow | null>(null);
  const query = useQuery(engine.evaluations.list.queryOptions());
  const { remove, error } = useRemoval<EvaluationRow>({
    area: engine.evaluations.key(),
    nameOf: ({ name }) => name,
    remove: ({ id }) => client.evaluations.remove({ id }),
    restore: ({ id }) => client.evaluations.restore({ id }),
  });
  const columns = useMemo<readonly DataColumn<EvaluationRow>[]>(
    () => [
      nameColumn('name', t('list.name'), 'minmax(210px, 2fr)', ({ name }) => name),
      {
        key: 'data',
        header: t('list.data'),
        value: ({ datasetName }) => datasetName,
        width: 'minmax(112px, 1fr)',
      },
      {
        key: 'model',
        header: t('list.model'),
        value: ({ modelName }) => modelName,
        width: 'minmax(112px, 1fr)',
      },
      {
        key: 'set',
        header: t('list.set'),
        value: ({ set, score }) => `${t(`set.${set}`)}${score === 'as-norm' ? ', AS-norm' : ''}`,
        width: '112px',
      },
      figureColumn('classes', t('list.classes'), '74px', ({ classes }) => classes, formatCount),
      figureColumn('opis', 'OPIS', '76px', ({ opis }) => opis, formatFigure),
      figureColumn(
        'utility',
        t('list.utility'),
        '70px',
        ({ meanUtility }) => meanUtility,
        formatFigure,
      ),
      figureColumn('eer', 'EER', '68px', ({ equalErrorRate }) => equalErrorRate, formatRate),
      figureColumn('recall', 'Recall@1', '82px', ({ recallAt1 }) => recallAt1, formatFigure),
      figureColumn('time', t('list.time'), '148px', ({ createdAt }) => createdAt, formatTime),
      menuColumn(t('list.actions'), ({ name }) => t('list.actionsOf', { name }), [
        { name: t('common:rename'), choose: setRenamed },
        { name: t('common:remove'), choose: remove },
      ]),
    ],
    [t, remove],
  );
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        {(query.data?.length ?? 0) > 0 && (
          <Button component={Link} href="/threshold/new">
            {t('list.new')}
          </Button>
        )}
      </Group>
      {error !== null && <FailureNotice error={error} />}
      {renamed !== null && (
        <RenameForm
          key={renamed.id}
          name={renamed.name}
          rename={async (name) => {
            await client.evaluations.rename({ id: renamed.id, name });
            await queries.invalidateQueries({ queryKey: engine.evaluations.key() });
          }}
          onDone={() => setRenamed(null)}
        />
      )}
      <QueriedList
        query={query}
        empty={
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
        }
      >
        {(rows) => (
          <DataTable
            label={t('list.label')}
            rows={rows}
            columns={columns}
            rowKey={({ id }) => id}
            filterText={filterText}
            firstSort={{ key: 'time', descending: true }}
            height={560}
            rowHeight={42}
            lines={2}
            onSelect={({ id }) => navigate(`/threshold/${id}`)}
          />
        )}
      </QueriedList>
    </Stack>
  );
}

const filterText = ({ name, datasetName, modelName }: EvaluationRow): string =>
  [name, datasetName, modelName].filter((part) => part !== null).join(' ');
