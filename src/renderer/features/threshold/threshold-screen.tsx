import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Route, Switch, useLocation } from 'wouter';
import { engine } from '../../api/client.ts';
import { LoadFailure, NotFound } from '../../components/not-found.tsx';
import { EvaluationList } from './evaluation-list.tsx';
import { EvaluationRun } from './evaluation-run.tsx';
import { Instrument } from './instrument.tsx';
import { NewEvaluation } from './new-evaluation.tsx';
import './threshold.css';

/** The evaluations there are, a new one, one that runs, and the instrument on one of them. */
export function ThresholdScreen() {
  const [location] = useLocation();
  return (
    <Switch>
      <Route path="/threshold" component={EvaluationList} />
      <Route path="/threshold/new" component={NewEvaluation} />
      <Route path="/threshold/run/:job">{({ job }) => <EvaluationRun jobName={job} />}</Route>
      <Route path="/threshold/:id/:threshold?">
        {({ id, threshold }) => <StoredEvaluation id={id} threshold={threshold} />}
      </Route>
      <Route>
        <NotFound what="evaluation" name={location.slice('/threshold/'.length)} />
      </Route>
    </Switch>
  );
}

function StoredEvaluation({ id, threshold }: { id: string; threshold: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...engine.evaluations.get.queryOptions({ input: { id } }),
    staleTime: Infinity,
  });
  if (error !== null) {
    return <LoadFailure what="evaluation" name={id} error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) {
    return (
      <Stack gap="xs" role="status" aria-label={t('loading')}>
        <Skeleton height={36} />
        <Skeleton height={110} />
        <Skeleton height={240} />
      </Stack>
    );
  }
  const asked = threshold === undefined ? Number.NaN : Number(threshold);
  return <Instrument key={id} view={data} asked={Number.isNaN(asked) ? null : asked} />;
}
