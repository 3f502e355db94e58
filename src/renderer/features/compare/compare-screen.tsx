import './compare.css';
import { Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { ComparisonForm } from './comparison-form.tsx';
import { ComparisonJob } from './comparison-job.tsx';
import { ComparisonList } from './comparison-list.tsx';
import { ComparisonScreen } from './comparison-view.tsx';

/**
 * Comparisons: `/compare` lists them, `/compare/new` begins one, `/compare/job/JOB` follows one that
 * runs, `/compare/ID` shows one.
 */
export function CompareScreen() {
  const [location] = useLocation();
  const [first, second] = location.split('/').slice(2);
  return (
    <Stack gap="md" maw={1720}>
      {first === undefined || first === '' ? (
        <ComparisonList />
      ) : first === 'new' ? (
        <ComparisonForm />
      ) : first === 'job' ? (
        <ComparisonJob jobName={second ?? ''} key={second} />
      ) : (
        <ComparisonScreen id={first} key={first} />
      )}
    </Stack>
  );
}
