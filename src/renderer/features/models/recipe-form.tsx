import {
  Alert,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelSummary } from '../../../contract/api/models.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { draftOf, type RecipeDraft, recipeOf } from './recipe-draft.ts';

/** The preparation of images as a form. */
export function RecipeForm({
  model,
  onEdit,
}: {
  model: ModelSummary;
  /** Told each draft that is a whole recipe. */
  onEdit: (recipe: Recipe) => void;
}) {
  const { t } = useTranslation(['models', 'common']);
  const said = useSentences();
  const queries = useQueryClient();
  const { data: presets } = useQuery(
    engine.models.presets.queryOptions({ input: { sha256: model.sha256 } }),
  );
  const [edited, setEdited] = useState<RecipeDraft | null>(null);
  const save = useMutation(
    engine.models.setRecipe.mutationOptions({
      onSuccess: () => {
        setEdited(null);
        void queries.invalidateQueries({ queryKey: engine.models.key() });
      },
    }),
  );
  const draft = edited ?? (model.recipe === null ? null : draftOf(model.recipe));
  const recipe = draft === null ? null : recipeOf(draft);
  const edit = (next: RecipeDraft): void => {
    setEdited(next);
    const whole = recipeOf(next);
    if (whole !== null) onEdit(whole);
  };
  const set = <Key extends keyof RecipeDraft>(key: Key, value: RecipeDraft[Key]): void => {
    if (draft !== null) edit({ ...draft, [key]: value });
  };
  const numberList = (key: 'mean' | 'std', text: string) => (
    <TextInput
      label={t(`recipe.${key}`)}
      value={text}
      onChange={(event) => set(key, event.currentTarget.value)}
      error={
        recipe === null && !/^\s*[-+.\deE]+(\s*,\s*[-+.\deE]+)*\s*$/.test(text)
          ? t('recipe.invalid', { text: '0.485, 0.456, 0.406' })
          : undefined
      }
    />
  );
  return (
    <section className="isoline-panel">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('recipe.title')}
        </Title>
        {model.recipeSource === null ? (
          <Alert color="yellow">
            {model.recipeNote === null ? t('recipe.none') : said(model.recipeNote)}
          </Alert>
        ) : model.recipeSource === 'guess' ? (
          <Alert color="yellow">
            {t('recipe.source.guess')} {said(model.recipeNote ?? '')}
          </Alert>
        ) : (
          <Text size="sm">{t(`recipe.source.${model.recipeSource}`)}</Text>
        )}
        <Select
          label={t('recipe.preset')}
          placeholder={t('recipe.presetNone')}
          value={null}
          data={(presets ?? []).map(({ name }) => name)}
          onChange={(name) => {
            const preset = presets?.find((one) => one.name === name);
            if (preset !== undefined) edit(draftOf(preset.recipe));
          }}
        />
        {draft !== null && (
          <>
            <div className="models-fields">
              <NumberInput
                label={t('recipe.width')}
                value={draft.width}
                min={1}
                max={8192}
                onChange={(value) => set('width', value)}
              />
              <NumberInput
                label={t('recipe.height')}
                value={draft.height}
                min={1}
                max={8192}
                onChange={(value) => set('height', value)}
              />
              <Select
                label={t('recipe.fit')}
                value={draft.fit}
                data={(['stretch', 'crop', 'pad'] as const).map((value) => ({
                  value,
                  label: t(`recipe.fits.${value}`),
                }))}
                onChange={(value) => value !== null && set('fit', value)}
              />
              {draft.fit === 'crop' && (
                <NumberInput
                  label={t('recipe.shorterSide')}
                  value={draft.resizeShorterSide}
                  min={1}
                  max={8192}
                  onChange={(value) => set('resizeShorterSide', value)}
                />
              )}
              <Select
                label={t('recipe.interpolation')}
                value={draft.interpolation}
                data={['bilinear', 'bicubic']}
                onChange={(value) => value !== null && set('interpolation', value)}
              />
              <Select
                label={t('recipe.colour')}
                value={draft.colour}
                data={['RGB', 'BGR', 'GRAY']}
                onChange={(value) => value !== null && set('colour', value)}
              />
              <Select
                label={t('recipe.layout')}
                value={draft.layout}
                data={['NCHW', 'NHWC']}
                onChange={(value) => value !== null && set('layout', value)}
              />
              <TextInput
                label={t('recipe.scale')}
                value={draft.scale}
                onChange={(event) => set('scale', event.currentTarget.value)}
              />
              {numberList('mean', draft.mean)}
              {numberList('std', draft.std)}
              {model.inputs.length > 1 && (
                <Select
                  label={t('recipe.inputName')}
                  value={draft.input}
                  data={model.inputs.map(({ name }) => name)}
                  onChange={(value) => set('input', value)}
                />
              )}
              {model.outputs.length > 1 && (
                <Select
                  label={t('recipe.outputName')}
                  value={draft.output}
                  data={model.outputs.map(({ name }) => name)}
                  onChange={(value) => set('output', value)}
                />
              )}
              <Select
                label={t('recipe.pooling')}
                value={draft.pooling}
                data={(['none', 'average', 'flatten', 'first-token'] as const).map((value) => ({
                  value,
                  label: t(`recipe.poolings.${value}`),
                }))}
                onChange={(value) => value !== null && set('pooling', value)}
              />
            </div>
            <Text size="xs" c="dimmed">
              {t('recipe.formula')}
            </Text>
            <Group>
              <Button
                disabled={edited === null || recipe === null}
                loading={save.isPending}
                onClick={() => recipe !== null && save.mutate({ sha256: model.sha256, recipe })}
              >
                {t('recipe.save')}
              </Button>
              {edited !== null && (
                <Text size="xs" c="dimmed">
                  {t(recipe === null ? 'recipe.unfinished' : 'recipe.unsaved')}
                </Text>
              )}
            </Group>
          </>
        )}
        {save.error !== null && <FailureNotice error={save.error} />}
      </Stack>
    </section>
  );
}
