import { Alert, Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TrainingState } from '../../../contract/api/training.ts';
import type { TrainingResult } from '../../../contract/training.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import type { CoursePoint } from './curves.ts';
import { ExportPanel } from './export-panel.tsx';
import { HeldOutTable } from './held-out-table.tsx';
import { InterpolationTable } from './interpolation-table.tsx';
import { Course, JobView } from './job-view.tsx';
import { ResultVerdict } from './result-verdict.tsx';
import { TradeOffFront } from './trade-off-front.tsx';
import { TrainingCurves } from './training-curves.tsx';
import { TrainingProvenance } from './training-provenance.tsx';

/** What a training came to; where it has not ended, how far it is. */
export function RunView({ runId }: { runId: string }) {
  const { t } = useTranslation('training');
  const { data: state, error } = useQuery(engine.training.get.queryOptions({ input: { runId } }));
  if (state?.result === null && state.jobId !== null)
    return <JobView jobName={String(state.jobId)} />;
  if (state === undefined && error !== null) {
    return <LoadFailure what="training" name={runId} error={error} />;
  }
  return (
    <>
      <Anchor component={Link} href="/training" size="sm">
        {t('back')}
      </Anchor>
      {error !== null && <FailureNotice error={error} />}
      {state !== undefined && (
        <>
          <header>
            <Title order={1} className="training-name">
              {state.name}
            </Title>
            <Text size="xs" c="dimmed">
              {formatTime(state.createdAt)}
            </Text>
          </header>
          {state.result === null ? (
            <>
              <Alert color="yellow">{t('live.noJob')}</Alert>
              <Course state={state} />
            </>
          ) : (
            <Result state={state} result={state.result} />
          )}
        </>
      )}
    </>
  );
}

function Result({ state, result }: { state: TrainingState; result: TrainingResult }) {
  const points = useMemo(
    () =>
      result.points.map(({ name, history, interpolation, chosen }, k): CoursePoint => ({
        name,
        history,
        steps: state.points[k]?.steps ?? history.at(-1)?.step ?? 0,
        chosenStep: k === result.chosen ? (interpolation[chosen]?.step ?? null) : null,
      })),
    [result, state.points],
  );
  return (
    <Stack gap="md">
      <ResultVerdict result={result} />
      <div className="training-columns">
        <HeldOutTable result={result} />
        <ExportPanel result={result} datasetId={state.datasetId} />
      </div>
      <TradeOffFront result={result} />
      <TrainingCurves points={points} />
      <InterpolationTable result={result} />
      <TrainingProvenance result={result} />
    </Stack>
  );
}
