import { Alert, Anchor, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { TrainingState } from '../../../contract/api/training.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { engine } from '../../api/client.ts';
import { useAddressedJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatSignificant } from '../../components/format.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { LoadFailure } from '../../components/not-found.tsx';
import { Term } from '../../components/term.tsx';
import { TrainingCurves } from './training-curves.tsx';

/** How often the validations are asked for while a training runs, in milliseconds. */
const pace = 1000;

/**
 * A training while it runs, or after it was stopped: progress, curves, alarms.
 *
 * @param jobName its job, as the address names it
 */
export function JobView({ jobName }: { jobName: string }) {
  const { t } = useTranslation('training');
  const [, navigate] = useLocation();
  const { job, error: unknown } = useAddressedJob(jobName, 'train');
  const isRunning = job?.status === 'running';
  const { data: state, error } = useQuery({
    ...engine.training.ofJob.queryOptions({ input: { jobId: job?.id ?? 0 } }),
    enabled: job !== null,
    refetchInterval: isRunning ? pace : false,
  });
  const runId = job?.status === 'done' ? (job.result as { runId: string }).runId : null;
  useEffect(() => {
    if (runId !== null) navigate(`/training/${runId}`, { replace: true });
  }, [runId, navigate]);
  if (unknown !== null) {
    return <LoadFailure what="job" name={jobName} list="/training" error={unknown} />;
  }
  const hasEnded = job !== null && !isRunning;
  return (
    <>
      <Anchor component={Link} href="/training" size="sm">
        {t('back')}
      </Anchor>
      <header>
        <Title order={1}>{hasEnded ? t('live.stopped') : t('live.title')}</Title>
        {state !== undefined && state !== null && <Text size="sm">{state.name}</Text>}
      </header>
      {error !== null && <FailureNotice error={error} />}
      {job !== null && (
        <div className="isoline-panel">
          <JobProgress
            job={job}
            cancelLabel={t('live.stop')}
            onResumed={(id) => navigate(`/training/job/${String(id)}`)}
          />
          {hasEnded && (
            <Group mt="xs">
              <Text size="sm">{t('live.stopText')}</Text>
              <Button component={Link} href="/training/new" variant="default">
                {t('open')}
              </Button>
            </Group>
          )}
        </div>
      )}
      {state === null && isRunning && <Text size="sm">{t('live.preparing')}</Text>}
      {state !== undefined && state !== null && <Course state={state} />}
    </>
  );
}

/** What is known of a training that has not ended. Its charts are not drawn at each progress of the job. */
export const Course = memo(function Course({ state }: { state: TrainingState }) {
  const { t, i18n } = useTranslation('training');
  const alarms = state.points.flatMap(({ name, alarms: sentences }) =>
    sentences.map((sentence) => ({ name, sentence })),
  );
  return (
    <Stack gap="md">
      {alarms.length > 0 && (
        <Alert color="yellow" title={t('live.alarms')} role="status">
          <ul className="training-sentences">
            {alarms.map(({ name, sentence }) => (
              <li key={name + sentence}>
                {state.points.length > 1 && <strong>{name}: </strong>}
                {sentenceIn(i18n.language, sentence)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <TrainingCurves points={state.points.map((point) => ({ ...point, chosenStep: null }))} />
      <section className="isoline-panel">
        <Title order={2} size="h4" mb={4}>
          {t('live.now')}
        </Title>
        <Now state={state} />
      </section>
    </Stack>
  );
});

function Now({ state }: { state: TrainingState }) {
  const { t } = useTranslation('training');
  const figures = ['recallAt1', 'opis', 'meanUtility'] as const;
  return (
    <div className="training-scroll" tabIndex={0} role="region" aria-label={t('live.now')}>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('front.point')}</Table.Th>
            <Table.Th className="isoline-number">{t('curves.step')}</Table.Th>
            <Table.Th className="isoline-number">
              <Term name="recall">{t('figure.recallAt1')}</Term>
            </Table.Th>
            <Table.Th className="isoline-number">
              <Term name="opis">{t('figure.opis')}</Term>
            </Table.Th>
            <Table.Th className="isoline-number">
              <Term name="utility">{t('figure.meanUtility')}</Term>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {state.points.map(({ name, steps, history }) => {
            const first = history[0];
            const last = history.at(-1);
            return (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td className="isoline-number">
                  {last === undefined
                    ? t('live.waiting')
                    : t('live.ofSteps', {
                        step: formatCount(last.step),
                        steps: formatCount(steps),
                      })}
                </Table.Td>
                {figures.map((figure) => (
                  <Table.Td key={figure} className="isoline-number">
                    {last === undefined
                      ? '–'
                      : t('fromTo', {
                          before: formatSignificant(first?.calibration[figure]),
                          after: formatSignificant(last.calibration[figure]),
                        })}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
