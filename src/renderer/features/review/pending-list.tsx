import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LabelChange } from '../../../contract/api/review.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { imageColumn } from './influential-images.tsx';
import { PathLabel } from './path-label.tsx';

const rowHeight = 46;
const mostHeight = 300;

/** The labels that verdicts want otherwise. */
export function PendingList({ changes }: { changes: readonly LabelChange[] }) {
  const { t } = useTranslation(['review', 'common']);
  const columns = useMemo<readonly DataColumn<LabelChange>[]>(
    () => [
      imageColumn(t('change.image')),
      {
        key: 'from',
        header: t('change.from'),
        value: ({ from }) => from ?? t('change.wasOut'),
        cell: ({ from }) => <PathLabel path={from ?? t('change.wasOut')} />,
        width: 'minmax(120px, 1fr)',
      },
      {
        key: 'to',
        header: t('change.to'),
        value: ({ to }) => to ?? t('change.leaveOut'),
        cell: ({ to }) => (
          <b>
            <PathLabel path={to ?? t('change.leaveOut')} />
          </b>
        ),
        width: 'minmax(120px, 1fr)',
      },
    ],
    [t],
  );
  const leftOut = changes.filter(({ to }) => to === null).length;
  return (
    <>
      <Text size="sm" my="xs">
        {t('change.summary', {
          relabelled: t('common:images', { count: changes.length - leftOut }),
          leftOut: t('common:images', { count: leftOut }),
        })}
      </Text>
      <DataTable
        label={t('change.list')}
        rows={changes}
        columns={columns}
        rowKey={({ name }) => name}
        height={Math.min(mostHeight, (changes.length + 1) * rowHeight)}
        rowHeight={rowHeight}
      />
    </>
  );
}
