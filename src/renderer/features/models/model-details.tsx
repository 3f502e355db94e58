import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ModelSummary } from '../../../contract/api/models.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { client, engine } from '../../api/client.ts';
import { saveFile } from '../../api/shell.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatBytes } from '../../components/format.ts';
import { ModelPreview } from './model-preview.tsx';
import { ParityTest } from './parity-test.tsx';
import { RecipeForm } from './recipe-form.tsx';

/**
 * One model: what its file says, how images are prepared for it, what it sees, and whether it agrees
 * with the running system.
 */
export function ModelDetails({ sha256, parityJob }: { sha256: string; parityJob: number | null }) {
  const { t } = useTranslation(['models', 'common']);
  const { data, error } = useQuery(engine.models.get.queryOptions({ input: { sha256 } }));
  // What the form shows, saved or not: the preview follows it.
  const [recipe, setRecipe] = useState<Recipe | null>(null);
  return (
    <Stack gap="md" maw={1200}>
      <Anchor component={Link} href="/models" size="sm">
        {t('back')}
      </Anchor>
      {error !== null && <FailureNotice error={error} />}
      {data !== undefined && (
        <>
          <Heading model={data} />
          <div className="models-columns">
            <RecipeForm model={data} onEdit={setRecipe} />
            <ModelPreview model={data} recipe={recipe ?? data.recipe} />
          </div>
          <ParityTest model={data} jobId={parityJob} />
          <Facts model={data} />
        </>
      )}
    </Stack>
  );
}

function Heading({ model }: { model: ModelSummary }) {
  const { t } = useTranslation(['models', 'common']);
  const download = useMutation({
    mutationFn: async () => {
      const { name, file } = await client.models.download({ sha256: model.sha256 });
      return saveFile(name, file);
    },
    onSuccess: (path) => {
      if (path !== null) notifications.show({ message: t('common:saved', { name: path }) });
    },
  });
  return (
    <header>
      <Group justify="space-between" align="flex-start">
        <Title order={1} className="models-name">
          {model.name}
        </Title>
        <Group gap="xs">
          <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
            {t('download')}
          </Button>
          <Button component={Link} href={`/threshold/new?model=${model.sha256}`}>
            {t('evaluate')}
          </Button>
        </Group>
      </Group>
      <Text size="sm">
        {t(`origins.${model.origin}`)} · {formatBytes(model.bytes)}
      </Text>
      {download.error !== null && <FailureNotice error={download.error} />}
    </header>
  );
}

function Facts({ model }: { model: ModelSummary }) {
  const { t } = useTranslation(['models', 'common']);
  const tensor = ({ name, type, shape }: ModelSummary['inputs'][number]): string =>
    `${name}: ${type} [${shape?.map((size) => String(size ?? '?')).join(', ') ?? '?'}]`;
  const facts: [string, string[]][] = [
    [t('facts.inputs'), model.inputs.map(tensor)],
    [t('facts.outputs'), model.outputs.map(tensor)],
    [t('facts.opset'), [String(model.opset)]],
    [
      t('facts.batch'),
      [model.imageInput.batch === null ? t('facts.anyBatch') : String(model.imageInput.batch)],
    ],
    [t('facts.sha256'), [model.sha256]],
  ];
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('facts.title')}
      </Title>
      <dl className="models-facts">
        {facts.map(([name, values]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {values.map((value) => (
                <div key={value}>{value}</div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
