import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { QueueInput } from '../../../contract/api/review-items.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';
import { reviewAddress } from './review-address.ts';
import { useQueue } from './use-queue.ts';

const shownPairs = 12;

/** The worst pairs of a class, or between two, each a link to its place in the review. */
export function PairLinks({
  evaluationId,
  threshold,
  classes,
  side,
  none,
}: {
  evaluationId: string;
  threshold: number;
  classes: readonly number[];
  side: QueueInput['side'];
  none: string;
}) {
  const { t } = useTranslation(['review', 'common']);
  const choice = { side, order: 'worst', classes, tag: null } as const;
  const { items, isPending, error } = useQueue(
    evaluationId,
    'wrong-pairs',
    threshold,
    choice,
    true,
  );
  if (error !== null) return <FailureNotice error={error} />;
  if (isPending) return <Skeleton height={80} aria-label={t('common:loading')} />;
  if (items.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <ul className="review-pair-links">
      {items.slice(0, shownPairs).map((item) =>
        item.kind !== 'pair' ? null : (
          <li key={item.key}>
            <Link
              href={reviewAddress(evaluationId, 'wrong-pairs', {
                ...choice,
                threshold,
                item: item.key,
              })}
              data-kind={item.same ? 'genuine' : 'impostor'}
            >
              <span className="review-row-images">
                <Thumbnail imageId={item.first.imageId} name={item.first.name} size={60} />
                <Thumbnail imageId={item.second.imageId} name={item.second.name} size={60} />
              </span>
              <span className="isoline-number">{scoreText(item.score)}</span>
            </Link>
          </li>
        ),
      )}
    </ul>
  );
}
