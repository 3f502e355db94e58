import { Alert, Skeleton, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { ReviewQueue } from '../../../contract/api/review-items.ts';
import type { ReviewOverview } from '../../../contract/api/review.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ClassPairView } from './class-pair-view.tsx';
import { ClassSheet } from './class-sheet.tsx';
import { ItemList } from './item-list.tsx';
import { Judging } from './judging.tsx';
import { isItemOf, isJudged, nextUndecided } from './queue-items.ts';
import { QueueFilters } from './queue-filters.tsx';
import { type ReviewChoice, reviewAddress } from './review-address.ts';
import { useReviewKeys } from './review-keys.ts';
import { useQueue } from './use-queue.ts';

const blindKey = 'isoline.review.blind';
/** Items through which an asked or undecided one is looked for by itself. */
const searchedItems = 5000;

interface QueueViewProps {
  view: EvaluationView;
  overview: ReviewOverview | undefined;
  queue: ReviewQueue;
  choice: ReviewChoice;
  threshold: number;
}

/** A queue: its items on the left, the chosen one on the right. */
export function QueueView({ view, overview, queue, choice, threshold }: QueueViewProps) {
  const { t, i18n } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const evaluationId = view.row.id;
  const [blind, setBlind] = useState(() => localStorage.getItem(blindKey) === 'on');
  const page = useQueue(evaluationId, queue, threshold, choice, true);
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = page;
  const asked = items.find(({ key }) => key === choice.item) ?? null;
  const found = asked ?? (choice.item === null ? nextUndecided(items, 0) : null);
  const isSearching = found === null && hasNextPage && items.length < searchedItems;
  const current = found ?? (isSearching ? null : (items[0] ?? null));
  const place = current === null ? -1 : items.indexOf(current);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    if (isSearching) more();
  }, [isSearching, more]);
  const show = (item: string | null): void =>
    navigate(reviewAddress(evaluationId, queue, { ...choice, item }), { replace: true });
  const walk = (step: number) => (): void => {
    const item = items[place + step];
    if (item !== undefined) show(item.key);
  };
  useReviewKeys({ next: walk(1), previous: walk(-1) });
  const turnBlind = (): void => {
    localStorage.setItem(blindKey, blind ? 'off' : 'on');
    setBlind(!blind);
  };
  const others = items.filter((item) => item !== current);
  const next = nextUndecided(others, place);
  // Without one in sight, the first undecided of what follows is looked for.
  const goOn = (): void => {
    if (next !== null) show(next.key);
    else if (hasNextPage) show(null);
    else if (current !== null) show(current.key);
  };
  if (page.error !== null) {
    return <FailureNotice error={page.error} onRetry={() => void page.refetch()} />;
  }
  const isDecided = items.length > 0 && !hasNextPage && nextUndecided(items, 0) === null;
  return (
    <>
      <QueueFilters
        evaluationId={evaluationId}
        queue={queue}
        choice={choice}
        classNames={view.classNames}
      />
      {page.last?.complete === false && (
        <Text size="xs" c="dimmed">
          {page.last.reason === undefined
            ? t('list.incomplete')
            : sentenceIn(i18n.language, page.last.reason)}
        </Text>
      )}
      {page.isPending ? (
        <Skeleton height={360} aria-label={t('common:loading')} />
      ) : items.length === 0 ? (
        <Alert variant="light">
          {queue === 'worst-classes' && choice.tag !== null
            ? t('filter.noneTagged')
            : t(`none.${queue}`)}
        </Alert>
      ) : (
        <div className="review-body">
          <div className="review-side">
            <ItemList
              items={items}
              selected={current?.key ?? null}
              blind={blind}
              hasMore={hasNextPage}
              onEnd={more}
              onSelect={show}
            />
            {isDecided && (
              <Text size="xs" p={4}>
                {t('list.allDecided')}
              </Text>
            )}
          </div>
          {current === null ? (
            <Skeleton height={360} aria-label={t('common:loading')} />
          ) : isJudged(current) ? (
            <Judging
              view={view}
              overview={overview}
              item={current}
              next={next !== null && isJudged(next) ? next : null}
              threshold={threshold}
              blind={blind}
              onBlind={turnBlind}
              onGiven={goOn}
              onMoved={(verdict) => {
                const item = items.find((one) => isItemOf(one, verdict));
                if (item !== undefined) show(item.key);
              }}
            />
          ) : current.kind === 'class' ? (
            <ClassSheet view={view} class={current.class} threshold={threshold} />
          ) : (
            <ClassPairView evaluationId={evaluationId} item={current} threshold={threshold} />
          )}
        </div>
      )}
    </>
  );
}
