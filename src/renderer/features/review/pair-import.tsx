import { Anchor, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  type PairFileFormat,
  pairFileFormatSchema,
  type ScoreDirection,
  scoreDirectionSchema,
  type ScoreScale,
  scoreScaleSchema,
} from '../../../contract/api/pairs.ts';
import { engine } from '../../api/client.ts';
import { useAddressedJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { LoadFailure } from '../../components/not-found.tsx';
import { PathField } from '../../components/path-field.tsx';

const extensions = ['txt', 'csv', 'tsv', 'scores', 'dat'] as const;

/** Which direction each scale has by its nature. */
const ownDirection: Readonly<Record<ScoreScale, ScoreDirection | null>> = {
  cosine: 'higher-is-more-alike',
  'cosine-distance': 'lower-is-more-alike',
  l2: 'lower-is-more-alike',
  angle: 'lower-is-more-alike',
  other: null,
};

/**
 * Imports labelled pairs from a file.
 *
 * @param jobName the import that runs or ran, as the address names it; null: none yet
 */
export function PairImport({ jobName }: { jobName: string | null }) {
  const { t } = useTranslation(['pairs', 'common']);
  const [, navigate] = useLocation();
  const [format, setFormat] = useState<PairFileFormat>('lfw');
  const [path, setPath] = useState('');
  const [impostorPath, setImpostorPath] = useState('');
  const [name, setName] = useState('');
  const [dataset, setDataset] = useState('');
  const [scale, setScale] = useState<ScoreScale | null>(null);
  const [direction, setDirection] = useState<ScoreDirection | null>(null);
  const datasets = useQuery(engine.datasets.list.queryOptions());
  const { job, error: unknown } = useAddressedJob(jobName, 'import-pairs');
  const start = useMutation(
    engine.pairs.import.mutationOptions({
      onSuccess: (started) => navigate(`/review/pairs/import/${String(started.jobId)}`),
    }),
  );
  const pairSetId = job?.status === 'done' ? (job.result as { pairSetId: number }).pairSetId : null;
  useEffect(() => {
    if (pairSetId !== null) navigate(`/review/pairs/${String(pairSetId)}`, { replace: true });
  }, [pairSetId, navigate]);

  const namesImages = format === 'lfw' || format === 'csv';
  const isScale = format !== 'lfw';
  const isTwoFiles = format === 'scores';
  const isReady = path.trim() !== '' && (!isTwoFiles || impostorPath.trim() !== '');
  return (
    <Stack gap="sm" maw={760}>
      <Anchor component={Link} href="/review/pairs" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1} size="h3">
        {t('form.title')}
      </Title>
      <form
        className="isoline-panel"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({
            format,
            path: path.trim(),
            ...(isTwoFiles ? { impostorPath: impostorPath.trim() } : {}),
            ...(name.trim() === '' ? {} : { name: name.trim() }),
            datasetId: namesImages && dataset !== '' ? Number(dataset) : null,
            scale: isScale ? scale : null,
            direction: isScale ? direction : null,
          });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t('form.lead')}</Text>
          <NativeSelect
            label={t('form.format')}
            value={format}
            onChange={({ currentTarget }) => setFormat(currentTarget.value as PairFileFormat)}
            data={pairFileFormatSchema.options.map((value) => ({
              value,
              label: t(`format.${value}`),
            }))}
          />
          <PathField
            label={isTwoFiles ? t('form.genuinePath') : t('form.path')}
            extensions={extensions}
            value={path}
            onChange={setPath}
          />
          {isTwoFiles && (
            <PathField
              label={t('form.impostorPath')}
              extensions={extensions}
              value={impostorPath}
              onChange={setImpostorPath}
            />
          )}
          {namesImages && (
            <NativeSelect
              label={t('form.dataset')}
              value={dataset}
              onChange={({ currentTarget }) => setDataset(currentTarget.value)}
              data={[
                { value: '', label: t('form.noDataset') },
                ...(datasets.data ?? []).map((one) => ({
                  value: String(one.id),
                  label: one.name,
                })),
              ]}
            />
          )}
          {isScale && (
            <>
              <Group gap="sm" align="flex-end">
                <NativeSelect
                  label={t('form.scale')}
                  value={scale ?? ''}
                  onChange={({ currentTarget: { value } }) => {
                    const chosen = value === '' ? null : (value as ScoreScale);
                    setScale(chosen);
                    setDirection(chosen === null ? null : ownDirection[chosen]);
                  }}
                  data={[
                    { value: '', label: t('form.choose') },
                    ...scoreScaleSchema.options.map((value) => ({
                      value,
                      label: t(`scale.${value}`),
                    })),
                  ]}
                />
                <NativeSelect
                  label={t('form.direction')}
                  value={direction ?? ''}
                  onChange={({ currentTarget: { value } }) =>
                    setDirection(value === '' ? null : (value as ScoreDirection))
                  }
                  data={[
                    { value: '', label: t('form.choose') },
                    ...scoreDirectionSchema.options.map((value) => ({
                      value,
                      label: t(`direction.${value}`),
                    })),
                  ]}
                />
              </Group>
              <Text size="xs" c="dimmed">
                {t('form.scoresHint')}
              </Text>
            </>
          )}
          <TextInput
            label={t('form.name')}
            placeholder={t('form.namePlaceholder')}
            value={name}
            maxLength={200}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Group>
            <Button
              type="submit"
              disabled={!isReady}
              loading={start.isPending || job?.status === 'running'}
            >
              {t('form.start')}
            </Button>
          </Group>
          {start.error !== null && <FailureNotice error={start.error} />}
        </Stack>
      </form>
      {unknown !== null && (
        <LoadFailure what="job" name={jobName ?? ''} error={unknown} order={2} />
      )}
      {job !== null && (
        <JobProgress job={job} onResumed={(id) => navigate(`/review/pairs/import/${String(id)}`)} />
      )}
    </Stack>
  );
}
