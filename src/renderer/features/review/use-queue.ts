import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import type {
  QueuePage,
  ReviewItem,
  ReviewQueue,
  Verdict,
} from '../../../contract/api/review-items.ts';
import { client, engine } from '../../api/client.ts';
import { afterVerdict } from './queue-items.ts';
import type { ReviewChoice } from './review-address.ts';

/** Items that one call brings. */
const pageSize = 100;

const allQueues = 'review-queue';

/** How a review stands at a threshold: counts of its queues, verdicts, whether it is prepared. */
export function useOverview(evaluationId: string, threshold: number) {
  return useQuery(
    engine.review.overview.queryOptions({ input: { evaluationId, threshold }, staleTime: 5_000 }),
  );
}

/** A queue as far as it was read, and its next page on request. */
export function useQueue(
  evaluationId: string,
  queue: ReviewQueue,
  threshold: number,
  { side, order, classes, tag }: Pick<ReviewChoice, 'side' | 'order' | 'classes' | 'tag'>,
  enabled: boolean,
) {
  const query = useInfiniteQuery({
    queryKey: [allQueues, evaluationId, queue, threshold, side, order, classes, tag],
    queryFn: ({ pageParam, signal }) =>
      client.review.queue(
        {
          evaluationId,
          queue,
          threshold,
          side,
          order,
          classes: [...classes],
          tag,
          cursor: pageParam,
          limit: pageSize,
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled,
    staleTime: 60_000,
  });
  const { data } = query;
  const items = useMemo<readonly ReviewItem[]>(
    () => data?.pages.flatMap((page) => page.items) ?? [],
    [data],
  );
  return { ...query, items, last: data?.pages.at(-1) ?? null };
}

/** Shows a verdict on all items that are in the page already, without asking for them again. */
export function showVerdict(queries: QueryClient, verdict: Verdict): void {
  queries.setQueriesData<InfiniteData<QueuePage>>({ queryKey: [allQueues] }, (data) =>
    data === undefined
      ? undefined
      : {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => afterVerdict(item, verdict)),
          })),
        },
  );
}

/** Reads again what verdicts change, queues as well where `queues` says so. */
export async function refreshReview(queries: QueryClient, queues: boolean): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: engine.review.key() }),
    queries.invalidateQueries({
      queryKey: [allQueues],
      refetchType: queues ? 'active' : 'none',
    }),
  ]);
}
