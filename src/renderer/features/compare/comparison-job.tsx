import { Anchor, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAddressedJob } from '../../api/jobs.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { LoadFailure } from '../../components/not-found.tsx';

/**
 * A comparison while it is made.
 *
 * @param jobName as the address names it
 */
export function ComparisonJob({ jobName }: { jobName: string }) {
  const { t } = useTranslation('compare');
  const [, navigate] = useLocation();
  const { job, error } = useAddressedJob(jobName, 'compare');
  const comparisonId =
    job?.status === 'done' ? (job.result as { comparisonId: string }).comparisonId : null;
  useEffect(() => {
    if (comparisonId !== null) navigate(`/compare/${comparisonId}`, { replace: true });
  }, [comparisonId, navigate]);
  if (error !== null) {
    return <LoadFailure what="job" name={jobName} list="/compare" error={error} />;
  }
  return (
    <>
      <Anchor component={Link} href="/compare" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>
        {job !== null && job.status !== 'running' ? t('job.stopped') : t('job.title')}
      </Title>
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress job={job} onResumed={(id) => navigate(`/compare/job/${String(id)}`)} />
        </div>
      )}
    </>
  );
}
