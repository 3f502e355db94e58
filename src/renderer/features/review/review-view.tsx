import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Hint } from '../../components/hint.tsx';
import { mainThreshold } from '../../components/main-threshold.ts';
import { LoadFailure, NotFound } from '../../components/not-found.tsx';
import { ChangeView } from './change-view.tsx';
import { ClassSheet } from './class-sheet.tsx';
import { GalleryView } from './gallery-view.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { PreparePanel } from './prepare-panel.tsx';
import { QueueTabs } from './queue-tabs.tsx';
import { QueueView } from './queue-view.tsx';
import { readChoice, reviewAddress, reviewQueues } from './review-address.ts';
import { ReviewHead } from './review-head.tsx';
import { useReviewKeys } from './review-keys.ts';
import { StaleNotice } from './stale-notice.tsx';
import { useOverview } from './use-queue.ts';

/**
 * The review of one evaluation: `/review/ID/QUEUE`, `/review/ID/class/12`, `/review/ID/gallery`,
 * `/review/ID/change`.
 */
export function ReviewView({ id, part }: { id: string; part: string }) {
  const { t } = useTranslation(['review', 'common']);
  const { data, error, refetch } = useQuery({
    ...engine.evaluations.get.queryOptions({ input: { id } }),
    staleTime: Infinity,
  });
  if (error !== null) {
    return (
      <LoadFailure
        what="evaluation"
        name={id}
        list="/review"
        error={error}
        onRetry={() => void refetch()}
      />
    );
  }
  if (data === undefined) return <Skeleton height={300} aria-label={t('common:loading')} />;
  return <Loaded key={id} view={data} part={part} />;
}

function Loaded({ view, part }: { view: EvaluationView; part: string }) {
  const { t } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const search = useSearch();
  const choice = readChoice(search);
  const threshold = choice.threshold ?? mainThreshold(view);
  const evaluationId = view.row.id;
  const [historyIsOpen, setHistoryOpen] = useState(false);
  const { data: overview, error } = useOverview(evaluationId, threshold);
  useReviewKeys({ history: () => setHistoryOpen(true) });
  const queue = reviewQueues.find((name) => name === part) ?? null;
  const c = /^class\/(\d+)$/.exec(part)?.[1];
  const job = new URLSearchParams(search).get('job');
  return (
    <div className="review">
      <ReviewHead
        view={view}
        overview={overview}
        part={part}
        choice={choice}
        threshold={threshold}
        onHistory={() => setHistoryOpen(true)}
      />
      <Hint name="review">{t('hint')}</Hint>
      <QueueTabs
        evaluationId={evaluationId}
        overview={overview}
        part={part}
        threshold={choice.threshold}
      />
      {error !== null && <FailureNotice error={error} />}
      {overview !== undefined && (
        <StaleNotice row={view.row} overview={overview} part={part} threshold={choice.threshold} />
      )}
      {part === 'gallery' ? (
        <GalleryView view={view} threshold={threshold} />
      ) : overview === undefined ? (
        error === null && <Skeleton height={300} aria-label={t('common:loading')} />
      ) : part === 'change' ? (
        <ChangeView view={view} threshold={threshold} isPrepared={overview.preparedAt !== null} />
      ) : overview.preparedAt === null ? (
        <PreparePanel
          evaluationId={evaluationId}
          jobId={job === null ? null : Number(job)}
          onJob={(jobId) =>
            navigate(`${reviewAddress(evaluationId, part, {})}?job=${String(jobId)}`, {
              replace: true,
            })
          }
        />
      ) : c !== undefined && view.classNames[Number(c)] === undefined ? (
        <NotFound
          what="class"
          name={c}
          list={reviewAddress(evaluationId, 'worst-classes', {})}
          order={2}
        />
      ) : c !== undefined ? (
        <ClassSheet key={c} view={view} class={Number(c)} threshold={threshold} />
      ) : queue !== null ? (
        <QueueView
          key={queue}
          view={view}
          overview={overview}
          queue={queue}
          choice={choice}
          threshold={threshold}
        />
      ) : (
        <NotFound
          what="part"
          name={part}
          list={reviewAddress(evaluationId, 'wrong-pairs', {})}
          order={2}
        />
      )}
      <HistoryPanel
        evaluationId={evaluationId}
        opened={historyIsOpen}
        onClose={() => setHistoryOpen(false)}
      />
    </div>
  );
}
