import { Anchor, Stack, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAddressedJob } from '../../api/jobs.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { LoadFailure } from '../../components/not-found.tsx';

/**
 * An evaluation that runs: it ends on the instrument.
 *
 * @param jobName as the address names it
 */
export function EvaluationRun({ jobName }: { jobName: string }) {
  const { t } = useTranslation('threshold');
  const [, navigate] = useLocation();
  const { job, error } = useAddressedJob(jobName, 'evaluate');
  const result = job?.status === 'done' ? (job.result as { evaluationId: string }) : null;
  useEffect(() => {
    if (result !== null) navigate(`/threshold/${result.evaluationId}`, { replace: true });
  }, [result, navigate]);
  if (error !== null) {
    return <LoadFailure what="job" name={jobName} list="/threshold" error={error} />;
  }
  return (
    <Stack maw={720} gap="sm">
      <Anchor component={Link} href="/threshold" size="sm">
        {t('head.all')}
      </Anchor>
      <Title order={1} size="h3">
        {t('run.title')}
      </Title>
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
