import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { useJob } from '../../api/jobs.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { shortestDecimal } from '../../components/typed-number.ts';

interface ApplyPanelProps {
  view: EvaluationView;
  /** The threshold at which the new evaluation is opened. */
  threshold: number;
  hasChanges: boolean;
  hasVerdicts: boolean;
  /** The job that applies or applied them; null: none yet. */
  jobId: number | null;
  onJob: (jobId: number) => void;
}

/** Makes what the verdicts want: a new evaluation with their labels, a pair set of what was reviewed. */
export function ApplyPanel(props: ApplyPanelProps) {
  const { view, threshold, hasChanges, hasVerdicts, jobId, onJob } = props;
  const { t } = useTranslation(['review', 'common']);
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const evaluationId = view.row.id;
  const [name, setName] = useState('');
  const job = useJob(jobId);
  const apply = useMutation(
    engine.review.apply.mutationOptions({ onSuccess: (started) => onJob(started.jobId) }),
  );
  const toPairs = useMutation(
    engine.pairs.fromReview.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: engine.pairs.list.key() });
        navigate(`/review/pairs/${String(id)}`);
      },
    }),
  );
  const applied = job?.status === 'done' ? (job.result as { evaluationId: string }) : null;
  if (!hasChanges && !hasVerdicts && job === null) return null;
  return (
    <section className="isoline-panel review-apply">
      {hasChanges && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply.mutate({ evaluationId, ...(name.trim() === '' ? {} : { name: name.trim() }) });
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput
              label={t('change.name')}
              placeholder={t('change.pairSetName', { name: view.row.name })}
              value={name}
              maxLength={200}
              w={320}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button type="submit" loading={apply.isPending || job?.status === 'running'}>
              {t('change.apply')}
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            {t('change.applyHint')}
          </Text>
        </form>
      )}
      {apply.error !== null && <FailureNotice error={apply.error} />}
      {job !== null && <JobProgress job={job} onResumed={onJob} />}
      {applied !== null && (
        <Group gap="xs" role="status">
          <Text size="sm">{t('change.done')}</Text>
          <Button
            component={Link}
            href={`/threshold/${applied.evaluationId}/${shortestDecimal(threshold)}`}
          >
            {t('change.open')}
          </Button>
        </Group>
      )}
      {hasVerdicts && (
        <Button
          variant="default"
          loading={toPairs.isPending}
          onClick={() =>
            toPairs.mutate({
              evaluationId,
              name: t('change.pairSetName', { name: view.row.name }).slice(0, 200),
            })
          }
        >
          {t('change.toPairs')}
        </Button>
      )}
      {toPairs.error !== null && <FailureNotice error={toPairs.error} />}
    </section>
  );
}
