import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Decision, StampedModelResult } from '../../../contract/decision.ts';
import { client, engine } from '../../api/client.ts';
import { resultOfJob } from '../../api/jobs.ts';
import { saveFile } from '../../api/shell.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PathField } from '../../components/path-field.tsx';
import { Term } from '../../components/term.tsx';
import { useJobInAddress } from './job-in-address.ts';
import { Section } from './section.tsx';

/** The passport as a file and inside the model, signed where a key is named. */
export function HandOverPanel({ decision, hasModel }: { decision: Decision; hasModel: boolean }) {
  const { t } = useTranslation(['reports', 'common']);
  const { id } = decision;
  const [key, setKey] = useState('');
  const [job, setJobId] = useJobInAddress('stamp');
  const privateKey = key.trim() === '' ? null : key.trim();
  const tellSaved = (path: string | null): void => {
    if (path !== null) notifications.show({ message: t('common:saved', { name: path }) });
  };
  const passport = useMutation({
    mutationFn: async () => {
      const { jobId } = await client.decisions.passport({ id, privateKey });
      const content = await resultOfJob(jobId, new AbortController().signal);
      return saveFile(
        `passport-${id.slice(0, 8)}.isoline.json`,
        new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' }),
      );
    },
    onSuccess: tellSaved,
  });
  const stamp = useMutation(
    engine.decisions.stampModel.mutationOptions({ onSuccess: ({ jobId }) => setJobId(jobId) }),
  );
  const download = useMutation({
    mutationFn: async (sha256: string) => {
      const { name, file } = await client.models.download({ sha256 });
      return saveFile(name, file);
    },
    onSuccess: tellSaved,
  });
  const failure = passport.error ?? stamp.error ?? download.error;
  const stamped = job?.status === 'done' ? (job.result as StampedModelResult) : null;
  return (
    <Section title={<Term name="passport">{t('files.title')}</Term>}>
      <PathField
        label={t('files.key')}
        description={t('files.keyHint')}
        extensions={['pem']}
        value={key}
        onChange={setKey}
      />
      <Group gap="xs">
        <Button loading={passport.isPending} onClick={() => passport.mutate()}>
          {t(privateKey === null ? 'files.passport' : 'files.signed')}
        </Button>
        <Button
          variant="default"
          disabled={!hasModel || job?.status === 'running'}
          loading={stamp.isPending}
          onClick={() => stamp.mutate({ id, privateKey })}
        >
          {t('files.stamp')}
        </Button>
        <Button component={Link} href="/passport" variant="default">
          {t('files.check')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t(hasModel ? 'files.stampHint' : 'files.noModel')}
      </Text>
      {failure !== null && <FailureNotice error={failure} />}
      {job !== null && <JobProgress job={job} onResumed={setJobId} />}
      {stamped !== null && (
        <Group gap="xs" role="status">
          <Text size="sm">{t('files.stamped')}</Text>
          <Button component={Link} href={`/models/${stamped.sha256}`} variant="default">
            {t('files.showModel')}
          </Button>
          <Button
            variant="default"
            loading={download.isPending}
            onClick={() => download.mutate(stamped.sha256)}
          >
            {t('files.saveModel')}
          </Button>
        </Group>
      )}
    </Section>
  );
}
