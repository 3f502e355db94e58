import './models.css';
import { Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { ModelDetails } from './model-details.tsx';
import { ModelImport } from './model-import.tsx';
import { ModelList } from './model-list.tsx';

/**
 * Models: `/models` lists them, `/models/import` and `/models/import/JOB` import one,
 * `/models/SHA256` and `/models/SHA256/parity/JOB` show one.
 */
export function ModelsScreen() {
  const [location] = useLocation();
  const [first, second, third] = location.split('/').slice(2);
  if (first === 'import') {
    return (
      <Stack gap="md" maw={900}>
        <ModelImport jobName={second || null} />
      </Stack>
    );
  }
  if (first !== undefined && first !== '') {
    const parityJob = second === 'parity' && third !== undefined ? third : null;
    return <ModelDetails sha256={first} parityJob={parityJob} key={first} />;
  }
  return <ModelList />;
}
