import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationRow } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { formatFigure, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { QueriedList } from '../../components/queried-list.tsx';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';

/** The evaluations that can be reviewed, with what is pending on each. */
export function EvaluationChoice() {
  const { t } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const query = useQuery(engine.evaluations.list.queryOptions());
  const columns = useMemo<readonly DataColumn<EvaluationRow>[]>(
    () => [
      nameColumn('name', t('choose.name'), 'minmax(180px, 2fr)', ({ name }) => name),
      {
        key: 'data',
        header: t('choose.data'),
        value: ({ datasetName }) => datasetName,
        width: 'minmax(90px, 1fr)',
      },
      {
        key: 'model',
        header: t('choose.model'),
        value: ({ modelName }) => modelName,
        width: 'minmax(90px, 1fr)',
      },
      figureColumn('opis', 'OPIS', '84px', ({ opis }) => opis, formatFigure),
      {
        key: 'pending',
        header: t('choose.pending'),
        cell: ({ id }) => <Pending evaluationId={id} />,
        width: '190px',
        align: 'right',
      },
      figureColumn('time', t('choose.time'), '160px', ({ createdAt }) => createdAt, formatTime),
    ],
    [t],
  );
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        <Button component={Link} href="/review/pairs" variant="default">
          {t('pairSets')}
        </Button>
      </Group>
      <Hint name="review">{t('hint')}</Hint>
      <QueriedList
        query={query}
        empty={
          <EmptyState title={t('choose.emptyTitle')} text={t('choose.emptyText')}>
            <Group>
              <Button component={Link} href="/threshold/new">
                {t('choose.evaluate')}
              </Button>
              <Button component={Link} href="/" variant="default">
                {t('choose.demo')}
              </Button>
            </Group>
          </EmptyState>
        }
      >
        {(rows) => (
          <>
            <Text size="sm">{t('choose.lead')}</Text>
            <DataTable
              label={t('choose.label')}
              rows={rows}
              columns={columns}
              rowKey={({ id }) => id}
              filterText={filterText}
              firstSort={{ key: 'time', descending: true }}
              height={520}
              rowHeight={34}
              onSelect={({ id }) => navigate(`/review/${id}/wrong-pairs`)}
            />
          </>
        )}
      </QueriedList>
      <Text size="xs" c="dimmed">
        {t('untouched')}
      </Text>
    </Stack>
  );
}

const filterText = ({ name, datasetName, modelName }: EvaluationRow): string =>
  [name, datasetName, modelName].filter((part) => part !== null).join(' ');

/** What verdicts want changed of an evaluation: asked for the rows in view alone. */
function Pending({ evaluationId }: { evaluationId: string }) {
  const { t } = useTranslation('review');
  const { data } = useQuery(engine.review.overview.queryOptions({ input: { evaluationId } }));
  if (data === undefined) return <span>–</span>;
  const { pendingChanges, preparedAt } = data;
  if (pendingChanges > 0) {
    return (
      <Anchor
        component={Link}
        href={`/review/${evaluationId}/change`}
        size="sm"
        title={t('head.change')}
      >
        {t('head.changes', { count: pendingChanges })}
      </Anchor>
    );
  }
  return preparedAt === null ? (
    <Text span size="xs" c="dimmed">
      {t('choose.notPrepared')}
    </Text>
  ) : (
    <span>{t('head.changes', { count: 0 })}</span>
  );
}
