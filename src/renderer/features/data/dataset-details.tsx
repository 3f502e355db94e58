import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { DatasetDetails as Details } from '../../../contract/api/datasets.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatBytes } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import { PathField } from '../../components/path-field.tsx';
import { RenamableTitle } from '../../components/rename.tsx';
import { ClassBrowser } from './class-browser.tsx';
import { ProblemList } from './problem-list.tsx';
import { SetsPanel } from './sets-panel.tsx';

/**
 * One dataset: what it holds, what is wrong with it, its split, its classes and images.
 *
 * @param name its number, as the address names it
 */
export function DatasetDetails({ name }: { name: string }) {
  const { t } = useTranslation(['data', 'common']);
  const id = Number(name);
  const { data, error } = useQuery(engine.datasets.get.queryOptions({ input: { id } }));
  if (data === undefined && error !== null) {
    return <LoadFailure what="dataset" name={name} error={error} />;
  }
  return (
    <Stack gap="md" maw={1400}>
      <Anchor component={Link} href="/data" size="sm">
        {t('back')}
      </Anchor>
      {error !== null && <FailureNotice error={error} />}
      {data === undefined && <Skeleton height={320} aria-label={t('common:loading')} />}
      {data !== undefined && (
        <>
          <Heading dataset={data} />
          {!data.complete && <Unfinished dataset={data} />}
          {!data.reachable && <Moved dataset={data} />}
          <SetsPanel dataset={data} />
          <ProblemList problems={data.problems} />
          <ClassBrowser dataset={data} />
        </>
      )}
    </Stack>
  );
}

function Heading({ dataset }: { dataset: Details }) {
  const { t } = useTranslation(['data', 'common']);
  const queries = useQueryClient();
  return (
    <header>
      <Group justify="space-between" align="flex-start">
        <RenamableTitle
          name={dataset.name}
          rename={async (name) => {
            await client.datasets.rename({ id: dataset.id, name });
            await queries.invalidateQueries({ queryKey: engine.datasets.key() });
          }}
        />
        <Button component={Link} href={`/threshold/new?dataset=${String(dataset.id)}`}>
          {t('evaluate')}
        </Button>
      </Group>
      <Text size="sm">
        {t('summary', {
          images: t('common:images', { count: dataset.images }),
          classes: t('common:classes', { count: dataset.classes }),
          size: formatBytes(dataset.bytes),
        })}
      </Text>
      <Text size="xs" c="dimmed" className="data-path">
        {dataset.manifest ?? dataset.root}
      </Text>
    </header>
  );
}

function Unfinished({ dataset }: { dataset: Details }) {
  const { t } = useTranslation(['data', 'common']);
  const [, navigate] = useLocation();
  const start = useMutation(
    engine.datasets.import.mutationOptions({
      onSuccess: ({ jobId }) => navigate(`/data/import/${String(jobId)}`),
    }),
  );
  return (
    <Alert color="yellow" title={t('unfinished')}>
      <Text size="sm">{t('unfinishedText')}</Text>
      <Button
        mt="xs"
        loading={start.isPending}
        onClick={() => start.mutate({ path: dataset.manifest ?? dataset.root })}
      >
        {t('again')}
      </Button>
      {start.error !== null && <FailureNotice error={start.error} />}
    </Alert>
  );
}

function Moved({ dataset }: { dataset: Details }) {
  const { t } = useTranslation(['data', 'common']);
  const queries = useQueryClient();
  const [path, setPath] = useState('');
  const relocate = useMutation(
    engine.datasets.relocate.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: engine.datasets.key() }),
    }),
  );
  return (
    <Alert color="red" title={t('moved')}>
      <Stack gap="xs">
        <Text size="sm">{t('movedText')}</Text>
        <PathField label={t('relocate')} extensions={null} value={path} onChange={setPath} />
        <Group>
          <Button
            disabled={path === ''}
            loading={relocate.isPending}
            onClick={() => relocate.mutate({ id: dataset.id, path })}
          >
            {t('relocateButton')}
          </Button>
        </Group>
        {relocate.error !== null && <FailureNotice error={relocate.error} />}
      </Stack>
    </Alert>
  );
}
