import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Decision } from '../../../contract/decision.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDecimal, formatTime } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import { Term } from '../../components/term.tsx';
import { shortestDecimal } from '../../components/typed-number.ts';
import { CalibrationPanel } from './calibration-panel.tsx';
import { CertaintyPanel } from './certainty-panel.tsx';
import { DailyCostPanel } from './daily-cost-panel.tsx';
import { DecisionProvenance } from './decision-provenance.tsx';
import { HandOverPanel } from './hand-over-panel.tsx';
import { GuaranteePanel, PricePanel } from './new-classes.tsx';
import { scalesOfDecision } from './rates-of-set.ts';
import { ReasonsPanel } from './reasons-panel.tsx';
import { useDecisionRemoval } from './decision-removal.ts';
import { ReportForm } from './report-form.tsx';
import { ReviewBandPanel } from './review-band-panel.tsx';
import { ScaleTable } from './scale-table.tsx';
import { Section } from './section.tsx';
import { keepTraffic, keptTraffic, type TrafficDraft, trafficOf } from './traffic-draft.ts';
import { WorstClassesPanel } from './worst-classes-panel.tsx';

/** One decision: its value, why it is that, how certain, at what price, and what is done with it. */
export function DecisionPage({ id }: { id: string }) {
  const { t } = useTranslation(['reports', 'common']);
  const { data, error, refetch } = useQuery(engine.decisions.get.queryOptions({ input: { id } }));
  if (error !== null) {
    return <LoadFailure what="decision" name={id} error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) {
    return (
      <Stack gap="xs" role="status" aria-label={t('common:loading')}>
        <Skeleton height={48} />
        <Skeleton height={180} />
        <Skeleton height={240} />
      </Stack>
    );
  }
  return <KnownDecision decision={data} />;
}

function KnownDecision({ decision }: { decision: Decision }) {
  const { t } = useTranslation(['reports', 'common']);
  const { proposal } = decision;
  const [draft, setDraft] = useState(() => keptTraffic(proposal.policy));
  const changeTraffic = (next: TrafficDraft): void => {
    setDraft(next);
    if (trafficOf(next) !== null) keepTraffic(next);
  };
  const fitted = useEvaluation(decision.evaluationId);
  const heldOut = useEvaluation(proposal.heldOutId);
  /** What the rates to go by were counted on. */
  const reported = proposal.heldOutId === null ? fitted.data : heldOut.data;
  const failure = fitted.error ?? heldOut.error;
  return (
    <Stack gap="sm">
      <DecisionHead decision={decision} name={fitted.data?.row.name ?? null} />
      {failure !== null && (
        <Alert color="yellow" title={t('decision.evaluationGone')}>
          <FailureNotice error={failure} />
        </Alert>
      )}
      <div className="reports-columns">
        <div className="reports-column">
          <Section title={<Term name="threshold">{t('value.title')}</Term>}>
            <ScaleTable scales={scalesOfDecision(proposal)} />
          </Section>
          <ReasonsPanel proposal={proposal} />
        </div>
        <div className="reports-column">
          <HandOverPanel decision={decision} hasModel={fitted.data?.row.modelSha256 !== null} />
          <ReportForm evaluationId={decision.evaluationId} />
        </div>
        <CertaintyPanel proposal={proposal} fitted={fitted.data ?? null} />
        <DailyCostPanel
          proposal={proposal}
          curve={reported?.curve ?? null}
          draft={draft}
          onDraft={changeTraffic}
        />
        <ReviewBandPanel
          evaluationId={decision.evaluationId}
          proposal={proposal}
          traffic={trafficOf(draft)}
        />
        <GuaranteePanel proposal={proposal} />
        <PricePanel proposal={proposal} />
        {reported !== undefined && <WorstClassesPanel proposal={proposal} view={reported} />}
        {fitted.data !== undefined && reported !== undefined && (
          <CalibrationPanel
            fitted={fitted.data}
            tested={reported}
            threshold={proposal.threshold}
            firstPrevalence={draft.prevalence}
          />
        )}
        <DecisionProvenance decision={decision} view={fitted.data ?? null} />
      </div>
    </Stack>
  );
}

function useEvaluation(id: string | null): {
  data: EvaluationView | undefined;
  error: Error | null;
} {
  const { data, error } = useQuery({
    ...engine.evaluations.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== null,
    staleTime: Infinity,
  });
  return { data, error };
}

function DecisionHead({ decision, name }: { decision: Decision; name: string | null }) {
  const { t } = useTranslation(['reports', 'common']);
  const [, navigate] = useLocation();
  const { remove, restore, error } = useDecisionRemoval();
  const { author, note, createdAt, removedAt, evaluationId, proposal } = decision;
  const { threshold } = proposal;
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div className="reports-head">
          <Title order={1}>
            {t('decision.heading', {
              threshold: threshold === null ? '–' : formatDecimal(threshold),
            })}
          </Title>
          <Text size="sm">
            {t('decision.by', { author, time: formatTime(createdAt) })}
            {name !== null && ` · ${name}`}
          </Text>
          {note !== '' && <Text size="sm">{note}</Text>}
        </div>
        <Group gap="xs">
          {threshold !== null && (
            <Button
              component={Link}
              href={`/threshold/${evaluationId}/${shortestDecimal(threshold)}`}
              variant="default"
            >
              {t('decision.onScreen')}
            </Button>
          )}
          {removedAt === null && (
            <Button
              variant="default"
              onClick={() => remove(decision, { onSuccess: () => navigate('/reports') })}
            >
              {t('common:remove')}
            </Button>
          )}
          <Button component={Link} href="/reports" variant="default">
            {t('decision.all')}
          </Button>
        </Group>
      </Group>
      {error !== null && <FailureNotice error={error} />}
      {removedAt !== null && (
        <Alert color="yellow" title={t('decision.removed', { time: formatTime(removedAt) })}>
          <Button variant="default" onClick={() => restore(decision)}>
            {t('decision.restore')}
          </Button>
        </Alert>
      )}
    </>
  );
}
