import { Anchor, Select, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DatasetSummary } from '../../../contract/api/datasets.ts';
import type { ModelSummary } from '../../../contract/api/models.ts';
import { SeedField } from '../../components/number-field.tsx';
import { setSizesOf, type TrainingDraft } from './training-draft.ts';

/** What to train on: dataset, model, and the sets of classes with their reasons. */
export function SourceFields({
  draft,
  datasets,
  models,
  dataset,
  onChange,
}: {
  draft: TrainingDraft;
  datasets: readonly DatasetSummary[];
  models: readonly ModelSummary[];
  dataset: DatasetSummary | null;
  onChange: (part: Partial<TrainingDraft>) => void;
}) {
  const { t } = useTranslation(['training', 'common']);
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('form.source')}
      </Title>
      <div className="training-fields">
        {datasets.length === 0 ? (
          <Missing text={t('form.noDataset')} link={t('form.importDataset')} href="/data/import" />
        ) : (
          <Select
            label={t('form.dataset')}
            description={t('form.datasetText')}
            value={draft.datasetId === null ? null : String(draft.datasetId)}
            onChange={(id) => onChange({ datasetId: Number(id), splitBy: 'kept' })}
            data={datasets.map(({ id, name, classes }) => ({
              value: String(id),
              label: `${name} (${t('common:classes', { count: classes })})`,
            }))}
          />
        )}
        {models.length === 0 ? (
          <Missing text={t('form.noModel')} link={t('form.importModel')} href="/models/import" />
        ) : (
          <Select
            label={t('form.model')}
            description={t('form.modelText')}
            value={draft.modelSha256}
            onChange={(modelSha256) => onChange({ modelSha256 })}
            data={models.map(({ sha256, name }) => ({
              value: sha256,
              label: `${name} (${sha256.slice(0, 8)})`,
            }))}
          />
        )}
      </div>
      {dataset !== null && <SplitFields draft={draft} dataset={dataset} onChange={onChange} />}
    </section>
  );
}

function Missing({ text, link, href }: { text: string; link: string; href: string }) {
  return (
    <Text size="sm">
      {text}{' '}
      <Anchor component={Link} href={href}>
        {link}
      </Anchor>
    </Text>
  );
}

function SplitFields({
  draft,
  dataset,
  onChange,
}: {
  draft: TrainingDraft;
  dataset: DatasetSummary;
  onChange: (part: Partial<TrainingDraft>) => void;
}) {
  const { t } = useTranslation(['training', 'common']);
  const sizes = setSizesOf(draft, dataset);
  const bySeed = dataset.sets === null || draft.splitBy === 'seed';
  return (
    <Stack gap="xs" mt="md">
      <Title order={3} size="h5">
        {t('form.split')}
      </Title>
      <div className="training-split">
        {dataset.sets !== null && (
          <SegmentedControl
            aria-label={t('form.split')}
            value={draft.splitBy}
            onChange={(splitBy) => onChange({ splitBy })}
            data={[
              { value: 'kept', label: t('form.splitKept') },
              { value: 'seed', label: t('form.splitSeed') },
            ]}
          />
        )}
        {bySeed && (
          <SeedField
            label={t('form.seed')}
            value={draft.seed}
            onChange={(seed) => onChange({ seed })}
            w={140}
          />
        )}
      </div>
      <Text size="xs" c="dimmed">
        {dataset.sets === null
          ? t('form.splitNone')
          : draft.splitBy === 'seed'
            ? t('form.splitReplaces')
            : ''}
      </Text>
      <dl className="training-sets">
        {(['training', 'calibration', 'heldOut'] as const).map((set) => (
          <div key={set}>
            <dt>{t(`form.sets.${set}`)}</dt>
            <dd>
              <strong>{t('common:classes', { count: sizes[set] })}</strong>
            </dd>
            <dd>{t(`form.sets.${set}Text`)}</dd>
          </div>
        ))}
      </dl>
    </Stack>
  );
}
