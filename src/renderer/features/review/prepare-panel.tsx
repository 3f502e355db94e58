import { Button, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';

/**
 * Has the scores of an evaluation looked through, which most queues need.
 *
 * @param jobId the job that does or did it, from the address; null: none yet
 * @param onJob told the job that was started
 */
export function PreparePanel({
  evaluationId,
  jobId,
  onJob,
}: {
  evaluationId: string;
  jobId: number | null;
  onJob: (jobId: number) => void;
}) {
  const { t } = useTranslation(['review', 'common']);
  const job = useJob(jobId);
  const start = useMutation(
    engine.review.prepare.mutationOptions({ onSuccess: (started) => onJob(started.jobId) }),
  );
  return (
    <section className="isoline-panel review-prepare">
      <Title order={2} size="h4">
        {t('prepare.title')}
      </Title>
      <Text size="sm">{t('prepare.text')}</Text>
      {job !== null && <JobProgress job={job} onResumed={onJob} />}
      {job?.status !== 'running' && (
        <Button
          loading={start.isPending || job?.status === 'done'}
          onClick={() => start.mutate({ evaluationId })}
        >
          {t('prepare.start')}
        </Button>
      )}
      {start.error !== null && <FailureNotice error={start.error} />}
    </section>
  );
}
