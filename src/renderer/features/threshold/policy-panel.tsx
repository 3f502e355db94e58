import { Alert, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Proposal } from '../../../contract/decision.ts';
import type { Policy } from '../../../contract/policy.ts';
import { engine } from '../../api/client.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { DecisionForm } from './decision-form.tsx';
import { DecisionList } from './decision-list.tsx';
import { constraints, firstDraft, givenPolicy, objectives, policyOf } from './policy-draft.ts';
import { useProposalJob } from './proposal-job.ts';
import { ProposalView } from './proposal-view.tsx';
import type { ThresholdControl } from './threshold-control.ts';
import { thresholdText } from './threshold-text.ts';
import { useSettled } from './use-threshold.ts';

/** Chooses the threshold by what it must keep, and keeps what was decided. */
export function PolicyPanel({
  view,
  control,
  onSelect,
}: {
  view: EvaluationView;
  control: ThresholdControl;
  onSelect: (c: number) => void;
}) {
  const { t, i18n } = useTranslation(['threshold', 'common']);
  const [draft, setDraft] = useState(firstDraft);
  const [isSaving, setSaving] = useState(false);
  const { job, keep } = useProposalJob(view.row.id);
  const { threshold } = useSettled(control);
  const propose = useMutation(
    engine.decisions.propose.mutationOptions({
      onSuccess: ({ jobId }, { policy }) => {
        keep(jobId);
        // Of a given threshold there is nothing to look at first but its counts.
        setSaving(policy.threshold !== undefined);
      },
    }),
  );
  const start = (policy: Policy): void =>
    propose.mutate({ evaluationId: view.row.id, policy, seed: view.provenance.seed });
  const policy = policyOf(draft);
  const isBusy = propose.isPending || job?.status === 'running';
  const acceptsNothing = threshold >= control.thresholds.at(-1)!;
  const proposal = job?.status === 'done' ? (job.result as Proposal) : null;
  const cost = ['falseAcceptCost', 'falseRejectCost', 'prevalence'] as const;
  return (
    <section className="isoline-panel" aria-label={t('policy.title')}>
      <h2 className="threshold-heading">{t('policy.title')}</h2>
      <form
        className="threshold-policy"
        onSubmit={(event) => {
          event.preventDefault();
          if (policy !== null) start(policy);
        }}
      >
        {constraints.map((name) => (
          <TextInput
            key={name}
            label={t(`policy.constraint.${name}`)}
            value={draft.constraints[name]}
            placeholder="–"
            spellCheck={false}
            onChange={({ currentTarget: { value } }) =>
              setDraft({ ...draft, constraints: { ...draft.constraints, [name]: value } })
            }
          />
        ))}
        <NativeSelect
          label={t('policy.objective')}
          value={draft.objective}
          onChange={({ currentTarget: { value } }) =>
            setDraft({ ...draft, objective: value as (typeof objectives)[number] })
          }
          data={objectives.map((value) => ({ value, label: t(`policy.objectives.${value}`) }))}
        />
        {draft.objective === 'cost' &&
          cost.map((name) => (
            <TextInput
              key={name}
              label={t(`policy.${name}`)}
              value={draft[name]}
              spellCheck={false}
              onChange={({ currentTarget: { value } }) => setDraft({ ...draft, [name]: value })}
            />
          ))}
        <Button type="submit" disabled={policy === null || isBusy} loading={propose.isPending}>
          {t('policy.propose')}
        </Button>
      </form>
      {policy === null && (
        <Text size="xs" c="dimmed">
          {t('policy.incomplete')}
        </Text>
      )}
      <div className="threshold-given">
        <Button
          variant="default"
          disabled={acceptsNothing || isBusy}
          onClick={() => start(givenPolicy(threshold))}
        >
          {t('policy.given')}
        </Button>
        <Text size="xs" c="dimmed">
          {acceptsNothing
            ? t('policy.givenNothing')
            : t('policy.givenNote', { threshold: thresholdText(threshold, control) })}
        </Text>
      </div>
      {propose.error !== null && <FailureNotice error={propose.error} />}
      {job !== null && job.status !== 'done' && <JobProgress job={job} onResumed={keep} />}
      {proposal !== null && (
        <>
          {proposal.status !== 'chosen' && (
            <Alert color="yellow" mt="xs" p="xs" title={t(`proposal.status.${proposal.status}`)}>
              {/* Of constraints that exclude each other the bounds below tell more. */}
              {proposal.status !== 'infeasible' && proposal.reason !== undefined && (
                <Text size="xs">{sentenceIn(i18n.language, proposal.reason)}</Text>
              )}
            </Alert>
          )}
          <ProposalView
            proposal={proposal}
            // Its classes are those of the calibration set.
            onSelect={proposal.evaluationId === view.row.id ? onSelect : null}
          />
          {proposal.threshold !== null && (
            <Group gap="xs" mt="xs">
              <Button
                onClick={() => {
                  if (proposal.threshold !== null) control.choose(proposal.threshold);
                }}
              >
                {t('policy.use')}
              </Button>
              <Button
                variant="default"
                onClick={() => setSaving(!isSaving)}
                aria-expanded={isSaving}
              >
                {t('policy.save')}
              </Button>
            </Group>
          )}
        </>
      )}
      {isSaving && job !== null && proposal !== null && proposal.threshold !== null && (
        <DecisionForm
          jobId={job.id}
          threshold={thresholdText(proposal.threshold, control)}
          onSaved={() => {
            setSaving(false);
            keep(null);
          }}
          onCancel={() => setSaving(false)}
        />
      )}
      <DecisionList view={view} control={control} />
    </section>
  );
}
