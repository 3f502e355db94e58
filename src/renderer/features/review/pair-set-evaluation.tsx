import { Button, Group, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { PairEvaluation, PairScoring, PairSet } from '../../../contract/api/pairs.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatRate } from '../../components/format.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { Term } from '../../components/term.tsx';
import { readNumbers, readRates } from '../../components/typed-list.ts';
import { PairCurveChart } from './pair-curve-chart.tsx';
import { PairClassTable } from './pair-class-table.tsx';
import { scoreText } from './pair-facts.tsx';

/** Rates over the pairs of a set: the job stands in the address, `?evaluation=12`. */
export function PairSetEvaluation({ set, scoring }: { set: PairSet; scoring: PairScoring }) {
  const { t } = useTranslation(['pairs', 'common']);
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('evaluation');
  const [targets, setTargets] = useState('1e-1, 1e-2, 1e-3');
  const [thresholds, setThresholds] = useState('');
  const job = useJob(asked !== null && /^\d+$/.test(asked) ? Number(asked) : null);
  const show = (jobId: number): void =>
    navigate(`/review/pairs/${String(set.id)}?evaluation=${String(jobId)}`, { replace: true });
  const start = useMutation(
    engine.pairs.evaluate.mutationOptions({ onSuccess: (started) => show(started.jobId) }),
  );
  const rates = readRates(targets);
  const given = readNumbers(thresholds);
  const result = job?.status === 'done' ? (job.result as PairEvaluation) : null;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('evaluate.title')}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (rates === null || given === null) return;
          start.mutate({ id: set.id, scoringId: scoring.id, targets: rates, thresholds: given });
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            label={t('evaluate.targets')}
            value={targets}
            spellCheck={false}
            error={rates === null ? t('evaluate.targetsWrong') : null}
            onChange={({ currentTarget }) => setTargets(currentTarget.value)}
          />
          <TextInput
            label={t('evaluate.threshold')}
            value={thresholds}
            placeholder="–"
            spellCheck={false}
            error={given === null ? t('evaluate.thresholdWrong') : null}
            onChange={({ currentTarget }) => setThresholds(currentTarget.value)}
          />
          <Button
            type="submit"
            disabled={rates === null || given === null}
            loading={start.isPending || job?.status === 'running'}
          >
            {t('evaluate.start')}
          </Button>
        </Group>
      </form>
      {start.error !== null && <FailureNotice error={start.error} />}
      {job !== null && <JobProgress job={job} onResumed={show} />}
      {result !== null && result.pairSetId === set.id && <Figures result={result} />}
    </section>
  );
}

function Figures({ result }: { result: PairEvaluation }) {
  const { t, i18n } = useTranslation(['pairs', 'common']);
  const { operatingPoints, fixedThresholds, equalErrorRate, refused } = result;
  const counted = (rate: number | null, count: number, pairs: number): string =>
    `${formatRate(rate)} (${formatCount(count)} / ${formatCount(pairs)})`;
  const rows = [
    ...operatingPoints.map((point) => ({
      key: `far ${String(point.targetFalseAcceptRate)}`,
      target: formatRate(point.targetFalseAcceptRate),
      ...point,
    })),
    ...fixedThresholds.map((point) => ({
      key: `t ${String(point.threshold)}`,
      target: t('evaluate.given'),
      reason: undefined,
      ...point,
    })),
  ];
  return (
    <>
      <div
        className="review-table-scroll"
        tabIndex={0}
        role="region"
        aria-label={t('evaluate.points')}
      >
        <Table aria-label={t('evaluate.points')} mt="sm" fz="sm" verticalSpacing={4} w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="isoline-number">{t('evaluate.target')}</Table.Th>
              <Table.Th className="isoline-number">
                <Term name="threshold" />
              </Table.Th>
              <Table.Th className="isoline-number">
                <Term name="falseAcceptRate">FAR</Term>
              </Table.Th>
              <Table.Th className="isoline-number">
                <Term name="falseRejectRate">FRR</Term>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Th scope="row" className="isoline-number">
                  {row.target}
                </Table.Th>
                {row.threshold === null ? (
                  <Table.Td colSpan={3}>{sentenceIn(i18n.language, row.reason ?? '')}</Table.Td>
                ) : (
                  <>
                    <Table.Td className="isoline-number">{scoreText(row.threshold)}</Table.Td>
                    <Table.Td className="isoline-number">
                      {counted(row.falseAcceptRate, row.falseAccepts, result.impostorPairs)}
                    </Table.Td>
                    <Table.Td className="isoline-number">
                      {counted(row.falseRejectRate, row.falseRejects, result.genuinePairs)}
                    </Table.Td>
                  </>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Text size="sm" my="xs" aria-live="polite">
        {equalErrorRate.threshold === null
          ? sentenceIn(i18n.language, equalErrorRate.reason ?? '')
          : t('evaluate.eer', {
              rate: formatRate(equalErrorRate.rate),
              threshold: scoreText(equalErrorRate.threshold),
            })}
      </Text>
      <PairCurveChart result={result} />
      {result.classes !== null && result.classes.length > 0 && (
        <PairClassTable result={result} classes={result.classes} />
      )}
      {refused.length > 0 && (
        <>
          <h3 className="review-heading">{t('evaluate.refused')}</h3>
          <ul className="review-refused">
            {refused.map(({ figure, reason }) => (
              <li key={figure}>
                <b>{sentenceIn(i18n.language, figure)}</b>: {sentenceIn(i18n.language, reason)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
