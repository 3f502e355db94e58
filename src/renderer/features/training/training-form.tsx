import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import type { DatasetSummary } from '../../../contract/api/datasets.ts';
import type { ModelSummary } from '../../../contract/api/models.ts';
import type { TrainingOptionsInput } from '../../../contract/api/training.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { LossFields } from './loss-fields.tsx';
import { MoreFields } from './more-fields.tsx';
import { SourceFields } from './source-fields.tsx';
import { CourseFields } from './course-fields.tsx';
import { firstDraft, inputOf, problemOf, type TrainingDraft } from './training-draft.ts';

/** Begins a training. `?dataset=` and `?model=` in the address are chosen to begin with. */
export function TrainingForm() {
  const { t } = useTranslation('training');
  const datasets = useQuery(engine.datasets.list.queryOptions());
  const models = useQuery(engine.models.list.queryOptions());
  const defaults = useQuery(engine.training.defaults.queryOptions());
  const error = datasets.error ?? models.error ?? defaults.error;
  return (
    <div className="training-form">
      <Anchor component={Link} href="/training" size="sm">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('form.title')}</Title>
      {error !== null && <FailureNotice error={error} />}
      {datasets.data !== undefined && models.data !== undefined && defaults.data !== undefined && (
        <Form
          datasets={datasets.data.filter(({ kind }) => kind !== 'embeddings')}
          models={models.data}
          defaults={defaults.data}
        />
      )}
    </div>
  );
}

function Form({
  datasets,
  models,
  defaults,
}: {
  datasets: readonly DatasetSummary[];
  models: readonly ModelSummary[];
  defaults: TrainingOptionsInput;
}) {
  const { t } = useTranslation('training');
  const [, navigate] = useLocation();
  const wanted = new URLSearchParams(useSearch());
  const [draft, setDraft] = useState<TrainingDraft>(() =>
    firstDraft(defaults, {
      datasetId:
        datasets.find(({ id }) => String(id) === wanted.get('dataset'))?.id ??
        datasets[0]?.id ??
        null,
      modelSha256:
        models.find(({ sha256 }) => sha256 === wanted.get('model'))?.sha256 ??
        (models.find(({ origin }) => origin !== 'trained') ?? models[0])?.sha256 ??
        null,
    }),
  );
  const dataset = datasets.find(({ id }) => id === draft.datasetId) ?? null;
  const problem = problemOf(draft, dataset);
  const start = useMutation(
    engine.training.start.mutationOptions({
      onSuccess: ({ jobId }) => navigate(`/training/job/${String(jobId)}`),
    }),
  );
  const change = (part: Partial<TrainingDraft>): void => setDraft({ ...draft, ...part });
  const changeOptions = (part: Partial<TrainingDraft['options']>): void =>
    change({ options: { ...draft.options, ...part } });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = dataset === null || problem !== null ? null : inputOf(draft, dataset);
    if (input !== null) start.mutate(input);
  };
  return (
    <form onSubmit={submit} className="training-form">
      <SourceFields
        draft={draft}
        datasets={datasets}
        models={models}
        dataset={dataset}
        onChange={change}
      />
      <LossFields draft={draft} onChange={change} onOptions={changeOptions} />
      <CourseFields options={draft.options} onOptions={changeOptions} />
      <MoreFields draft={draft} onChange={change} onOptions={changeOptions} />
      <Group>
        <Button type="submit" size="sm" disabled={problem !== null} loading={start.isPending}>
          {t('form.start')}
        </Button>
        <Text size="sm" aria-live="polite">
          {problem !== null && t(`form.problem.${problem}`)}
        </Text>
      </Group>
      {start.error !== null && <FailureNotice error={start.error} />}
    </form>
  );
}
