import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Influence, ThresholdChoice } from '../../../contract/api/review.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { engine } from '../../api/client.ts';
import type { DataColumn } from '../../components/data-table.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatDecimal, formatPercent, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { imageColumn, imageFigureColumn, InfluentialImages } from './influential-images.tsx';

type InfluentialImage = Influence['images'][number];

const shownImages = 20;
/** One image moves a threshold by little: four decimals would show none of it. */
const thresholdText = (threshold: number): string => formatDecimal(threshold, 6);

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
  const { t, i18n } = useTranslation(['review', 'common']);
  const { data, error, isPending } = useQuery(
    engine.review.influence.queryOptions({
      input: { evaluationId, by, limit: shownImages },
      staleTime: 60_000,
    }),
  );
  const isGiven = 'threshold' in by;
  const columns = useMemo<readonly DataColumn<InfluentialImage>[]>(() => {
    const figure = imageFigureColumn<InfluentialImage>;
    return [
      imageColumn(t('influence.image')),
      figure('accepts', t('influence.accepts'), (image) => image.falseAccepts, formatCount),
      figure('share', t('influence.share'), ({ share }) => share, formatPercent),
      ...(isGiven
        ? []
        : [
            figure(
              'without',
              t('influence.without'),
              (image) => image.thresholdWithout,
              thresholdText,
            ),
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
              {sentenceIn(i18n.language, data.reason)}
            </Text>
          )}
          {data.images.length === 0 ? (
            <Text size="sm">{t('influence.none')}</Text>
          ) : (
            <InfluentialImages
              label={t('influence.table')}
              images={data.images}
              columns={columns}
              firstSort="accepts"
              evaluationId={evaluationId}
              threshold={threshold}
              side="false-accepts"
            />
          )}
        </>
      )}
    </section>
  );
}
