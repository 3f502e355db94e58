import { Alert, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { ModelSummary, Parity } from '../../../contract/api/models.ts';
import { engine } from '../../api/client.ts';
import { useAddressedJob } from '../../api/jobs.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure } from '../../components/format.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { LoadFailure } from '../../components/not-found.tsx';
import { PathField } from '../../components/path-field.tsx';

const colours = { same: 'teal', close: 'yellow', different: 'red' } as const;

/**
 * Compares embeddings with those of a running system.
 *
 * @param jobName the test that runs or ran, as the address names it; null: none yet
 */
export function ParityTest({ model, jobName }: { model: ModelSummary; jobName: string | null }) {
  const { t } = useTranslation(['models', 'common']);
  const [, navigate] = useLocation();
  const [vectors, setVectors] = useState('');
  const [list, setList] = useState('');
  const { job, error: unknown } = useAddressedJob(jobName, 'parity');
  const open = (id: number): void => navigate(`/models/${model.sha256}/parity/${String(id)}`);
  const start = useMutation(
    engine.models.parity.mutationOptions({ onSuccess: (started) => open(started.jobId) }),
  );
  return (
    <section className="isoline-panel">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('parity.title')}
        </Title>
        <Text size="sm">{t('parity.text')}</Text>
        <PathField
          label={t('parity.vectors')}
          extensions={['npy']}
          value={vectors}
          onChange={setVectors}
        />
        <PathField label={t('parity.list')} extensions={['csv']} value={list} onChange={setList} />
        <Group>
          <Button
            disabled={vectors === '' || list === ''}
            loading={start.isPending || job?.status === 'running'}
            onClick={() => start.mutate({ sha256: model.sha256, vectors, list })}
          >
            {t('parity.start')}
          </Button>
        </Group>
        {start.error !== null && <FailureNotice error={start.error} />}
        {unknown !== null && (
          <LoadFailure what="job" name={jobName ?? ''} error={unknown} order={2} />
        )}
        {job !== null && <JobProgress job={job} onResumed={open} />}
        {job?.status === 'done' && <ParityResult parity={job.result as Parity} />}
      </Stack>
    </section>
  );
}

function ParityResult({ parity }: { parity: Parity }) {
  const { t } = useTranslation(['models', 'common']);
  return (
    <>
      <Alert color={colours[parity.word]} data-testid="parity">
        {t(`parity.words.${parity.word}`)}
      </Alert>
      <Facts
        facts={[
          [t('parity.images'), formatCount(parity.images)],
          [t('parity.leastCosine'), formatFigure(parity.leastCosine, 7)],
          [t('parity.meanCosine'), formatFigure(parity.meanCosine, 7)],
          [t('parity.greatestDifference'), formatFigure(parity.greatestDifference)],
        ]}
      />
      {parity.word !== 'same' && (
        <Table fz="sm">
          <Table.Caption>{t('parity.worst')}</Table.Caption>
          <Table.Tbody>
            {parity.worst.map(({ path, cosine }) => (
              <Table.Tr key={path}>
                <Table.Td className="models-name">{path}</Table.Td>
                <Table.Td className="isoline-number">{formatFigure(cosine, 6)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
