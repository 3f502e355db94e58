import { Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type MadeReport,
  type ReportFormat,
  reportFormatSchema,
} from '../../../contract/api/reports.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { client, engine } from '../../api/client.ts';
import { endOfJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { useSaving } from '../../components/saving.ts';
import { useJobInAddress } from './job-in-address.ts';
import { Section } from './section.tsx';

/**
 * Makes the threshold report of an evaluation and saves it.
 *
 * @param evaluationId null: one is chosen here
 */
export function ReportForm({ evaluationId }: { evaluationId: string | null }) {
  const { t, i18n } = useTranslation(['reports', 'common']);
  const { data: rows = [] } = useQuery(engine.evaluations.list.queryOptions());
  const [format, setFormat] = useState<ReportFormat>('html');
  const [chosen, setChosen] = useState<string | null>(null);
  const [before, setBefore] = useState('');
  const [job, setJobId] = useJobInAddress('report');
  const id = evaluationId ?? chosen ?? rows[0]?.id ?? null;
  const compareWithId = format === 'csv' || before === '' || before === id ? null : before;
  const save = useSaving((jobId: number) => client.reports.file({ jobId }));
  const render = useMutation({
    mutationFn: async () => {
      const { jobId } = await client.reports.render({
        evaluationId: id ?? '',
        compareWithId,
        format,
      });
      setJobId(jobId);
      const { status } = await endOfJob(jobId);
      if (status === 'done') save.mutate(jobId);
    },
  });
  const made = job?.status === 'done' ? (job.result as MadeReport) : null;
  const names = rows.map(({ id: value, name }) => ({ value, label: name }));
  const failure = render.error ?? save.error;
  return (
    <Section title={t('report.title')}>
      <div className="reports-fields" data-names="true">
        {evaluationId === null && (
          <Select
            label={t('report.evaluation')}
            value={id}
            onChange={setChosen}
            data={names}
            searchable
          />
        )}
        <Select
          label={t('report.compare')}
          description={format === 'csv' ? t('report.csvAlone') : undefined}
          disabled={format === 'csv'}
          value={compareWithId ?? ''}
          onChange={(value) => setBefore(value ?? '')}
          data={[
            { value: '', label: t('report.nothing') },
            ...names.filter(({ value }) => value !== id),
          ]}
        />
      </div>
      <Group gap="xs">
        <SegmentedControl
          aria-label={t('report.format')}
          value={format}
          onChange={setFormat}
          data={reportFormatSchema.options.map((value) => ({
            value,
            label: t(`report.formats.${value}`),
          }))}
        />
        <Button
          disabled={id === null || job?.status === 'running'}
          loading={render.isPending}
          onClick={() => render.mutate()}
        >
          {t('report.make')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('report.newest')}
      </Text>
      {failure !== null && <FailureNotice error={failure} />}
      {job !== null && <JobProgress job={job} onResumed={setJobId} />}
      {job !== null && made !== null && (
        <Group gap="xs" role="status">
          <Text size="sm">{t('report.made', { name: made.name })}</Text>
          <Button variant="default" onClick={() => save.mutate(job.id)} loading={save.isPending}>
            {t('report.save', { name: made.name })}
          </Button>
          {made.picturesReason !== null && (
            <Text size="xs" c="dimmed">
              {t('report.pictures', { reason: sentenceIn(i18n.language, made.picturesReason) })}
            </Text>
          )}
        </Group>
      )}
    </Section>
  );
}
