import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Influence, ThresholdChoice } from '../../../contract/api/review.ts';
import { engine } from '../../api/client.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatPercent, formatRate } from '../../components/format.ts';
import { figureColumn } from '../../components/table-columns.tsx';
import { Term } from '../../components/term.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';
import { PathLabel } from './path-label.tsx';
import { reviewAddress } from './review-address.ts';
import { shortName } from './verdict-text.ts';

type InfluentialImage = Influence['images'][number];

const shownImages = 20;

/** The few images whose impostor pairs hold the threshold where it is. */
export function InfluenceTable({
  evaluationId,
  threshold,
  by,
}: {
  evaluationId: string;
  threshold: number;
  by: ThresholdChoice;
}) {
  const { t } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const { data, error, isPending } = useQuery(
    engine.review.influence.queryOptions({
      input: { evaluationId, by, limit: shownImages },
      staleTime: 60_000,
    }),
  );
  const isGiven = 'threshold' in by;
  const columns = useMemo<readonly DataColumn<InfluentialImage>[]>(() => {
    const figure = (
      key: string,
      header: string,
      value: (image: InfluentialImage) => number | null,
      format: (figure: number) => string,
    ): DataColumn<InfluentialImage> =>
      figureColumn(key, header, 'minmax(150px, 1fr)', value, format);
    return [
      {
        key: 'image',
        header: t('influence.image'),
        value: ({ name }) => name,
        cell: ({ name, imageId }) => (
          <span className="review-image-cell">
            <Thumbnail imageId={imageId} name={name} size={38} />
            <PathLabel path={shortName(name)} whole={name} />
          </span>
        ),
        width: 'minmax(180px, 2fr)',
      },
      figure('accepts', t('influence.accepts'), (image) => image.falseAccepts, formatCount),
      figure('share', t('influence.share'), ({ share }) => share, formatPercent),
      ...(isGiven
        ? []
        : [
            figure('without', t('influence.without'), (image) => image.thresholdWithout, scoreText),
          ]),
      figure('far', t('influence.farWithout'), (image) => image.falseAcceptRateWithout, formatRate),
    ];
  }, [t, isGiven]);
  return (
    <section className="isoline-panel review-influence">
      <Title order={2} size="h4">
        <Term name="influence">{t(isGiven ? 'influence.titleGiven' : 'influence.title')}</Term>
      </Title>
      <Text size="sm">{t(isGiven ? 'influence.leadGiven' : 'influence.lead')}</Text>
      {error !== null && <FailureNotice error={error} />}
      {isPending && <Skeleton height={120} aria-label={t('common:loading')} />}
      {data !== undefined && (
        <>
          {data.reason !== undefined && !isGiven && (
            <Text size="xs" c="dimmed">
              {data.reason}
            </Text>
          )}
          {data.images.length === 0 ? (
            <Text size="sm">{t('influence.none')}</Text>
          ) : (
            <DataTable
              label={t('influence.table')}
              rows={data.images}
              columns={columns}
              rowKey={({ image }) => image}
              firstSort={{ key: 'accepts', descending: true }}
              height={340}
              rowHeight={46}
              onSelect={(image) =>
                navigate(
                  reviewAddress(evaluationId, 'wrong-pairs', {
                    threshold,
                    side: 'false-accepts',
                    classes: [image.class],
                  }),
                )
              }
            />
          )}
        </>
      )}
    </section>
  );
}
