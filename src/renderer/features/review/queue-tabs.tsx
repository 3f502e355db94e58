import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ReviewOverview } from '../../../contract/api/review.ts';
import { formatCount } from '../../components/format.ts';
import { reviewAddress, reviewQueues } from './review-address.ts';

/** The queues with how much is in each, as far as that is known, and what else can be looked at. */
export function QueueTabs({
  evaluationId,
  overview,
  part,
  threshold,
}: {
  evaluationId: string;
  overview: ReviewOverview | undefined;
  /** The queue, or other part, that is shown. */
  part: string;
  threshold: number | null;
}) {
  const { t } = useTranslation(['review', 'galleries']);
  return (
    <nav className="review-tabs" aria-label={t('queues.label')}>
      {reviewQueues.map((queue) => {
        const items = overview?.queues.find((entry) => entry.queue === queue)?.items ?? null;
        return (
          <Link
            key={queue}
            href={reviewAddress(evaluationId, queue, { threshold })}
            aria-current={queue === part ? 'page' : undefined}
          >
            {t(`queues.${queue}`)}
            {items !== null && <span className="review-count">{formatCount(items)}</span>}
          </Link>
        );
      })}
      <Link
        className="review-tab-apart"
        href={reviewAddress(evaluationId, 'gallery', { threshold })}
        aria-current={part === 'gallery' ? 'page' : undefined}
      >
        {t('galleries:tab')}
      </Link>
    </nav>
  );
}
