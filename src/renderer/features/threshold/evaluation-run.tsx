import { Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useJob } from '../../api/jobs.ts';
import { JobProgress } from '../../components/job-progress.tsx';

/** An evaluation that runs: it ends on the instrument. */
export function EvaluationRun({ jobId }: { jobId: number }) {
  const { t } = useTranslation('threshold');
  const [, navigate] = useLocation();
  const job = useJob(jobId);
  const result = job?.status === 'done' ? (job.result as { evaluationId: string }) : null;
  useEffect(() => {
    if (result !== null) navigate(`/threshold/${result.evaluationId}`, { replace: true });
  }, [result, navigate]);
  return (
    <Stack maw={720}>
      <Title order={1} size="h3">
        {t('run.title')}
      </Title>
      {job !== null && (
        <JobProgress
          job={job}
          onResumed={(id) => navigate(`/threshold/run/${String(id)}`, { replace: true })}
        />
      )}
    </Stack>
  );
}
