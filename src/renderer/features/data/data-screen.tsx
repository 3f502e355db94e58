import './data.css';
import { Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { DatasetDetails } from './dataset-details.tsx';
import { DatasetList } from './dataset-list.tsx';
import { ImportForm } from './import-form.tsx';

/**
 * Datasets: `/data` lists them, `/data/import` and `/data/import/JOB` import one, `/data/ID` shows
 * one.
 */
export function DataScreen() {
  const [location] = useLocation();
  const parts = location.split('/').slice(2);
  if (parts[0] === 'import') {
    return (
      <Stack gap="md" maw={900}>
        <ImportForm jobName={parts[1] || null} />
      </Stack>
    );
  }
  if (parts[0] !== undefined && parts[0] !== '') {
    return <DatasetDetails name={parts[0]} key={parts[0]} />;
  }
  return <DatasetList />;
}
