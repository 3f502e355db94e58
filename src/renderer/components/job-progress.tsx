import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { JobState } from '../../contract/job.ts';
import { stageIn, unitIn } from '../app/words/stages.ts';
import { useSentences } from '../app/words/use-sentences.ts';
import { engine } from '../api/client.ts';
import { FailureNotice } from './failure-notice.tsx';
import { formatCount, formatDuration, formatFigure } from './format.ts';
import { jobKindKey } from './job-text.ts';

/**
 * A job: how far it is, how long it still takes, and what can be done about it.
 *
 * @param onResumed told the id of the job that goes on with an ended one
 * @param cancelLabel what the button says that ends it; default: Cancel
 */
export function JobProgress({
  job,
  onResumed,
  cancelLabel,
}: {
  job: JobState;
  onResumed?: (jobId: number) => void;
  cancelLabel?: string;
}) {
  const { t, i18n } = useTranslation();
  const said = useSentences();
  const cancel = useMutation(engine.jobs.cancel.mutationOptions());
  const resume = useMutation(
    engine.jobs.resume.mutationOptions({ onSuccess: ({ jobId }) => onResumed?.(jobId) }),
  );
  const { progress, status } = job;
  if (status === 'running') {
    const total = progress?.total ?? null;
    const stage =
      progress === null
        ? t(`jobs.kind.${jobKindKey(job.kind)}`)
        : stageIn(i18n.language, progress.stage);
    const unit = unitIn(i18n.language, progress?.unit ?? '');
    return (
      <Stack gap={4} role="status" data-testid="job-progress">
        <Group justify="space-between" gap="xs">
          <Text size="sm">{stage}</Text>
          <Button
            variant="default"
            size="compact-xs"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ id: job.id })}
          >
            {cancelLabel ?? t('jobs.cancel')}
          </Button>
        </Group>
        <Progress
          value={
            progress === null || total === null || total === 0 ? 100 : (100 * progress.done) / total
          }
          animated={total === null}
          size="sm"
          aria-label={stage}
        />
        {progress !== null && (
          <Text size="xs" c="dimmed">
            {[
              total === null
                ? t('jobs.soFar', { done: formatCount(progress.done), unit })
                : t('jobs.of', {
                    done: formatCount(progress.done),
                    total: formatCount(total),
                    unit,
                  }),
              progress.rate === null
                ? null
                : t('jobs.rate', { rate: formatFigure(progress.rate), unit }),
              progress.secondsLeft === null
                ? null
                : t('jobs.left', { time: formatDuration(progress.secondsLeft) }),
              progress.note === undefined ? null : said(progress.note),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </Text>
        )}
      </Stack>
    );
  }
  if (status === 'done') return null;
  return (
    <Stack gap="xs">
      <Alert
        color={status === 'failed' ? 'red' : 'yellow'}
        title={`${t(`jobs.kind.${jobKindKey(job.kind)}`)}: ${t(`jobs.status.${status}`)}`}
        role="alert"
        data-code={job.error?.code}
      >
        {job.error !== null && <Text size="sm">{said(job.error.sentence)}</Text>}
        {job.error?.next !== undefined && <Text size="sm">{said(job.error.next)}</Text>}
        <Button
          mt="xs"
          variant="default"
          loading={resume.isPending}
          onClick={() => resume.mutate({ id: job.id })}
        >
          {t(status === 'failed' ? 'retry' : 'jobs.resume')}
        </Button>
      </Alert>
      {resume.error !== null && <FailureNotice error={resume.error} />}
    </Stack>
  );
}
