import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetDetails } from '../../../contract/api/datasets.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { SeedField } from '../../components/number-field.tsx';
import { PathField } from '../../components/path-field.tsx';
import { Term } from '../../components/term.tsx';

/** The class-disjoint sets of a dataset, and how they are made. */
export function SetsPanel({ dataset }: { dataset: DatasetDetails }) {
  const { t } = useTranslation(['data', 'common']);
  const queries = useQueryClient();
  const [seed, setSeed] = useState<number | null>(1);
  const [file, setFile] = useState('');
  const split = useMutation(
    engine.datasets.split.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: engine.datasets.key() }),
    }),
  );
  const { sets } = dataset;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        <Term name="heldOut">{t('sets.title')}</Term>
      </Title>
      {sets === null ? (
        <Text size="sm" my="xs">
          {t('sets.none')}
        </Text>
      ) : (
        <dl className="data-sets">
          {(['training', 'calibration', 'heldOut'] as const).map((set) => (
            <div key={set}>
              <dt>{t(`sets.${set}`)}</dt>
              <dd>
                {t('sets.counts', {
                  classes: t('common:classes', { count: sets[set].classes }),
                  images: t('common:images', { count: sets[set].images }),
                })}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Stack gap="xs">
        <Group align="flex-end" gap="xs">
          <SeedField label={t('sets.seed')} value={seed} onChange={setSeed} w={120} />
          <Button
            variant="default"
            disabled={seed === null}
            loading={split.isPending}
            onClick={() => seed !== null && split.mutate({ id: dataset.id, by: { seed } })}
          >
            {t('sets.bySeed')}
          </Button>
          {sets !== null && (
            <Button variant="default" onClick={() => split.mutate({ id: dataset.id, by: null })}>
              {t('sets.remove')}
            </Button>
          )}
        </Group>
        <Group align="flex-end" gap="xs" className="data-sets-file">
          <div>
            <PathField
              label={t('sets.byFile')}
              extensions={['csv']}
              value={file}
              onChange={setFile}
            />
          </div>
          <Button
            variant="default"
            disabled={file === ''}
            onClick={() => split.mutate({ id: dataset.id, by: { file } })}
          >
            {t('sets.byFileButton')}
          </Button>
        </Group>
        {split.error !== null && <FailureNotice error={split.error} />}
      </Stack>
    </section>
  );
}
