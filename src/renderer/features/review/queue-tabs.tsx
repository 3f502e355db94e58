import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ReviewOverview, ReviewQueue } from '../../../contract/api/review.ts';
import { formatCount } from '../../components/format.ts';
import { reviewAddress, reviewQueues } from './review-address.ts';

/** The queues with how much is in each, as far as that is known. */
export function QueueTabs({
  evaluationId,
  overview,
  current,
  threshold,
}: {
  evaluationId: string;
  overview: ReviewOverview | undefined;
  current: ReviewQueue | null;
  threshold: number | null;
}) {
  const { t } = useTranslation('review');
  return (
    <nav className="review-tabs" aria-label={t('queues.label')}>
      {reviewQueues.map((queue) => {
        const items = overview?.queues.find((entry) => entry.queue === queue)?.items ?? null;
        return (
          <Link
            key={queue}
            href={reviewAddress(evaluationId, queue, { threshold })}
            aria-current={queue === current ? 'page' : undefined}
          >
            {t(`queues.${queue}`)}
            {items !== null && <span className="review-count">{formatCount(items)}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
