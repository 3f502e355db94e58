import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAddressedJob } from '../api/jobs.ts';
import { FailureNotice } from './failure-notice.tsx';
import { JobProgress } from './job-progress.tsx';
import { jobKindKey } from './job-text.ts';
import { LoadFailure } from './not-found.tsx';

interface PathImportProps {
  /** Asks for the path. */
  field: ReactNode;
  /** '' until there is one. */
  path: string;
  /** Starts the job. */
  begin: (path: string) => Promise<{ jobId: number }>;
  /** What the button says that begins. */
  beginLabel: string;
  /** Other ways to a path, beside that button. */
  tools?: ReactNode;
  /** The import that runs or ran, as the address names it; null: none yet. */
  jobName: string | null;
  /** Kind of its job. */
  kind: string;
  /** Where an import is shown, without its job's number. */
  address: string;
  /** Where its result is shown. */
  resultAddress: (result: unknown) => string;
  resultLabel: string;
}

/** Imports what lies at a path, by a job whose number is in the address. */
export function PathImport(props: PathImportProps) {
  const {
    field,
    path,
    begin,
    beginLabel,
    tools,
    jobName,
    kind,
    address,
    resultAddress,
    resultLabel,
  } = props;
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { job, error: unknown } = useAddressedJob(jobName, kind);
  const show = (id: number): void => navigate(`${address}/${String(id)}`);
  const { mutate, isPending, error } = useMutation({
    mutationFn: begin,
    onSuccess: (started) => show(started.jobId),
  });
  return (
    <>
      <form
        className="isoline-panel"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') mutate(path.trim());
        }}
      >
        <Stack gap="sm">
          {field}
          <Group>
            <Button
              type="submit"
              disabled={path.trim() === ''}
              loading={isPending || job?.status === 'running'}
            >
              {beginLabel}
            </Button>
            {tools}
          </Group>
          {error !== null && <FailureNotice error={error} />}
        </Stack>
      </form>
      {unknown !== null && (
        <LoadFailure what="job" name={jobName ?? ''} error={unknown} order={2} />
      )}
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress job={job} onResumed={show} />
          {job.status === 'done' && (
            <Group>
              <Text size="sm">
                {t(`jobs.kind.${jobKindKey(job.kind)}`)}: {t('jobs.status.done')}
              </Text>
              <Button component={Link} href={resultAddress(job.result)}>
                {resultLabel}
              </Button>
            </Group>
          )}
        </div>
      )}
    </>
  );
}
