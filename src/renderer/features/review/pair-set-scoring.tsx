import { Button, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PairScoring, PairSet } from '../../../contract/api/pairs.ts';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';

/** The scores that a pair set has, and new ones by a model. */
export function PairSetScoring({
  set,
  scoring,
  onScoring,
}: {
  set: PairSet;
  scoring: PairScoring | null;
  onScoring: (scoringId: number) => void;
}) {
  const { t } = useTranslation(['pairs', 'common']);
  const models = useQuery(engine.models.list.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [jobId, setJobId] = useState<number | null>(null);
  const job = useJob(jobId);
  const start = useMutation(
    engine.pairs.score.mutationOptions({ onSuccess: (started) => setJobId(started.jobId) }),
  );
  const usable = (models.data ?? []).filter(({ recipe }) => recipe !== null);
  const model = usable.find(({ sha256 }) => sha256 === chosen) ?? usable[0];
  const hasImages = set.datasetId !== null && set.images > 0;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('score.title')}
      </Title>
      {set.scorings.length === 0 ? (
        <Text size="sm">{t('score.none')}</Text>
      ) : (
        <NativeSelect
          maw={420}
          label={t('score.of')}
          value={String(scoring?.id ?? '')}
          onChange={({ currentTarget }) => onScoring(Number(currentTarget.value))}
          data={set.scorings.map(({ id, name, score }) => ({
            value: String(id),
            label: score === 'cosine' ? name : `${name} · ${t(`score.kind.${score}`)}`,
          }))}
        />
      )}
      {!hasImages ? (
        <Text size="xs" c="dimmed" mt="xs">
          {t('score.noImages')}
        </Text>
      ) : (
        model !== undefined && (
          <Group align="flex-end" gap="xs" mt="xs">
            <NativeSelect
              label={t('score.model')}
              value={model.sha256}
              onChange={({ currentTarget }) => setChosen(currentTarget.value)}
              data={usable.map(({ sha256, name }) => ({
                value: sha256,
                label: `${name} · ${sha256.slice(0, 8)}`,
              }))}
            />
            <Button
              variant="default"
              loading={start.isPending || job?.status === 'running'}
              onClick={() => start.mutate({ id: set.id, modelSha256: model.sha256 })}
            >
              {t('score.start')}
            </Button>
          </Group>
        )
      )}
      {start.error !== null && <FailureNotice error={start.error} />}
      {job !== null && <JobProgress job={job} onResumed={setJobId} />}
    </section>
  );
}
