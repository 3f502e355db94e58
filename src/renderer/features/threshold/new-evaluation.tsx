import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { SeedField } from '../../components/number-field.tsx';
import { Term } from '../../components/term.tsx';
import { readRates } from '../../components/typed-list.ts';

/**
 * Which model on which data, at which false accept rates: starts an evaluation. The address may choose
 * both: `?dataset=1&model=SHA256`.
 */
export function NewEvaluation() {
  const { t } = useTranslation(['threshold', 'common']);
  const said = useSentences();
  const [, navigate] = useLocation();
  const datasets = useQuery(engine.datasets.list.queryOptions());
  const models = useQuery(engine.models.list.queryOptions());
  const asked = new URLSearchParams(useSearch());
  const [chosenDataset, setDataset] = useState(asked.get('dataset'));
  const [chosenModel, setModel] = useState(asked.get('model'));
  const [targets, setTargets] = useState('1e-1, 1e-2, 1e-3, 1e-4');
  const [split, setSplit] = useState<'kept' | 'seed'>('kept');
  const [normalise, setNormalise] = useState<'none' | 'as-norm'>('none');
  const [seed, setSeed] = useState<number | null>(1);
  const start = useMutation(
    engine.evaluations.start.mutationOptions({
      onSuccess: ({ jobId }) => navigate(`/threshold/run/${String(jobId)}`),
    }),
  );
  const error = datasets.error ?? models.error;
  if (error !== null) return <FailureNotice error={error} />;
  if (datasets.data === undefined || models.data === undefined) {
    return <Skeleton height={240} aria-label={t('common:loading')} />;
  }
  const usable = datasets.data.filter(({ complete, images }) => complete && images > 0);
  const first = usable[0];
  const firstModel = models.data[0];
  if (first === undefined || firstModel === undefined) {
    return (
      <EmptyState title={t('new.title')} text={t('new.missing')}>
        <Group>
          <Button component={Link} href="/data" variant="default">
            {t('new.toData')}
          </Button>
          <Button component={Link} href="/models" variant="default">
            {t('new.toModels')}
          </Button>
        </Group>
      </EmptyState>
    );
  }
  const dataset = usable.find(({ id }) => String(id) === chosenDataset) ?? first;
  const model = models.data.find(({ sha256 }) => sha256 === chosenModel) ?? firstModel;
  const rates = readRates(targets);
  // AS-norm needs a cohort: the training classes.
  const noCohort = normalise === 'as-norm' && split === 'kept' && dataset.sets === null;
  return (
    <Stack maw={720} gap="sm">
      <Title order={1} size="h3">
        {t('new.title')}
      </Title>
      <form
        className="isoline-panel threshold-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (rates === null || seed === null) return;
          start.mutate({
            source: { datasetId: dataset.id, modelSha256: model.sha256 },
            targets: rates,
            opisRange: [1e-2, 1e-1],
            split: split === 'kept' ? 'kept' : { seed },
            normalise,
            seed,
          });
        }}
      >
        <Select
          label={t('new.dataset')}
          value={String(dataset.id)}
          onChange={setDataset}
          data={usable.map(({ id, name, classes, images }) => ({
            value: String(id),
            label: [
              name,
              t('common:classes', { count: classes }),
              t('common:images', { count: images }),
            ].join(' · '),
          }))}
          searchable
        />
        <Select
          label={t('new.model')}
          value={model.sha256}
          onChange={setModel}
          data={models.data.map(({ sha256, name }) => ({
            value: sha256,
            label: `${name} · ${sha256.slice(0, 8)}`,
          }))}
          searchable
        />
        {model.recipe === null && (
          <Alert color="yellow" title={t('new.noRecipe')}>
            {said(model.recipeNote ?? '')} <Link href="/models">{t('new.toModels')}</Link>
          </Alert>
        )}
        <TextInput
          label={t('new.targets')}
          description={t('new.targetsHint')}
          value={targets}
          onChange={({ currentTarget }) => setTargets(currentTarget.value)}
          error={rates === null ? t('new.targetsWrong') : null}
          spellCheck={false}
        />
        <Field
          label={<Term name="heldOut">{t('new.split')}</Term>}
          note={t(`new.splitNote.${split}`)}
        >
          <SegmentedControl
            aria-label={t('new.split')}
            value={split}
            onChange={(value) => setSplit(value)}
            data={[
              {
                value: 'kept',
                label: dataset.sets === null ? t('new.noSplit') : t('new.keptSplit'),
              },
              { value: 'seed', label: t('new.seedSplit') },
            ]}
          />
        </Field>
        <Field
          label={<Term name="asNorm">{t('new.score')}</Term>}
          note={t(`new.scoreNote.${normalise}`)}
        >
          <SegmentedControl
            aria-label={t('new.score')}
            value={normalise}
            onChange={(value) => setNormalise(value)}
            data={[
              { value: 'none', label: t('new.cosine') },
              { value: 'as-norm', label: 'AS-norm' },
            ]}
          />
        </Field>
        {noCohort && <Alert color="yellow">{t('new.noCohort')}</Alert>}
        <SeedField
          label={t('new.seed')}
          description={t('new.seedHint')}
          value={seed}
          onChange={setSeed}
          maw={320}
        />
        {start.error !== null && <FailureNotice error={start.error} />}
        <Group>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={rates === null || seed === null || model.recipe === null || noCohort}
          >
            {t('new.start')}
          </Button>
          <Button component={Link} href="/threshold" variant="default">
            {t('common:cancel')}
          </Button>
        </Group>
      </form>
    </Stack>
  );
}

function Field({ label, note, children }: { label: ReactNode; note: string; children: ReactNode }) {
  return (
    <div className="threshold-field">
      <span>{label}</span>
      {children}
      <span className="threshold-note">{note}</span>
    </div>
  );
}
