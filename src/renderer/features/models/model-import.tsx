import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PathField } from '../../components/path-field.tsx';

/**
 * Imports an ONNX file.
 *
 * @param jobId the import that runs or ran; null: none yet
 */
export function ModelImport({ jobId }: { jobId: number | null }) {
  const { t } = useTranslation(['models', 'common']);
  const [, navigate] = useLocation();
  const [path, setPath] = useState('');
  const job = useJob(jobId);
  const start = useMutation(
    engine.models.import.mutationOptions({
      onSuccess: ({ jobId: started }) => navigate(`/models/import/${String(started)}`),
    }),
  );
  const sha256 = job?.status === 'done' ? (job.result as { sha256: string }).sha256 : null;
  return (
    <>
      <Anchor component={Link} href="/models" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('import.title')}</Title>
      <form
        className="isoline-panel"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') start.mutate({ path: path.trim() });
        }}
      >
        <Stack gap="sm">
          <PathField
            label={t('import.path')}
            extensions={['onnx']}
            value={path}
            onChange={setPath}
          />
          <Group>
            <Button
              type="submit"
              disabled={path.trim() === ''}
              loading={start.isPending || job?.status === 'running'}
            >
              {t('import.start')}
            </Button>
          </Group>
          {start.error !== null && <FailureNotice error={start.error} />}
        </Stack>
      </form>
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress job={job} onResumed={(id) => navigate(`/models/import/${String(id)}`)} />
          {sha256 !== null && (
            <Group>
              <Text size="sm">{t('common:jobs.status.done')}</Text>
              <Button component={Link} href={`/models/${sha256}`}>
                {t('import.show')}
              </Button>
            </Group>
          )}
        </div>
      )}
    </>
  );
}
