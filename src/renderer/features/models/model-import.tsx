import { Anchor, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { client } from '../../api/client.ts';
import { PathField } from '../../components/path-field.tsx';
import { PathImport } from '../../components/path-import.tsx';

/**
 * Imports an ONNX file.
 *
 * @param jobName the import that runs or ran, as the address names it; null: none yet
 */
export function ModelImport({ jobName }: { jobName: string | null }) {
  const { t } = useTranslation('models');
  const [path, setPath] = useState('');
  return (
    <>
      <Anchor component={Link} href="/models" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('import.title')}</Title>
      <PathImport
        field={
          <PathField
            label={t('import.path')}
            extensions={['onnx']}
            value={path}
            onChange={setPath}
          />
        }
        path={path}
        begin={(from) => client.models.import({ path: from })}
        beginLabel={t('import.start')}
        jobName={jobName}
        kind="import-model"
        address="/models/import"
        resultAddress={(result) => `/models/${(result as { sha256: string }).sha256}`}
        resultLabel={t('import.show')}
      />
    </>
  );
}
