import { Button, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proposal, ReviewBandProposal } from '../../../contract/decision.ts';
import { type ReviewBand, reviewBandSchema, type Traffic } from '../../../contract/policy.ts';
import { type DailyErrors, dailyErrors } from '../../../core/metrics/traffic.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDecimal, formatFigure, formatPercent } from '../../components/format.ts';
import { JobProgress } from '../../components/job-progress.tsx';
import { Term } from '../../components/term.tsx';
import { readTyped } from '../../components/typed-number.ts';
import { useJobInAddress } from './job-in-address.ts';
import { Section } from './section.tsx';

/** Two thresholds with people between them: what they would have to look at in a day. */
export function ReviewBandPanel({
  evaluationId,
  proposal,
  traffic,
}: {
  evaluationId: string;
  proposal: Proposal;
  /** Null while it is not filled in. */
  traffic: Traffic | null;
}) {
  const { t } = useTranslation('reports');
  const [low, setLow] = useState('0.01');
  const [high, setHigh] = useState(String(proposal.policy.falseAcceptRate ?? '0.001'));
  const [job, setJobId] = useJobInAddress('band');
  const find = useMutation(
    engine.decisions.reviewBand.mutationOptions({ onSuccess: ({ jobId }) => setJobId(jobId) }),
  );
  const band = bandOf(low, high);
  const found = job?.status === 'done' ? (job.result as ReviewBandProposal) : null;
  return (
    <Section title={<Term name="reviewBand">{t('band.title')}</Term>} wide>
      <Text size="sm">{t('band.text')}</Text>
      <form
        className="reports-fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (band !== null && traffic !== null) {
            find.mutate({ evaluationId, band, traffic, seed: proposal.seed });
          }
        }}
      >
        <TextInput
          label={t('band.low')}
          value={low}
          spellCheck={false}
          onChange={({ currentTarget }) => setLow(currentTarget.value)}
        />
        <TextInput
          label={t('band.high')}
          value={high}
          spellCheck={false}
          onChange={({ currentTarget }) => setHigh(currentTarget.value)}
        />
        <Button
          type="submit"
          className="reports-fit"
          disabled={band === null || traffic === null || job?.status === 'running'}
          loading={find.isPending}
        >
          {t('band.find')}
        </Button>
      </form>
      {(band === null || traffic === null) && (
        <Text size="xs" c="dimmed">
          {t(band === null ? 'band.wrong' : 'cost.wrong')}
        </Text>
      )}
      {find.error !== null && <FailureNotice error={find.error} />}
      {job !== null && <JobProgress job={job} onResumed={setJobId} />}
      {job !== null && found !== null && (
        <FoundBand
          found={found}
          alone={errorsOf(proposal, (job.input as { traffic: Traffic }).traffic)}
        />
      )}
    </Section>
  );
}

function bandOf(low: string, high: string): ReviewBand | null {
  const read = reviewBandSchema.safeParse({
    low: { falseRejectRate: readTyped(low) },
    high: { falseAcceptRate: readTyped(high) },
  });
  return read.success ? read.data : null;
}

/** Of the one threshold, at the traffic that the band was found for. */
function errorsOf({ attained, heldOut }: Proposal, traffic: Traffic): DailyErrors | null {
  const rates = heldOut ?? attained;
  if (rates === null || rates.falseAcceptRate === null || rates.falseRejectRate === null) {
    return null;
  }
  const { falseAcceptRate, falseRejectRate } = rates;
  return dailyErrors({ falseAcceptRate, falseRejectRate }, traffic);
}

function FoundBand({ found, alone }: { found: ReviewBandProposal; alone: DailyErrors | null }) {
  const { t } = useTranslation('reports');
  const said = useSentences();
  const { low, high, review, reason } = found;
  if (review === null || low.threshold === null || high.threshold === null) {
    return <Text size="sm">{said(reason ?? '')}</Text>;
  }
  const amount = (value: number): string => formatFigure(value, 4);
  const beside = (name: keyof DailyErrors) => (
    <>
      {amount(review[name])}{' '}
      {alone !== null && (
        <span className="reports-muted">{t('band.alone', { value: amount(alone[name]) })}</span>
      )}
    </>
  );
  return (
    <div role="status">
      <Facts
        facts={[
          [t('band.lowThreshold'), formatDecimal(low.threshold)],
          [t('band.highThreshold'), formatDecimal(high.threshold)],
          [
            t('band.queue'),
            <b key="queue">
              {t('band.queueText', {
                comparisons: amount(review.comparisons),
                share: formatPercent(review.share),
              })}
            </b>,
          ],
          [t('band.accepts'), beside('falseAccepts')],
          [t('band.rejects'), beside('falseRejects')],
          [t('band.cost'), beside('cost')],
        ]}
      />
    </div>
  );
}
