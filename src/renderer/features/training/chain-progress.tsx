import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useJob } from '../../api/jobs.ts';
import { FailureAlert } from '../../components/failure-notice.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { type Chain, chainSteps, currentStep, stepStatus } from './export-chain.ts';
import { resumeChain } from './run-chain.ts';

const signs = { waiting: '○', running: '◐', done: '●', failed: '✕' } as const;

/** The steps from a head to a comparison: which is done, which runs, and what went wrong. */
export function ChainProgress({ chain }: { chain: Chain }) {
  const { t } = useTranslation('training');
  const step = currentStep(chain);
  const job = useJob(step === null ? null : (chain.jobs[step] ?? null));
  const steps = chain.goal === 'export' ? chainSteps.slice(0, 1) : chainSteps;
  return (
    <ol className="training-steps" aria-label={t('use.steps')}>
      {steps.map((name) => {
        const status = stepStatus(chain, name);
        return (
          <li
            key={name}
            data-status={status}
            aria-current={status === 'running' ? 'step' : undefined}
          >
            <Group gap="xs" wrap="nowrap" align="baseline">
              <span aria-hidden="true">{signs[status]}</span>
              <Text size="sm">
                {t(`use.step.${name}`)}: {t(`use.status.${status}`)}
                {name === 'before' && chain.found && ` (${t('use.found')})`}
              </Text>
            </Group>
            {status === 'running' && job?.status === 'running' && <JobProgress job={job} />}
            {status === 'failed' && chain.failure !== null && (
              <FailureAlert
                failure={chain.failure}
                onRetry={() => void resumeChain(chain.request.runId)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
