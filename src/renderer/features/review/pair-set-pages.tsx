import { Button, Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedPair, PairScoring, PairSet } from '../../../contract/api/pairs.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount } from '../../components/format.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';
import { PathLabel } from './path-label.tsx';

const pairsAtOnce = 60;

/** The pairs of a set, by their place or by their score. */
export function PairSetPages({ set, scoring }: { set: PairSet; scoring: PairScoring | null }) {
  const { t } = useTranslation(['pairs', 'common']);
  const [chosenOrder, setOrder] = useState<'place' | 'highest' | 'lowest'>('place');
  const [kind, setKind] = useState<'all' | 'genuine' | 'impostor'>('all');
  const order = scoring === null ? 'place' : chosenOrder;
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: [...engine.pairs.page.key(), set.id, scoring?.id ?? null, order, kind],
    queryFn: ({ pageParam, signal }) =>
      client.pairs.page(
        {
          id: set.id,
          scoringId: scoring?.id ?? null,
          order,
          same: kind === 'all' ? null : kind === 'genuine',
          cursor: pageParam,
          limit: pairsAtOnce,
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const pairs = data?.pages.flatMap((page) => page.pairs) ?? [];
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('page.title')}
      </Title>
      <Group gap="xs" my="xs">
        {scoring !== null && (
          <SegmentedControl
            aria-label={t('page.order')}
            value={order}
            onChange={(value) => setOrder(value)}
            data={(['place', 'highest', 'lowest'] as const).map((value) => ({
              value,
              label: t(`page.${value}`),
            }))}
          />
        )}
        <SegmentedControl
          aria-label={t('page.kind')}
          value={kind}
          onChange={(value) => setKind(value)}
          data={[
            { value: 'all', label: t('page.all') },
            { value: 'genuine', label: t('list.genuine') },
            { value: 'impostor', label: t('list.impostor') },
          ]}
        />
      </Group>
      {error !== null && <FailureNotice error={error} />}
      {isPending && <Skeleton height={120} aria-label={t('common:loading')} />}
      {data !== undefined && pairs.length === 0 && <Text size="sm">{t('page.none')}</Text>}
      <ol className="review-pairs" aria-label={t('page.label')} tabIndex={0}>
        {pairs.map((pair) => (
          <li key={pair.pair} data-kind={pair.same ? 'genuine' : 'impostor'}>
            <PairCard pair={pair} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t('page.more')}
        </Button>
      )}
    </section>
  );
}

function PairCard({ pair: { pair, first, second, same, score } }: { pair: ListedPair }) {
  const { t } = useTranslation(['pairs', 'common']);
  const ends = [first, second].filter((end) => end !== null);
  return (
    <>
      <span className="review-row-images">
        {ends.map(({ imageId, name }, k) => (
          <Thumbnail key={k} imageId={imageId} name={name} size={56} />
        ))}
      </span>
      <span className="review-row-text">
        <span>
          <b className="review-row-score" data-kind={same ? 'genuine' : 'impostor'}>
            {score === null ? '–' : scoreText(score)}
          </b>{' '}
          {same ? t('common:genuine') : t('common:impostor')}
        </span>
        {ends.length === 0 && <span>{t('page.only', { number: formatCount(pair + 1) })}</span>}
        {ends.map(({ name }, k) => (
          <PathLabel key={k} path={name} />
        ))}
      </span>
    </>
  );
}
