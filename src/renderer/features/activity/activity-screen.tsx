import './activity.css';
import { Anchor, Badge, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { JobState, JobStatus } from '../../../contract/job.ts';
import { engine } from '../../api/client.ts';
import { useJob, useJobError, useKnownJobs } from '../../api/jobs.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDuration, formatTime } from '../../components/format.ts';
import { Hint } from '../../components/hint.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { jobKindKey } from '../../components/job-text.ts';
import { LoadFailure, NotFound } from '../../components/not-found.tsx';
import { jobSubject, type KnownNames } from './job-subject.ts';
import { useKnownNames } from './known-names.ts';
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
  const chosen = location.split('/')[2] || undefined;
  const { data, error } = useQuery(engine.jobs.list.queryOptions({ input: { limit: 500 } }));
  const known = useKnownJobs();
  const names = useKnownNames();
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
            <Text size="sm" fw={600} truncate>
              {[t(`common:jobs.kind.${jobKindKey(job.kind)}`), jobSubject(job, names)]
                .filter((part) => part !== null)
                .join(': ')}
            </Text>
            <JobProgress job={job} />
          </div>
        ))}
      {/* Before the answer nothing is known to be empty. */}
      {jobs.length === 0 && data !== undefined && (
        <EmptyState title={t('empty')} text={t('emptyText')} />
      )}
      <div className="activity-columns" data-chosen={chosen !== undefined}>
        {jobs.length > 0 && (
          <JobTable
            jobs={jobs}
            names={names}
            selected={chosen ?? null}
            onSelect={(id) => navigate(`/activity/${String(id)}`)}
          />
        )}
        {chosen !== undefined && (
          <JobDetails
            name={chosen}
            names={names}
            onResumed={(id) => navigate(`/activity/${String(id)}`)}
          />
        )}
      </div>
    </Stack>
  );
}

function JobTable({
  jobs,
  names,
  selected,
  onSelect,
}: {
  jobs: readonly JobState[];
  names: KnownNames;
  selected: string | null;
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
        width: 'minmax(176px, 2fr)',
      },
      {
        key: 'subject',
        header: t('subject'),
        value: (job) => jobSubject(job, names),
        cell: (job) => <Subject name={jobSubject(job, names)} address={resultAddress(job)} />,
        title: (job) => jobSubject(job, names),
        width: 'minmax(150px, 3fr)',
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
        width: '120px',
      },
      {
        key: 'started',
        header: t('started'),
        value: ({ startedAt }) => startedAt,
        cell: ({ startedAt }) => formatTime(startedAt),
        width: '136px',
      },
      {
        key: 'took',
        header: t('took'),
        value: ({ startedAt, endedAt }) => (endedAt === null ? null : endedAt - startedAt),
        cell: ({ startedAt, endedAt }) =>
          endedAt === null ? '–' : formatDuration((endedAt - startedAt) / 1000),
        width: '90px',
        align: 'right',
      },
    ];
  }, [t, names]);
  return (
    <DataTable
      label={t('list')}
      rows={jobs}
      columns={columns}
      rowKey={({ id }) => id}
      filterText={(job) =>
        `${t(`common:jobs.kind.${jobKindKey(job.kind)}`)} ${jobSubject(job, names) ?? ''}`
      }
      firstSort={{ key: 'job', descending: true }}
      height={520}
      rowHeight={42}
      lines={2}
      selected={selected}
      onSelect={({ id }) => onSelect(id)}
    />
  );
}

/** What a job works on, with a link to what it came to. */
function Subject({ name, address }: { name: string | null; address: string | null }) {
  if (name === null || address === null) return name;
  return (
    <Anchor component={Link} href={address} fz="inherit">
      <bdi>{name}</bdi>
    </Anchor>
  );
}

function JobDetails({
  name,
  names,
  onResumed,
}: {
  /** As the address names it. */
  name: string;
  names: KnownNames;
  onResumed: (id: number) => void;
}) {
  const { t } = useTranslation(['activity', 'common']);
  const id = /^\d{1,15}$/.test(name) ? Number(name) : null;
  const job = useJob(id);
  const error = useJobError(id);
  if (id === null) return <NotFound what="job" name={name} order={2} />;
  if (job === null) {
    return error === null ? null : <LoadFailure what="job" name={name} error={error} order={2} />;
  }
  const address = resultAddress(job);
  const subject = jobSubject(job, names);
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
      {subject !== null && (
        <Text size="sm" className="activity-subject">
          <bdi>{subject}</bdi>
        </Text>
      )}
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
