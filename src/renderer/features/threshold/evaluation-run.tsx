import { Anchor, Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useJob, useJobError } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';

/** An evaluation that runs: it ends on the instrument. */
export function EvaluationRun({ jobId }: { jobId: number }) {
  const { t } = useTranslation('threshold');
  const [, navigate] = useLocation();
  const job = useJob(jobId);
  const unknown = useJobError(jobId);
  const result = job?.status === 'done' ? (job.result as { evaluationId: string }) : null;
  useEffect(() => {
    if (result !== null) navigate(`/threshold/${result.evaluationId}`, { replace: true });
  }, [result, navigate]);
  return (
    <Stack maw={720} gap="sm">
      <Anchor component={Link} href="/threshold" size="sm">
        {t('head.all')}
      </Anchor>
      <Title order={1} size="h3">
        {t('run.title')}
      </Title>
      {job === null && unknown !== null && <FailureNotice error={unknown} />}
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress
            job={job}
            onResumed={(id) => navigate(`/threshold/run/${String(id)}`, { replace: true })}
          />
        </div>
      )}
    </Stack>
  );
}
