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
import { Term } from '../../components/term.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';
import { reviewAddress } from './review-address.ts';

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
  const columns = useMemo<readonly DataColumn<InfluentialImage>[]>(() => {
    const figure = (
      key: string,
      label: string,
      value: (image: InfluentialImage) => number | null,
      text: (value: number) => string,
    ): DataColumn<InfluentialImage> => ({
      key,
      header: label,
      label,
      value,
      cell: (image) => {
        const shown = value(image);
        return shown === null ? '–' : text(shown);
      },
      width: 'minmax(150px, 1fr)',
      align: 'right',
    });
    return [
      {
        key: 'image',
        header: t('influence.image'),
        label: t('influence.image'),
        value: ({ name }) => name,
        cell: ({ name, imageId }) => (
          <span className="review-image-cell">
            <Thumbnail imageId={imageId} name={name} size={38} />
            <span title={name}>{name}</span>
          </span>
        ),
        width: 'minmax(180px, 2fr)',
      },
      figure('accepts', t('influence.accepts'), (image) => image.falseAccepts, formatCount),
      figure('share', t('influence.share'), ({ share }) => share, formatPercent),
      figure('without', t('influence.without'), (image) => image.thresholdWithout, scoreText),
      figure(
        'far',
        t('influence.farWithout'),
        (image) => image.falseAcceptRateWithout,
        (rate) => formatRate(rate),
      ),
    ];
  }, [t]);
  return (
    <section className="isoline-panel review-influence">
      <Title order={2} size="h4">
        <Term name="influence">{t('influence.title')}</Term>
      </Title>
      <Text size="sm">{t('influence.lead')}</Text>
      {error !== null && <FailureNotice error={error} />}
      {isPending && <Skeleton height={120} aria-label={t('common:loading')} />}
      {data !== undefined && (
        <>
          {data.reason !== undefined && (
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
