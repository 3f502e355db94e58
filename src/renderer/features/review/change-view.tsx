import { Anchor, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { ReviewPreview } from '../../../contract/api/review.ts';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { policyWords } from '../../components/policy-words.ts';
import { ApplyPanel } from './apply-panel.tsx';
import { FalseRejectTable } from './false-reject-influence.tsx';
import { InfluenceTable } from './influence-table.tsx';
import { scoreText } from './pair-facts.tsx';
import { PendingList } from './pending-list.tsx';
import { PreviewTable } from './preview-table.tsx';
import { readChoice, reviewAddress } from './review-address.ts';
import { choiceOf, chosenText, fixedThreshold, policyOptions } from './threshold-choices.ts';

/**
 * What the verdicts come to: the labels that they want otherwise, the threshold before and after, and
 * a new evaluation with them. The jobs stand in the address: `?preview=12&apply=13`.
 */
export function ChangeView({
  view,
  threshold,
  isPrepared,
}: {
  view: EvaluationView;
  threshold: number;
  /** Whether its scores were looked through. */
  isPrepared: boolean;
}) {
  const { t } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const evaluationId = view.row.id;
  const search = useSearch();
  const asked = new URLSearchParams(search);
  const by = chosenText(asked.get('by'), view, threshold);
  const choice = choiceOf(by, threshold);
  const previewJob = useJob(numberOf(asked.get('preview')));
  const pending = useQuery(engine.review.pending.queryOptions({ input: { evaluationId } }));
  const decisions = useQuery(engine.decisions.list.queryOptions());
  const show = (change: Record<string, string>): void => {
    const address = reviewAddress(evaluationId, 'change', {
      threshold: readChoice(search).threshold,
    });
    const parts = new URLSearchParams(change).toString();
    navigate(`${address}${address.includes('?') ? '&' : '?'}${parts}`, { replace: true });
  };
  const start = useMutation(
    engine.review.preview.mutationOptions({
      onSuccess: ({ jobId }) => show({ by, preview: String(jobId) }),
    }),
  );
  const preview = previewJob?.status === 'done' ? (previewJob.result as ReviewPreview) : null;
  const changes = pending.data?.changes ?? [];
  const isOutdated = preview !== null && pending.data?.logId !== preview.logId;
  return (
    <Stack gap="sm">
      <section className="isoline-panel">
        <Title order={2} size="h4">
          {t('change.title')}
        </Title>
        <Text size="sm">{t('change.lead')}</Text>
        {pending.error !== null && <FailureNotice error={pending.error} />}
        {pending.data !== undefined && changes.length === 0 && (
          <Text size="sm" mt="xs">
            {t('change.none')}
          </Text>
        )}
        {changes.length > 0 && (
          <>
            <PendingList changes={changes} />
            <Group align="flex-end" gap="xs" mt="xs">
              <NativeSelect
                label={t('change.by')}
                value={by}
                onChange={({ currentTarget: { value } }) => show({ by: value })}
                data={[
                  {
                    value: fixedThreshold,
                    label: t('change.fixed', { threshold: scoreText(threshold) }),
                  },
                  ...policyOptions(view, decisions.data ?? []).map(({ text, policy, author }) => ({
                    value: text,
                    label:
                      author === null
                        ? t('change.policy', { policy: policyWords(policy) })
                        : t('change.decided', { policy: policyWords(policy), author }),
                  })),
                ]}
              />
              <Button
                loading={start.isPending || previewJob?.status === 'running'}
                onClick={() => start.mutate({ evaluationId, by: choice })}
              >
                {t('change.preview')}
              </Button>
            </Group>
          </>
        )}
        {start.error !== null && <FailureNotice error={start.error} />}
        {previewJob !== null && (
          <JobProgress job={previewJob} onResumed={(id) => show({ by, preview: String(id) })} />
        )}
        {preview !== null && <PreviewTable preview={preview} outdated={isOutdated} />}
      </section>
      <ApplyPanel
        view={view}
        threshold={preview?.after.threshold ?? threshold}
        hasChanges={changes.length > 0}
        hasVerdicts={(pending.data?.logId ?? null) !== null}
        jobId={numberOf(asked.get('apply'))}
        onJob={(jobId) =>
          show({
            by,
            ...(previewJob === null ? {} : { preview: String(previewJob.id) }),
            apply: String(jobId),
          })
        }
      />
      {isPrepared ? (
        <>
          <InfluenceTable evaluationId={evaluationId} threshold={threshold} by={choice} />
          {'threshold' in choice && (
            <FalseRejectTable evaluationId={evaluationId} threshold={choice.threshold} />
          )}
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {t('influence.unprepared')}{' '}
          <Anchor
            component={Link}
            size="sm"
            href={reviewAddress(evaluationId, 'wrong-pairs', { threshold })}
          >
            {t('prepare.start')}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
