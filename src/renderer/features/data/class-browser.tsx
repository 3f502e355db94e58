import { Button, Skeleton, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetClass, DatasetDetails } from '../../../contract/api/datasets.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount } from '../../components/format.ts';
import { figureColumn, nameColumn } from '../../components/table-columns.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';

const imagesAtOnce = 60;

/** The classes of a dataset, and the images of the chosen one. */
export function ClassBrowser({ dataset }: { dataset: DatasetDetails }) {
  const { t } = useTranslation(['data', 'common']);
  const [chosen, setChosen] = useState<string | null>(null);
  const columns = useMemo<readonly DataColumn<DatasetClass>[]>(() => {
    // What no class has leaves its room to the names.
    const lacking = (['unreadable', 'missing'] as const).filter((key) =>
      dataset.classList.some((row) => row[key] > 0),
    );
    return [
      nameColumn('name', t('common:class'), 'minmax(170px, 3fr)', ({ name }) => name),
      figureColumn('images', t('images'), '74px', ({ images }) => images, formatCount),
      ...lacking.map((key) =>
        figureColumn<DatasetClass>(
          key,
          t(`classTable.${key}`),
          '84px',
          (row) => row[key],
          formatCount,
        ),
      ),
      ...(dataset.sets === null
        ? []
        : [
            {
              key: 'set',
              header: t('classTable.set'),
              value: ({ split }: DatasetClass) => (split === null ? null : t(`set.${split}`)),
              width: '108px',
            },
          ]),
    ];
  }, [t, dataset]);
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('classTable.title')}
      </Title>
      <div className="data-classes">
        <DataTable
          label={t('classTable.title')}
          rows={dataset.classList}
          columns={columns}
          rowKey={({ name }) => name}
          filterText={({ name }) => name}
          firstSort={{ key: 'images', descending: true }}
          height={480}
          selected={chosen}
          onSelect={({ name }) => setChosen(name)}
        />
        {chosen === null ? (
          <Text size="sm" c="dimmed">
            {t('classTable.pick')}
          </Text>
        ) : (
          <ClassImages key={chosen} datasetId={dataset.id} className={chosen} />
        )}
      </div>
    </section>
  );
}

function ClassImages({ datasetId, className }: { datasetId: number; className: string }) {
  const { t } = useTranslation(['data', 'common']);
  const said = useSentences();
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(
    engine.datasets.images.infiniteOptions({
      input: (offset: number) => ({ id: datasetId, className, offset, limit: imagesAtOnce }),
      initialPageParam: 0,
      getNextPageParam: ({ total }, pages) => {
        const shown = pages.reduce((sum, { images }) => sum + images.length, 0);
        return shown < total ? shown : undefined;
      },
    }),
  );
  const images = data?.pages.flatMap((page) => page.images) ?? [];
  return (
    <div>
      <Title order={3} size="h5" mb="xs" className="data-path">
        {className}
      </Title>
      {error !== null && <FailureNotice error={error} />}
      {data === undefined && error === null && (
        <Skeleton height={110} aria-label={t('common:loading')} />
      )}
      <ul className="data-images">
        {images.map(({ id, path, status, reason }) => (
          <li key={id} title={path}>
            <Thumbnail imageId={status === 'ok' ? id : null} name={path} size={96} />
            {reason !== null && (
              <Text size="xs" c="red">
                {said(reason)}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t('classTable.more')}
        </Button>
      )}
    </div>
  );
}
