import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Passport } from '../../../contract/passport.ts';
import { isolated } from '../../app/words/isolated.ts';
import { Facts } from '../../components/facts.tsx';
import { formatDecimal, formatRate, formatTime } from '../../components/format.ts';
import { policyWords } from '../../components/policy-words.ts';
import { ratesOfPassport } from './rates-of-set.ts';
import { RatesTable } from './rates-table.tsx';
import { recipeText } from './recipe-text.ts';
import { ScaleTable } from './scale-table.tsx';
import { Section } from './section.tsx';

/** The threshold in every scale with its rates, and whether the passport is signed. */
export function PassportRatesPanel({ passport }: { passport: Passport }) {
  const { t } = useTranslation(['passport', 'reports']);
  const { thresholds, policy, attained, heldOut, signature } = passport;
  return (
    <Section title={t('heading', { threshold: formatDecimal(thresholds[0]!.value) })} wide>
      <Text size="sm">
        {t('whole')} {t(signature === undefined ? 'notSigned' : 'signed')}
      </Text>
      {signature !== undefined && (
        <Text size="xs" c="dimmed" className="reports-path">
          {t('signedKey', { key: signature.publicKey })}
        </Text>
      )}
      <ScaleTable scales={thresholds} />
      <RatesTable
        policy={policy}
        attained={ratesOfPassport(attained)}
        heldOut={heldOut === null ? null : ratesOfPassport(heldOut)}
      />
    </Section>
  );
}

/** Who decided, by which policy, and the classes that pay. */
export function PassportDecision({
  passport: { policy, decision, data, worstClasses },
}: {
  passport: Passport;
}) {
  const { t } = useTranslation(['passport', 'reports']);
  return (
    <Section title={t('decision.title')}>
      <Facts
        facts={[
          [t('decision.policy'), policyWords(policy)],
          [t('decision.author'), decision.author],
          [t('decision.time'), formatTime(Date.parse(decision.time))],
          ...(decision.note === '' ? [] : [[t('decision.note'), decision.note] as const]),
          [t('decision.version'), decision.programVersion],
          [t('classes'), t('classesOf', { count: data.classNames.length })],
          ...(['byFalseAcceptRate', 'byFalseRejectRate'] as const).map(
            (order) =>
              [
                t(order === 'byFalseAcceptRate' ? 'reports:worst.byFar' : 'reports:worst.byFrr'),
                worstClasses[order].length === 0
                  ? t('reports:worst.none')
                  : worstClasses[order]
                      .map((entry) => {
                        const rate =
                          order === 'byFalseAcceptRate'
                            ? entry.falseAcceptRate
                            : entry.falseRejectRate;
                        return `${isolated(entry.name)} ${formatRate(rate)}`;
                      })
                      .join(', '),
              ] as const,
          ),
        ]}
      />
    </Section>
  );
}

/** What the passport rests on, by ids and hashes. */
export function PassportProvenance({
  passport: { data, model, score, decision },
}: {
  passport: Passport;
}) {
  const { t } = useTranslation(['passport', 'reports']);
  return (
    <Section title={t('reports:provenance.title')}>
      <Facts
        facts={[
          [t('reports:provenance.source'), data.source],
          [t('reports:provenance.score'), t(`reports:scoreName.${score}`)],
          [
            t('reports:provenance.model'),
            model.sha256 === null ? (
              t('reports:provenance.noModel')
            ) : (
              <code key="model">{model.sha256}</code>
            ),
          ],
          [t('reports:provenance.recipe'), <code key="recipe">{recipeText(model.recipe)}</code>],
          [t('reports:provenance.fingerprint'), <code key="data">{data.fingerprint}</code>],
          ...(data.cohortFingerprint === null
            ? []
            : [
                [
                  t('reports:provenance.cohort'),
                  <code key="cohort">{data.cohortFingerprint}</code>,
                ] as const,
              ]),
          [
            t('reports:provenance.evaluation'),
            <code key="evaluation">{decision.evaluationId}</code>,
          ],
        ]}
      />
    </Section>
  );
}
