import {
  type QueueInput,
  type ReviewQueue,
  reviewQueueSchema,
} from '../../../contract/api/review-items.ts';
import { shortestDecimal } from '../../components/typed-number.ts';

/** The queues, in the order of their tabs. */
export const reviewQueues: readonly ReviewQueue[] = reviewQueueSchema.options;

/** What of a review stands in the address behind `?`. */
export interface ReviewChoice {
  /** Null: the evaluation's main operating point. */
  threshold: number | null;
  side: QueueInput['side'];
  order: QueueInput['order'];
  /** At most two classes whose pairs alone are shown. */
  classes: readonly number[];
  /** Classes with this tag alone; null: the wrong ones. */
  tag: string | null;
  /** Key of the item that is looked at; null: the first that nobody has decided. */
  item: string | null;
}

export const firstChoice: ReviewChoice = {
  threshold: null,
  side: 'both',
  order: 'worst',
  classes: [],
  tag: null,
  item: null,
};

/** Reads what stands behind `?`; what makes no sense there is passed over. */
export function readChoice(search: string): ReviewChoice {
  const asked = new URLSearchParams(search);
  const threshold = asked.get('t');
  const side = asked.get('side');
  return {
    threshold:
      threshold === null || threshold === '' || Number.isNaN(Number(threshold))
        ? null
        : Number(threshold),
    side: side === 'false-accepts' || side === 'false-rejects' ? side : 'both',
    order: asked.get('order') === 'nearest' ? 'nearest' : 'worst',
    classes: asked
      .getAll('class')
      .filter((text) => /^\d+$/.test(text))
      .slice(0, 2)
      .map(Number),
    tag: asked.get('tag') || null,
    item: asked.get('item'),
  };
}

/**
 * Address of a part of a review.
 *
 * @param part a queue, `class/12`, `gallery` or `change`
 */
export function reviewAddress(
  evaluationId: string,
  part: string,
  choice: Partial<ReviewChoice>,
): string {
  const { threshold, side, order, classes, tag, item } = { ...firstChoice, ...choice };
  const asked = new URLSearchParams();
  if (threshold !== null) asked.set('t', shortestDecimal(threshold));
  if (side !== 'both') asked.set('side', side);
  if (order !== 'worst') asked.set('order', order);
  for (const c of classes) asked.append('class', String(c));
  if (tag !== null) asked.set('tag', tag);
  if (item !== null) asked.set('item', item);
  const search = asked.toString();
  const address = `/review/${encodeURIComponent(evaluationId)}/${part}`;
  return search === '' ? address : `${address}?${search}`;
}
