import { Anchor, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch } from 'wouter';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { EvaluationList } from './evaluation-list.tsx';
import { EvaluationRun } from './evaluation-run.tsx';
import { Instrument } from './instrument.tsx';
import { NewEvaluation } from './new-evaluation.tsx';
import './threshold.css';

/** The evaluations there are, a new one, one that runs, and the instrument on one of them. */
export function ThresholdScreen() {
  return (
    <Switch>
      <Route path="/threshold" component={EvaluationList} />
      <Route path="/threshold/new" component={NewEvaluation} />
      <Route path="/threshold/run/:job">
        {({ job }) => <EvaluationRun jobId={Number.parseInt(job, 10)} />}
      </Route>
      <Route path="/threshold/:id/:threshold?">
        {({ id, threshold }) => <StoredEvaluation id={id} threshold={threshold} />}
      </Route>
    </Switch>
  );
}

function StoredEvaluation({ id, threshold }: { id: string; threshold: string | undefined }) {
  const { t } = useTranslation(['threshold', 'common']);
  const { data, error, refetch } = useQuery({
    ...engine.evaluations.get.queryOptions({ input: { id } }),
    staleTime: Infinity,
  });
  if (error !== null) {
    return (
      <Stack gap="sm">
        <Anchor component={Link} href="/threshold" size="sm">
          {t('head.all')}
        </Anchor>
        <FailureNotice error={error} onRetry={() => void refetch()} />
      </Stack>
    );
  }
  if (data === undefined) {
    return (
      <Stack gap="xs" role="status" aria-label={t('common:loading')}>
        <Skeleton height={36} />
        <Skeleton height={110} />
        <Skeleton height={240} />
      </Stack>
    );
  }
  const asked = threshold === undefined ? Number.NaN : Number(threshold);
  return <Instrument key={id} view={data} asked={Number.isNaN(asked) ? null : asked} />;
}
