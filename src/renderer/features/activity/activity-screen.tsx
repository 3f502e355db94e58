import './activity.css';
import { Badge, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { JobState, JobStatus } from '../../../contract/job.ts';
import { engine } from '../../api/client.ts';
import { useJob, useKnownJobs } from '../../api/jobs.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDuration, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { jobKindKey } from '../../components/job-text.ts';
import { resultAddress } from './result-address.ts';

const colours: Record<JobStatus, string> = {
  running: 'blue',
  done: 'teal',
  failed: 'red',
  cancelled: 'gray',
  interrupted: 'yellow',
};

/** Every job: what runs now, how far it is, and how the others ended. */
export function ActivityScreen() {
  const { t } = useTranslation(['activity', 'common']);
  const [location, navigate] = useLocation();
  const chosen = /^\/activity\/(\d+)$/.exec(location)?.[1];
  const { data, error } = useQuery(engine.jobs.list.queryOptions({ input: { limit: 500 } }));
  const known = useKnownJobs();
  const jobs = useMemo(() => {
    const all = new Map((data ?? []).map((job) => [job.id, job]));
    for (const job of known.values()) all.set(job.id, job);
    return [...all.values()].sort((a, b) => b.id - a.id);
  }, [data, known]);
  return (
    <Stack gap="md" maw={1500}>
      <Title order={1}>{t('title')}</Title>
      <Hint name="activity">{t('hint')}</Hint>
      {error !== null && <FailureNotice error={error} />}
      {jobs
        .filter(({ status }) => status === 'running')
        .map((job) => (
          <div key={job.id} className="isoline-panel">
            <JobProgress job={job} />
          </div>
        ))}
      {jobs.length === 0 ? (
        // Before the answer nothing is known to be empty.
        data !== undefined && <EmptyState title={t('empty')} text={t('emptyText')} />
      ) : (
        <div className="activity-columns" data-chosen={chosen !== undefined}>
          <JobTable
            jobs={jobs}
            selected={chosen === undefined ? null : Number(chosen)}
            onSelect={(id) => navigate(`/activity/${String(id)}`)}
          />
          {chosen !== undefined && (
            <JobDetails
              id={Number(chosen)}
              onResumed={(id) => navigate(`/activity/${String(id)}`)}
            />
          )}
        </div>
      )}
    </Stack>
  );
}

function JobTable({
  jobs,
  selected,
  onSelect,
}: {
  jobs: readonly JobState[];
  selected: number | null;
  onSelect: (id: number) => void;
}) {
  const { t } = useTranslation(['activity', 'common']);
  const columns = useMemo<readonly DataColumn<JobState>[]>(() => {
    const nameOf = ({ id, kind }: JobState): string =>
      `${t(`common:jobs.kind.${jobKindKey(kind)}`)} ${String(id)}`;
    return [
      {
        key: 'job',
        header: t('job'),
        value: ({ id }) => id,
        cell: nameOf,
        title: nameOf,
        width: 'minmax(240px, 2fr)',
      },
      {
        key: 'status',
        header: t('status'),
        value: ({ status }) => status,
        cell: ({ status }) => (
          <Badge size="sm" variant="dot" color={colours[status]}>
            {t(`common:jobs.status.${status}`)}
          </Badge>
        ),
        width: '128px',
      },
      {
        key: 'started',
        header: t('started'),
        value: ({ startedAt }) => startedAt,
        cell: ({ startedAt }) => formatTime(startedAt),
        width: '140px',
      },
      {
        key: 'took',
        header: t('took'),
        value: ({ startedAt, endedAt }) => (endedAt === null ? null : endedAt - startedAt),
        cell: ({ startedAt, endedAt }) =>
          endedAt === null ? '–' : formatDuration((endedAt - startedAt) / 1000),
        width: '100px',
        align: 'right',
      },
    ];
  }, [t]);
  return (
    <DataTable
      label={t('list')}
      rows={jobs}
      columns={columns}
      rowKey={({ id }) => id}
      filterText={({ kind }) => t(`common:jobs.kind.${jobKindKey(kind)}`)}
      firstSort={{ key: 'job', descending: true }}
      height={520}
      selected={selected}
      onSelect={({ id }) => onSelect(id)}
    />
  );
}

function JobDetails({ id, onResumed }: { id: number; onResumed: (id: number) => void }) {
  const { t } = useTranslation(['activity', 'common']);
  const job = useJob(id);
  if (job === null) return null;
  const address = resultAddress(job);
  return (
    <section className="isoline-panel">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t('details', { id })}: {t(`common:jobs.kind.${jobKindKey(job.kind)}`)}
        </Title>
        {address !== null && (
          <Button component={Link} href={address}>
            {t('openResult')}
          </Button>
        )}
      </Group>
      {job.resumes !== null && <Text size="sm">{t('of', { id: job.resumes })}</Text>}
      {job.status !== 'running' && <JobProgress job={job} onResumed={onResumed} />}
      <Text size="sm" fw={600} mt="xs">
        {t('input')}
      </Text>
      <Code block mah={240} tabIndex={0}>
        {JSON.stringify(job.input, null, 2)}
      </Code>
      {job.result !== null && (
        <>
          <Text size="sm" fw={600} mt="xs">
            {t('result')}
          </Text>
          <Code block mah={240} tabIndex={0}>
            {JSON.stringify(job.result, null, 2).slice(0, 20_000)}
          </Code>
        </>
      )}
    </section>
  );
}
