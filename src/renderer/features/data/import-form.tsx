import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { shell } from '../../api/shell.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { PathField } from '../../components/path-field.tsx';
import { DropZone } from './drop-zone.tsx';

/**
 * Imports a labelled folder or a manifest.
 *
 * @param jobId the import that runs or ran; null: none yet
 */
export function ImportForm({ jobId }: { jobId: number | null }) {
  const { t } = useTranslation(['data', 'common']);
  const [, navigate] = useLocation();
  const dropped = new URLSearchParams(useSearch()).get('path');
  const [path, setPath] = useState(dropped ?? '');
  const job = useJob(jobId);
  const start = useMutation(
    engine.datasets.import.mutationOptions({
      onSuccess: ({ jobId: started }) => navigate(`/data/import/${String(started)}`),
    }),
  );
  const datasetId = job?.status === 'done' ? (job.result as { datasetId: number }).datasetId : null;
  const chooseManifest = async (): Promise<void> => {
    const file = await shell?.chooseFile(t('import.csv'), ['csv']);
    if (file !== null && file !== undefined) setPath(file);
  };
  return (
    <DropZone onPath={setPath}>
      <Stack gap="md">
        <Anchor component={Link} href="/data" size="sm">
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
            <Text size="sm">{t('hint')}</Text>
            <PathField
              label={t('import.path')}
              {...(shell === undefined ? {} : { description: t('import.pathText') })}
              extensions={null}
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
              {shell !== undefined && (
                <Button variant="default" onClick={() => void chooseManifest()}>
                  {t('import.csv')}
                </Button>
              )}
            </Group>
            {start.error !== null && <FailureNotice error={start.error} />}
          </Stack>
        </form>
        {job !== null && (
          <div className="isoline-panel">
            <JobProgress job={job} onResumed={(id) => navigate(`/data/import/${String(id)}`)} />
            {datasetId !== null && (
              <Group>
                <Text size="sm">{t('common:jobs.status.done')}</Text>
                <Button component={Link} href={`/data/${String(datasetId)}`}>
                  {t('import.show')}
                </Button>
              </Group>
            )}
          </div>
        )}
      </Stack>
    </DropZone>
  );
}
