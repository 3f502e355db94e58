import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Proposal } from '../../../contract/decision.ts';
import { listed } from '../../app/words/isolated.ts';
import { sentenceIn } from '../../app/words/sentences.ts';
import { formatDecimal, formatRate } from '../../components/format.ts';
import { policyWords } from '../../components/policy-words.ts';
import { Term } from '../../components/term.tsx';
import { Section } from './section.tsx';

/** The policy in words, what each constraint asks for, and the classes that block a lower threshold. */
export function ReasonsPanel({ proposal }: { proposal: Proposal }) {
  const { t, i18n } = useTranslation('reports');
  const { policy, bounds, notes } = proposal;
  return (
    <Section title={t('why.title')}>
      <Text size="sm">
        <Term name="policy">{t('why.policy')}</Term>: <b>{policyWords(policy)}</b>
      </Text>
      {bounds.length === 0 && policy.threshold === undefined && (
        <Text size="sm">{t('why.free')}</Text>
      )}
      {bounds.map(({ constraint, side, target, threshold, classes }) => (
        <Text key={constraint} size="sm">
          {t(`why.${side}`, {
            constraint: t(`why.constraint.${constraint}`),
            target: formatRate(target),
            threshold: formatDecimal(threshold, 6),
          })}{' '}
          {classes.length > 0 &&
            t('why.blocked', { classes: listed(classes.map(({ name }) => name)) })}
        </Text>
      ))}
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {sentenceIn(i18n.language, note)}
        </Text>
      ))}
    </Section>
  );
}
