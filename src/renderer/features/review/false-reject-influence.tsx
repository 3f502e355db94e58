import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FalseRejectInfluence } from '../../../contract/api/review.ts';
import { engine } from '../../api/client.ts';
import type { DataColumn } from '../../components/data-table.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatPercent, formatRate } from '../../components/format.ts';
import { imageColumn, imageFigureColumn, InfluentialImages } from './influential-images.tsx';

type RejectedImage = FalseRejectInfluence['images'][number];

const shownImages = 20;

/** The few images whose genuine pairs make the FRR at a given threshold. */
export function FalseRejectTable({
  evaluationId,
  threshold,
}: {
  evaluationId: string;
  threshold: number;
}) {
  const { t } = useTranslation(['review', 'common']);
  const { data, error, isPending } = useQuery(
    engine.review.falseRejectInfluence.queryOptions({
      input: { evaluationId, threshold, limit: shownImages },
      staleTime: 60_000,
    }),
  );
  const columns = useMemo<readonly DataColumn<RejectedImage>[]>(
    () => [
      imageColumn(t('influence.image')),
      imageFigureColumn(
        'rejects',
        t('influence.rejects'),
        ({ falseRejects }) => falseRejects,
        formatCount,
      ),
      imageFigureColumn('share', t('influence.share'), ({ share }) => share, formatPercent),
      imageFigureColumn(
        'frr',
        t('influence.frrWithout'),
        (image) => image.falseRejectRateWithout,
        formatRate,
      ),
    ],
    [t],
  );
  return (
    <section className="isoline-panel review-influence">
      <Title order={2} size="h4">
        {t('influence.titleRejects')}
      </Title>
      <Text size="sm">{t('influence.leadRejects')}</Text>
      {error !== null && <FailureNotice error={error} />}
      {isPending && <Skeleton height={120} aria-label={t('common:loading')} />}
      {data?.images.length === 0 && <Text size="sm">{t('influence.noneRejected')}</Text>}
      {data !== undefined && data.images.length > 0 && (
        <InfluentialImages
          label={t('influence.tableRejects')}
          images={data.images}
          columns={columns}
          firstSort="rejects"
          evaluationId={evaluationId}
          threshold={threshold}
          side="false-rejects"
        />
      )}
    </section>
  );
}
