import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrainingResult } from '../../../contract/training.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { formatSignificant } from '../../components/format.ts';
import { Verdict } from '../../components/verdict.tsx';
import { toneOf } from './verdict-tone.ts';

/** What a training came to, in words, with the reasons; then what went wrong on the way. */
export function ResultVerdict({ result }: { result: TrainingResult }) {
  const { t, i18n } = useTranslation('training');
  const { heldOut, verdict, advice, reasons, chosen, points } = result;
  const alarms = points.flatMap(({ name, alarms: sentences }, k) =>
    sentences.map((sentence) => ({ name, sentence, isChosen: k === chosen })),
  );
  return (
    <>
      <Verdict
        tone={chosen === null ? 'none' : toneOf(verdict)}
        title={t(`verdictTitle.${chosen === null ? 'keep-old' : verdict}`)}
        text={t(`verdictText.${chosen === null ? 'keep' : 'change'}`, {
          recallBefore: formatSignificant(heldOut.start.recallAt1),
          recallAfter: formatSignificant(heldOut.chosen.recallAt1),
          opisBefore: formatSignificant(heldOut.start.opis),
          opisAfter: formatSignificant(heldOut.chosen.opis),
        })}
      >
        <Text size="sm" fw={600}>
          {t(`advice.${advice}`)}
        </Text>
        <details className="training-details">
          <summary>{t('reasons')}</summary>
          <ul className="training-sentences">
            {reasons.map((reason) => (
              <li key={reason}>{sentenceIn(i18n.language, reason)}</li>
            ))}
          </ul>
        </details>
      </Verdict>
      {alarms.length > 0 && (
        <Alert
          color={alarms.some(({ isChosen }) => isChosen) ? 'yellow' : 'gray'}
          title={t('live.alarms')}
        >
          <ul className="training-sentences">
            {alarms.map(({ name, sentence }) => (
              <li key={name + sentence}>
                {points.length > 1 && <strong>{name}: </strong>}
                {sentenceIn(i18n.language, sentence)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}
