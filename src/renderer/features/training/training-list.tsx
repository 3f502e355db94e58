import { Badge, Button, Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { TrainingRow } from '../../../contract/api/training.ts';
import { engine } from '../../api/client.ts';
import { useKnownJobs } from '../../api/jobs.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatSignificant, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { QueriedList } from '../../components/queried-list.tsx';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';
import { ToneWord } from '../../components/verdict.tsx';
import { knownVerdict, toneOf } from './verdict-tone.ts';

/** All trainings of the workspace, with what they came to. */
export function TrainingList() {
  const { t } = useTranslation('training');
  const query = useQuery(engine.training.list.queryOptions());
  return (
    <>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} href="/training/new">
          {t('open')}
        </Button>
      </Group>
      <Hint name="training">{t('hint')}</Hint>
      <QueriedList
        query={query}
        empty={
          <EmptyState title={t('empty')} text={t('emptyText')}>
            <Button component={Link} href="/training/new">
              {t('open')}
            </Button>
          </EmptyState>
        }
      >
        {(trainings) => <TrainingTable trainings={trainings} />}
      </QueriedList>
    </>
  );
}

function addressOf({ runId, jobId, finished }: TrainingRow): string {
  return finished || jobId === null ? `/training/${runId}` : `/training/job/${String(jobId)}`;
}

function TrainingTable({ trainings }: { trainings: readonly TrainingRow[] }) {
  const { t } = useTranslation(['training', 'common']);
  const [, navigate] = useLocation();
  const jobs = useKnownJobs();
  const columns = useMemo<readonly DataColumn<TrainingRow>[]>(
    () => [
      nameColumn('name', t('name'), 'minmax(220px, 3fr)', ({ name }) => name),
      {
        key: 'verdict',
        header: t('verdictHead'),
        value: ({ verdict }) => verdict,
        cell: ({ verdict, jobId }) => {
          const known = knownVerdict(verdict);
          if (known !== null) {
            return <ToneWord tone={toneOf(known)}>{t(`verdict.${known}`)}</ToneWord>;
          }
          const isRunning = jobId !== null && jobs.get(jobId)?.status === 'running';
          return (
            <Badge size="sm" variant="light" color={isRunning ? 'blue' : 'gray'} tt="none">
              {isRunning ? t('state.running') : t('state.unfinished')}
            </Badge>
          );
        },
        width: '140px',
      },
      {
        key: 'opis',
        header: t('opisChange'),
        value: ({ opisAfter }) => opisAfter,
        cell: ({ finished, opisBefore, opisAfter }) =>
          finished
            ? t('fromTo', {
                before: formatSignificant(opisBefore),
                after: formatSignificant(opisAfter),
              })
            : '–',
        width: '190px',
        align: 'right',
      },
      {
        key: 'recall',
        header: t('recallChange'),
        value: ({ recallAfter }) => recallAfter,
        cell: ({ finished, recallBefore, recallAfter }) =>
          finished
            ? t('fromTo', {
                before: formatSignificant(recallBefore),
                after: formatSignificant(recallAfter),
              })
            : '–',
        width: '200px',
        align: 'right',
      },
      figureColumn('started', t('started'), '180px', ({ createdAt }) => createdAt, formatTime),
    ],
    [t, jobs],
  );
  return (
    <DataTable
      label={t('list')}
      rows={trainings}
      columns={columns}
      rowKey={({ runId }) => runId}
      filterText={({ name }) => name}
      height={600}
      rowHeight={36}
      onSelect={(row) => navigate(addressOf(row))}
    />
  );
}
