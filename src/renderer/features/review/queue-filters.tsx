import { Anchor, Group, NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { QueueInput, ReviewQueue } from '../../../contract/api/review-items.ts';
import { engine } from '../../api/client.ts';
import { formatCount } from '../../components/format.ts';
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
      {queue === 'worst-classes' && (
        <TagFilter evaluationId={evaluationId} tag={choice.tag} onTag={(tag) => change({ tag })} />
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

/** Chooses the classes by a tag; nothing where no class has one. */
function TagFilter({
  evaluationId,
  tag,
  onTag,
}: {
  evaluationId: string;
  tag: string | null;
  onTag: (tag: string | null) => void;
}) {
  const { t } = useTranslation('review');
  const { data: used = [] } = useQuery(
    engine.review.tags.queryOptions({ input: { evaluationId } }),
  );
  // One that is no longer in use is still what the address asks for.
  const gone = tag !== null && !used.some((one) => one.tag === tag) ? [{ tag, classes: 0 }] : [];
  const options = [...used, ...gone];
  if (options.length === 0) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={t('filter.tag')}
      value={tag ?? ''}
      onChange={({ currentTarget: { value } }) => onTag(value === '' ? null : value)}
      data={[
        { value: '', label: t('filter.everyTag') },
        ...options.map((one) => ({
          value: one.tag,
          label: t('filter.tagged', { tag: one.tag, classes: formatCount(one.classes) }),
        })),
      ]}
    />
  );
}
