import { Anchor, Group, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { QueueInput, ReviewQueue } from '../../../contract/api/review.ts';
import { Term, type TermName } from '../../components/term.tsx';
import { type ReviewChoice, reviewAddress } from './review-address.ts';

/** Queues whose matter the glossary explains. */
const terms: Partial<Record<ReviewQueue, TermName>> = {
  collisions: 'collision',
  'label-suspects': 'suspectedLabel',
  'near-duplicates': 'nearDuplicate',
};

/** What of a queue is shown, and in which order. */
export function QueueFilters({
  evaluationId,
  queue,
  choice,
  classNames,
}: {
  evaluationId: string;
  queue: ReviewQueue;
  choice: ReviewChoice;
  classNames: readonly string[];
}) {
  const { t } = useTranslation('review');
  const [, navigate] = useLocation();
  const term = terms[queue];
  const change = (part: Partial<ReviewChoice>): void =>
    navigate(reviewAddress(evaluationId, queue, { ...choice, ...part, item: null }), {
      replace: true,
    });
  const sides = [
    {
      value: 'both' as const,
      label: queue === 'worst-classes' ? t('filter.utility') : t('filter.both'),
    },
    {
      value: 'false-accepts' as const,
      label: queue === 'worst-classes' ? 'FAR' : t('filter.falseAccepts'),
    },
    {
      value: 'false-rejects' as const,
      label: queue === 'worst-classes' ? 'FRR' : t('filter.falseRejects'),
    },
  ];
  return (
    <Group gap="xs" className="review-filters">
      {(queue === 'wrong-pairs' || queue === 'worst-classes') && (
        <SegmentedControl
          aria-label={queue === 'worst-classes' ? t('filter.by') : t('filter.side')}
          value={choice.side}
          onChange={(side: QueueInput['side']) => change({ side })}
          data={sides}
        />
      )}
      {queue === 'wrong-pairs' && (
        <SegmentedControl
          aria-label={t('filter.order')}
          value={choice.order}
          onChange={(order: QueueInput['order']) => change({ order })}
          data={[
            { value: 'worst', label: t('filter.worst') },
            { value: 'nearest', label: t('filter.nearest') },
          ]}
        />
      )}
      {queue === 'wrong-pairs' && choice.classes.length > 0 && (
        <Text size="xs">
          {t('filter.only', {
            classes: choice.classes.map((c) => classNames[c] ?? String(c)).join(' × '),
          })}{' '}
          <Anchor
            component={Link}
            size="xs"
            href={reviewAddress(evaluationId, queue, { ...choice, classes: [], item: null })}
          >
            {t('filter.all')}
          </Anchor>
        </Text>
      )}
      <Text size="xs" c="dimmed" component="div">
        {term !== undefined && (
          <>
            <Term name={term} />
            {': '}
          </>
        )}
        {t(`about.${queue}`)}
      </Text>
    </Group>
  );
}
