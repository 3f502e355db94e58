import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrainingResult } from '../../../contract/training.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { Facts } from '../../components/facts.tsx';
import { formatCount } from '../../components/format.ts';

/** By which rule was chosen, what to know, and where the result comes from. */
export function TrainingProvenance({ result }: { result: TrainingResult }) {
  const { t, i18n } = useTranslation('training');
  const { points, chosen, sets, notes } = result;
  const ended = points.filter(({ endedBecause }) => endedBecause !== null);
  const facts: readonly [string, string | null][] = [
    [t('provenance.source'), result.source],
    [t('provenance.run'), result.runId],
    [t('provenance.version'), result.programVersion],
    [t('provenance.data'), result.dataFingerprint],
    [t('provenance.backbone'), result.backboneSha256],
    [t('provenance.head'), chosen === null ? null : (points[chosen]?.headSha256 ?? null)],
    [t('provenance.seed'), String(result.seed)],
    [t('provenance.views'), formatCount(result.views)],
    [t('provenance.engine'), `${result.engine}, ${result.device}`],
    [t('provenance.threads'), formatCount(result.threads)],
    [
      t('provenance.sets'),
      [sets.training, sets.calibration, sets.heldOut]
        .map(({ classes }) => formatCount(classes))
        .join(' / '),
    ],
  ];
  return (
    <section className="isoline-panel">
      {ended.length > 0 && (
        <>
          <Title order={2} size="h4">
            {t('course.ended')}
          </Title>
          <ul className="training-sentences">
            {ended.map(({ name, endedBecause }) => (
              <li key={name}>
                {points.length > 1 && <strong>{name}: </strong>}
                {sentenceIn(i18n.language, endedBecause ?? '')}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.length > 0 && (
        <>
          <Title order={2} size="h4">
            {t('course.notes')}
          </Title>
          <ul className="training-sentences">
            {notes.map((note) => (
              <li key={note}>{sentenceIn(i18n.language, note)}</li>
            ))}
          </ul>
        </>
      )}
      <Title order={2} size="h4">
        {t('course.rule')}
      </Title>
      <Text size="sm" mb="xs">
        {sentenceIn(i18n.language, result.rule)}
      </Text>
      <Title order={2} size="h4">
        {t('provenance.title')}
      </Title>
      <Facts facts={facts} />
    </section>
  );
}
