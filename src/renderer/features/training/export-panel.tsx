import { Alert, Button, Checkbox, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { TrainingResult } from '../../../contract/training.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useSaving } from '../../components/saving.ts';
import { ChainProgress } from './chain-progress.tsx';
import { type ChainRequest, currentStep } from './export-chain.ts';
import { resumeChain, startChain, useChain } from './run-chain.ts';

/** From the trained head to a model, to its comparison with the old one, and to a file. */
export function ExportPanel({
  result,
  datasetId,
}: {
  result: TrainingResult;
  datasetId: number | null;
}) {
  const { t } = useTranslation('training');
  const { backboneSha256 } = result;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('use.title')}
      </Title>
      {backboneSha256 === null ? (
        <Text size="sm">{t('use.withoutModel')}</Text>
      ) : (
        <Chooser result={result} datasetId={datasetId} backboneSha256={backboneSha256} />
      )}
    </section>
  );
}

function Chooser({
  result,
  datasetId,
  backboneSha256,
}: {
  result: TrainingResult;
  datasetId: number | null;
  backboneSha256: string;
}) {
  const { t } = useTranslation(['training', 'common']);
  const { runId, points, chosen, seed } = result;
  const chain = useChain(runId);
  const [point, setPoint] = useState(chain?.request.point ?? chosen ?? 0);
  const [normalise, setNormalise] = useState(chain?.request.normalise ?? false);
  const dataset = useQuery({
    ...engine.datasets.get.queryOptions({ input: { id: datasetId ?? 0 } }),
    enabled: datasetId !== null,
  });
  const sets = dataset.data?.sets ?? null;
  const request: ChainRequest = {
    runId,
    point,
    normalise,
    datasetId,
    backboneSha256,
    seed,
    split: dataset.data !== undefined && sets === null ? { seed } : 'kept',
  };
  const isBusy = chain !== null && chain.failure === null && currentStep(chain) !== null;
  const save = useSaving(async () => {
    const { sha256 } = await startChain(request, 'export');
    return sha256 === null ? null : client.models.download({ sha256 });
  });
  useResumed(runId);
  const comparisonId = useFinished(chain?.comparisonId ?? null);
  const splitChanged =
    sets !== null &&
    (['training', 'calibration', 'heldOut'] as const).some(
      (set) => sets[set].classes !== result.sets[set].classes,
    );
  return (
    <Stack gap="sm">
      <Text size="sm">{chosen === null ? t('use.keepOld') : t('use.text')}</Text>
      {splitChanged && <Alert color="yellow">{t('use.splitChanged')}</Alert>}
      {datasetId === null && <Text size="sm">{t('use.noDataset')}</Text>}
      {points.length > 1 && (
        <Select
          label={t('use.point')}
          value={String(point)}
          onChange={(value) => setPoint(Number(value))}
          disabled={isBusy}
          data={points.map(({ name }, k) => ({
            value: String(k),
            label: k === chosen ? t('use.pointChosen', { name }) : name,
          }))}
        />
      )}
      <Checkbox
        label={t('use.normalise')}
        description={t('use.normaliseText')}
        checked={normalise}
        disabled={isBusy}
        onChange={(event) => setNormalise(event.currentTarget.checked)}
      />
      <Group gap="xs">
        <Button
          size="sm"
          variant={result.advice === 'keep-old' ? 'default' : 'filled'}
          disabled={isBusy || datasetId === null}
          onClick={() => void startChain(request, 'compare')}
        >
          {t('use.run')}
        </Button>
        <Button
          size="sm"
          variant="default"
          loading={save.isPending}
          disabled={isBusy && !save.isPending}
          onClick={() => save.mutate()}
        >
          {t('use.save')}
        </Button>
      </Group>
      {save.error !== null && <FailureNotice error={save.error} />}
      {chain !== null && <ChainProgress chain={chain} />}
      {chain !== null && chain.sha256 !== null && (
        <Group gap="xs">
          {comparisonId !== null && (
            <Button component={Link} href={`/compare/${comparisonId}`} variant="default">
              {t('use.show')}
            </Button>
          )}
          <Button component={Link} href={`/models/${chain.sha256}`} variant="default">
            {t('use.model')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** Goes on with what a reload has interrupted. What failed waits for the person. */
function useResumed(runId: string): void {
  const chain = useChain(runId);
  const isStanding = chain !== null && chain.failure === null && currentStep(chain) !== null;
  useEffect(() => {
    if (isStanding) void resumeChain(runId);
  }, [runId, isStanding]);
}

/** Opens the comparison when it is made in front of the person. @returns its id */
function useFinished(comparisonId: string | null): string | null {
  const [, navigate] = useLocation();
  const first = useRef(comparisonId);
  useEffect(() => {
    if (comparisonId !== null && comparisonId !== first.current) {
      navigate(`/compare/${comparisonId}`);
    }
  }, [comparisonId, navigate]);
  return comparisonId;
}
