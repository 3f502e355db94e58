import { Button, Group, Select, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelPreview as Preview, ModelSummary } from '../../../contract/api/models.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatFigure } from '../../components/format.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';

/** An image as it is, and as the model gets it by the recipe in the form. */
export function ModelPreview({ model, recipe }: { model: ModelSummary; recipe: Recipe | null }) {
  const { t } = useTranslation(['models', 'common']);
  const { data: datasets } = useQuery(engine.datasets.list.queryOptions());
  const [chosen, setChosen] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const datasetId = chosen ?? datasets?.[0]?.id ?? null;
  const dataset = datasets?.find(({ id }) => id === datasetId);
  // A stride that is prime to most sizes walks through the classes, not along one.
  const offset = dataset === undefined ? 0 : (turn * 7919) % Math.max(1, dataset.images);
  const { data: page } = useQuery({
    ...engine.datasets.images.queryOptions({
      input: { id: datasetId ?? 0, offset, limit: 1 },
    }),
    enabled: datasetId !== null,
    placeholderData: keepPreviousData,
  });
  const image = page?.images[0];
  const preview = useQuery({
    ...engine.models.preview.queryOptions({
      input: { sha256: model.sha256, recipe: recipe as Recipe, imageId: image?.id ?? 0 },
    }),
    enabled: image !== undefined && recipe !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <section className="isoline-panel">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('preview.title')}
        </Title>
        {datasets?.length === 0 && <Text size="sm">{t('preview.none')}</Text>}
        {datasets !== undefined && datasets.length > 0 && (
          <Group align="flex-end" gap="xs">
            <Select
              label={t('preview.dataset')}
              value={datasetId === null ? null : String(datasetId)}
              data={datasets.map(({ id, name }) => ({ value: String(id), label: name }))}
              onChange={(value) => setChosen(Number(value))}
            />
            <Button variant="default" onClick={() => setTurn(turn + 1)}>
              {t('preview.another')}
            </Button>
          </Group>
        )}
        {image !== undefined && (
          <div className="models-preview">
            <figure>
              <Thumbnail imageId={image.id} name={image.path} size={224} />
              <figcaption>
                {t('preview.original')}: {image.path}
              </figcaption>
            </figure>
            {preview.data !== undefined && <Seen preview={preview.data} />}
            {preview.isLoading && (
              <Skeleton width={224} height={224} aria-label={t('common:loading')} />
            )}
          </div>
        )}
        {preview.error !== null && <FailureNotice error={preview.error} />}
      </Stack>
    </section>
  );
}

function Seen({ preview }: { preview: Preview }) {
  const { t } = useTranslation(['models', 'common']);
  const address = useBlobAddress(preview.image);
  return (
    <figure>
      {address !== null && (
        <img
          src={address}
          alt={t('preview.seen')}
          className="isoline-thumbnail models-seen"
          width={224}
          height={224}
        />
      )}
      <figcaption>
        {t('preview.seen')}: {preview.width} × {preview.height}
      </figcaption>
      <Table fz="xs" withRowBorders={false} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('preview.channel')}</Table.Th>
            <Table.Th className="isoline-number">{t('preview.least')}</Table.Th>
            <Table.Th className="isoline-number">{t('preview.mean')}</Table.Th>
            <Table.Th className="isoline-number">{t('preview.greatest')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.channels.map(({ least, mean, greatest }, channel) => (
            <Table.Tr key={channel}>
              <Table.Td>{channel + 1}</Table.Td>
              <Table.Td className="isoline-number">{formatFigure(least)}</Table.Td>
              <Table.Td className="isoline-number">{formatFigure(mean)}</Table.Td>
              <Table.Td className="isoline-number">{formatFigure(greatest)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </figure>
  );
}

/** An address for a blob, for as long as it is shown. */
function useBlobAddress(blob: Blob): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
