import { Button, Select, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GateCheck, GateResult } from '../../../contract/gate.ts';
import type { JobState } from '../../../contract/job.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { NumberField } from '../../components/number-field.tsx';
import { Term } from '../../components/term.tsx';
import { Verdict } from '../../components/verdict.tsx';
import { Section } from './section.tsx';

/** Seed of the class draws behind the gate's intervals, as on the command line. */
const seed = 1;

/** Counts the passport's classes again on a dataset: every check with its outcome. */
export function GatePanel({
  file,
  publicKey,
  modelSha256,
  job,
  onJob,
}: {
  file: string;
  publicKey: string | null;
  modelSha256: string | null;
  /** The gate that runs or has run with all of this; null: none. */
  job: JobState | null;
  onJob: (id: number | null) => void;
}) {
  const { t } = useTranslation('passport');
  const { data: datasets, error } = useQuery(engine.datasets.list.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [tolerance, setTolerance] = useState<number | null>(0.25);
  const [ceiling, setCeiling] = useState<number | null>(3);
  const run = useMutation(
    engine.decisions.gate.mutationOptions({ onSuccess: ({ jobId }) => onJob(jobId) }),
  );
  const usable = datasets?.filter(({ kind, complete }) => kind !== 'embeddings' && complete);
  const datasetId = chosen === null ? (usable?.[0]?.id ?? null) : Number(chosen);
  const canRun =
    modelSha256 !== null && datasetId !== null && tolerance !== null && ceiling !== null;
  const result = job?.status === 'done' ? (job.result as GateResult) : null;
  const failure = error ?? run.error;
  return (
    <Section title={<Term name="gate">{t('gate.title')}</Term>}>
      <Text size="sm">{t('gate.text')}</Text>
      {usable?.length === 0 && <Text size="sm">{t('gate.noDatasets')}</Text>}
      <form
        className="reports-fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (!canRun) return;
          run.mutate({
            file,
            publicKey,
            source: { datasetId, modelSha256 },
            tolerance,
            ceiling,
            seed,
          });
        }}
      >
        <Select
          className="reports-wide"
          label={t('gate.dataset')}
          value={datasetId === null ? null : String(datasetId)}
          onChange={(value) => {
            setChosen(value);
            onJob(null);
          }}
          data={(usable ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <NumberField
          label={t('gate.tolerance')}
          description={t('gate.toleranceHint')}
          value={tolerance}
          onChange={setTolerance}
          min={0}
          max={100}
          step={0.05}
        />
        <NumberField
          label={t('gate.ceiling')}
          description={t('gate.ceilingHint')}
          value={ceiling}
          onChange={setCeiling}
          min={0.01}
          step={0.5}
        />
        <Button
          type="submit"
          className="reports-fit"
          disabled={!canRun || job?.status === 'running'}
          loading={run.isPending}
        >
          {t(result === null ? 'gate.run' : 'gate.again')}
        </Button>
      </form>
      {failure !== null && <FailureNotice error={failure} />}
      {job !== null && <JobProgress job={job} onResumed={onJob} />}
      {result !== null && <Outcome result={result} />}
    </Section>
  );
}

function Outcome({ result: { passed, checks } }: { result: GateResult }) {
  const { t, i18n } = useTranslation('passport');
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  return (
    <div role="status" className="reports-findings">
      <Verdict
        tone={passed ? 'better' : 'worse'}
        title={t(passed ? 'gate.passed' : 'gate.failed')}
        text={passed ? t('gate.passedText') : t('gate.failedText', { count: failed })}
      />
      <div className="reports-scroll" tabIndex={0} role="region" aria-label={t('gate.checks')}>
        <Table fz="sm" verticalSpacing={3}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('gate.check')}</Table.Th>
              <Table.Th>{t('gate.outcome')}</Table.Th>
              <Table.Th>{t('gate.finding')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {checks.map(({ name, outcome, sentence }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {t(`gate.name.${name}`)}
                </Table.Th>
                <Table.Td className="isoline-word" data-tone={tones[outcome]}>
                  <span aria-hidden="true">{signs[outcome]} </span>
                  {t(`gate.outcomes.${outcome}`)}
                </Table.Td>
                <Table.Td className="reports-finding">
                  {sentenceIn(i18n.language, sentence)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </div>
  );
}

const signs: Record<GateCheck['outcome'], string> = { passed: '✓', failed: '✗', skipped: '–' };
const tones: Record<GateCheck['outcome'], string> = {
  passed: 'better',
  failed: 'worse',
  skipped: 'none',
};
