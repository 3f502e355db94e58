import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Decision, StampedModelResult } from '../../../contract/decision.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PathField } from '../../components/path-field.tsx';
import { passportFile, useSaving } from '../../components/saving.ts';
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
  const passport = useSaving(() => passportFile(id, privateKey));
  const stamp = useMutation(
    engine.decisions.stampModel.mutationOptions({ onSuccess: ({ jobId }) => setJobId(jobId) }),
  );
  const download = useSaving((sha256: string) => client.models.download({ sha256 }));
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
