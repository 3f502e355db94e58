import { Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ModelSummary } from '../../../contract/api/models.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { client, engine } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatBytes } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import { useSaving } from '../../components/saving.ts';
import { ModelPreview } from './model-preview.tsx';
import { ParityTest } from './parity-test.tsx';
import { RecipeForm } from './recipe-form.tsx';

/**
 * One model: what its file says, how images are prepared for it, what it sees, and whether it agrees
 * with the running system.
 */
export function ModelDetails({ sha256, parityJob }: { sha256: string; parityJob: string | null }) {
  const { t } = useTranslation(['models', 'common']);
  const { data, error } = useQuery(engine.models.get.queryOptions({ input: { sha256 } }));
  // What the form shows, saved or not: the preview follows it.
  const [recipe, setRecipe] = useState<Recipe | null>(null);
  if (data === undefined && error !== null) {
    return <LoadFailure what="model" name={sha256} error={error} />;
  }
  return (
    <Stack gap="md" maw={1200}>
      <Anchor component={Link} href="/models" size="sm">
        {t('back')}
      </Anchor>
      {error !== null && <FailureNotice error={error} />}
      {data === undefined && <Skeleton height={320} aria-label={t('common:loading')} />}
      {data !== undefined && (
        <>
          <Heading model={data} />
          <div className="models-columns">
            <RecipeForm model={data} onEdit={setRecipe} />
            <ModelPreview model={data} recipe={recipe ?? data.recipe} />
          </div>
          <ParityTest model={data} jobName={parityJob} />
          <FileFacts model={data} />
        </>
      )}
    </Stack>
  );
}

function Heading({ model }: { model: ModelSummary }) {
  const { t } = useTranslation(['models', 'common']);
  const download = useSaving(() => client.models.download({ sha256: model.sha256 }));
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

function FileFacts({ model }: { model: ModelSummary }) {
  const { t } = useTranslation(['models', 'common']);
  const tensor = ({ name, type, shape }: ModelSummary['inputs'][number]): string =>
    `${name}: ${type} [${shape?.map((size) => String(size ?? '?')).join(', ') ?? '?'}]`;
  const tensors = (all: ModelSummary['inputs']): ReactNode =>
    all.map((one) => <div key={one.name}>{tensor(one)}</div>);
  const facts = [
    [t('facts.inputs'), tensors(model.inputs)],
    [t('facts.outputs'), tensors(model.outputs)],
    [t('facts.opset'), model.opset],
    [t('facts.batch'), model.imageInput.batch ?? t('facts.anyBatch')],
    [t('facts.sha256'), model.sha256],
  ] as const;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('facts.title')}
      </Title>
      <Facts facts={facts} />
    </section>
  );
}
