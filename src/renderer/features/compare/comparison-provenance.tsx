import { Alert, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  ComparedEvaluation,
  ComparedSetView,
  ComparisonView,
} from '../../../contract/comparison.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { formatCount, formatTime } from '../../components/format.ts';

/** Class names of a list, at most. */
const namesShown = 20;

/** What a reader must know before believing a difference. */
export function Cautions({ set }: { set: ComparedSetView }) {
  const { t } = useTranslation('compare');
  const said = useSentences();
  const sides = [
    ['onlyBefore', set.classesOnlyBefore],
    ['onlyAfter', set.classesOnlyAfter],
  ] as const;
  const leftOut = sides
    .filter(([, names]) => names.length > 0)
    .map(([key, names]) =>
      t(`classes.${key}`, {
        count: names.length,
        names: `${names.slice(0, namesShown).join(', ')}${names.length > namesShown ? ' …' : ''}`,
      }),
    );
  const sentences = [...set.cautions.map(said), ...leftOut];
  if (sentences.length === 0) return null;
  return (
    <Alert color="yellow" title={t('cautions')}>
      <ul className="compare-sentences">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Alert>
  );
}

/** Where both sides come from, and the rule for single classes. */
export function ComparisonProvenance({
  comparison,
  before,
  after,
}: {
  comparison: ComparisonView;
  before: ComparedEvaluation;
  after: ComparedEvaluation;
}) {
  const { t } = useTranslation('compare');
  const said = useSentences();
  const rows: readonly [string, (evaluation: ComparedEvaluation) => string | null][] = [
    [t('provenance.source'), ({ provenance }) => provenance.source],
    [t('provenance.model'), ({ provenance }) => provenance.modelSha256],
    [t('provenance.data'), ({ provenance }) => provenance.dataFingerprint],
    [
      t('provenance.images'),
      ({ images, classes }) => `${formatCount(images)}, ${formatCount(classes)}`,
    ],
    [
      t('provenance.score'),
      ({ score }) => (score === 'cosine' ? t('provenance.cosine') : t('provenance.asNorm')),
    ],
    [t('provenance.evaluation'), ({ provenance }) => provenance.evaluationId],
    [t('provenance.time'), ({ provenance }) => formatTime(Date.parse(provenance.time))],
    [t('provenance.version'), ({ provenance }) => provenance.programVersion],
    [t('provenance.provider'), ({ provenance }) => provenance.provider],
    [t('provenance.seed'), ({ provenance }) => String(provenance.seed)],
  ];
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        {t('rule')}
      </Title>
      <Text size="sm" mb="sm">
        {said(comparison.classRule)}
      </Text>
      <Title order={2} size="h4">
        {t('provenance.title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('provenance.made', {
          time: formatTime(Date.parse(comparison.time)),
          version: comparison.programVersion,
          seed: comparison.seed,
          replicates: formatCount(comparison.replicates),
        })}
      </Text>
      <div className="compare-scroll" tabIndex={0} role="region" aria-label={t('provenance.title')}>
        <Table fz="xs" verticalSpacing={3} className="compare-provenance">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <span className="isoline-hidden">{t('provenance.what')}</span>
              </Table.Th>
              <Table.Th>{t('before')}</Table.Th>
              <Table.Th>{t('after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td>{value(before) ?? '–'}</Table.Td>
                <Table.Td>{value(after) ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
