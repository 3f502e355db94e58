import { Anchor, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useJob, useJobError } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';

/** A comparison while it is made. */
export function ComparisonJob({ jobId }: { jobId: number }) {
  const { t } = useTranslation('compare');
  const [, navigate] = useLocation();
  const job = useJob(jobId);
  const error = useJobError(jobId);
  const comparisonId =
    job?.kind === 'compare' && job.status === 'done'
      ? (job.result as { comparisonId: string }).comparisonId
      : null;
  useEffect(() => {
    if (comparisonId !== null) navigate(`/compare/${comparisonId}`, { replace: true });
  }, [comparisonId, navigate]);
  return (
    <>
      <Anchor component={Link} href="/compare" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>
        {job !== null && job.status !== 'running' ? t('job.stopped') : t('job.title')}
      </Title>
      {job === null && error !== null && <FailureNotice error={error} />}
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress job={job} onResumed={(id) => navigate(`/compare/job/${String(id)}`)} />
        </div>
      )}
    </>
  );
}
