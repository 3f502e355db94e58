import { Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import { client } from '../../api/client.ts';
import { shell } from '../../api/shell.ts';
import { PathField } from '../../components/path-field.tsx';
import { PathImport } from '../../components/path-import.tsx';
import { DropZone } from './drop-zone.tsx';

/**
 * Imports a labelled folder or a manifest.
 *
 * @param jobName the import that runs or ran, as the address names it; null: none yet
 */
export function ImportForm({ jobName }: { jobName: string | null }) {
  const { t } = useTranslation('data');
  const dropped = new URLSearchParams(useSearch()).get('path');
  const [path, setPath] = useState(dropped ?? '');
  const chooseManifest = async (): Promise<void> => {
    const file = await shell?.chooseFile(t('import.csv'), ['csv']);
    if (file !== null && file !== undefined) setPath(file);
  };
  return (
    <DropZone onPath={setPath}>
      <Stack gap="md">
        <Anchor component={Link} href="/data" size="sm">
          {t('back')}
        </Anchor>
        <Title order={1}>{t('import.title')}</Title>
        <PathImport
          field={
            <>
              <Text size="sm">{t('hint')}</Text>
              <PathField
                label={t('import.path')}
                {...(shell === undefined ? {} : { description: t('import.pathText') })}
                extensions={null}
                value={path}
                onChange={setPath}
              />
            </>
          }
          path={path}
          begin={(from) => client.datasets.import({ path: from })}
          beginLabel={t('import.start')}
          tools={
            shell !== undefined && (
              <Button variant="default" onClick={() => void chooseManifest()}>
                {t('import.csv')}
              </Button>
            )
          }
          jobName={jobName}
          kind="import"
          address="/data/import"
          resultAddress={(result) => `/data/${String((result as { datasetId: number }).datasetId)}`}
          resultLabel={t('import.show')}
        />
      </Stack>
    </DropZone>
  );
}
