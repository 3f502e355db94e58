import { Alert, Anchor, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { EvaluationRow } from '../../../contract/api/evaluations.ts';
import type { ReviewOverview } from '../../../contract/api/review.ts';
import { formatTime } from '../../components/format.ts';
import { reviewAddress } from './review-address.ts';

/** Parts whose figures count labels; pairs and duplicates show what verdicts make of each image. */
const countingParts = /^(worst-classes|collisions|label-suspects|class\/\d+)$/;

/**
 * What of a review is no longer as it is now: the data, where its folder was imported again; labels,
 * where verdicts want others than were evaluated.
 */
export function StaleNotice({
  row,
  overview,
  part,
  threshold,
}: {
  row: EvaluationRow;
  overview: ReviewOverview;
  /** The queue, class or change that is shown. */
  part: string;
  threshold: number | null;
}) {
  const { t } = useTranslation('review');
  const { dataChanged, pendingChanges } = overview;
  return (
    <>
      {dataChanged && (
        <Alert color="yellow" className="review-stale">
          <Text size="sm">{t('stale.data', { time: formatTime(row.createdAt) })}</Text>
          <Button
            component={Link}
            variant="default"
            href={`/threshold/new?dataset=${String(row.datasetId)}`}
          >
            {t('stale.evaluate')}
          </Button>
        </Alert>
      )}
      {pendingChanges > 0 && countingParts.test(part) && (
        <Text size="xs">
          {t('stale.verdicts', { count: pendingChanges })}{' '}
          <Anchor component={Link} size="xs" href={reviewAddress(row.id, 'change', { threshold })}>
            {t('stale.apply')}
          </Anchor>
        </Text>
      )}
    </>
  );
}
