import { Button, CloseButton, Drawer, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';
import { verdictText } from './verdict-text.ts';

const entriesAtOnce = 100;

/** Who said what and when, and what was taken back: the log of a review, the newest first. */
export function HistoryPanel({
  evaluationId,
  opened,
  onClose,
}: {
  evaluationId: string;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation(['review', 'common']);
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: [...engine.review.history.key(), evaluationId],
    queryFn: ({ pageParam, signal }) =>
      client.review.history({ evaluationId, before: pageParam, limit: entriesAtOnce }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) =>
      page.length < entriesAtOnce ? undefined : (page.at(-1)?.id ?? undefined),
    enabled: opened,
  });
  const entries = data?.pages.flat() ?? [];
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      // Its own head would be a second banner of the page.
      withCloseButton={false}
    >
      <Group justify="space-between" mb="sm">
        <Drawer.Title>{t('history.title')}</Drawer.Title>
        <CloseButton aria-label={t('common:close')} onClick={onClose} />
      </Group>
      {error !== null && <FailureNotice error={error} />}
      {data !== undefined && entries.length === 0 && <Text size="sm">{t('history.empty')}</Text>}
      <ol className="review-history">
        {entries.map(({ id, action, author, at, verdict }) => (
          <li key={id} data-action={action}>
            <span>{verdictText(t, verdict)}</span>
            <Text size="xs" c="dimmed">
              {t('history.entry', { action: t(`history.${action}`), author, time: formatTime(at) })}
              {verdict.blind && ` · ${t('history.blind')}`}
            </Text>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t('history.more')}
        </Button>
      )}
    </Drawer>
  );
}
