import './training.css';
import { Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { JobView } from './job-view.tsx';
import { RunView } from './run-view.tsx';
import { TrainingForm } from './training-form.tsx';
import { TrainingList } from './training-list.tsx';

/**
 * Trainings: `/training` lists them, `/training/new` begins one, `/training/job/JOB` follows one that
 * runs, `/training/RUN` shows what one came to.
 */
export function TrainingScreen() {
  const [location] = useLocation();
  const [first, second] = location.split('/').slice(2);
  return (
    <Stack gap="md" maw={1500}>
      {first === undefined || first === '' ? (
        <TrainingList />
      ) : first === 'new' ? (
        <TrainingForm />
      ) : first === 'job' ? (
        <JobView jobName={second ?? ''} key={second} />
      ) : (
        <RunView runId={first} key={first} />
      )}
    </Stack>
  );
}
