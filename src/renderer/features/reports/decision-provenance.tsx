import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Decision } from '../../../contract/decision.ts';
import { Facts } from '../../components/facts.tsx';
import { formatTime } from '../../components/format.ts';
import { recipeText } from './recipe-text.ts';
import { Section } from './section.tsx';

/** What the decision rests on, by ids and hashes. */
export function DecisionProvenance({
  decision,
  view,
}: {
  decision: Decision;
  /** The evaluation that it was chosen on; null while it is not known. */
  view: EvaluationView | null;
}) {
  const { t } = useTranslation('reports');
  const { id, evaluationId, proposal } = decision;
  return (
    <Section title={t('provenance.title')} wide>
      <Facts
        facts={[
          [t('provenance.decision'), <code key="id">{id}</code>],
          [
            t('provenance.evaluation'),
            <Anchor key="id" component={Link} size="sm" href={`/threshold/${evaluationId}`}>
              {view?.row.name ?? evaluationId}
            </Anchor>,
          ],
          ...(proposal.heldOutId === null
            ? []
            : [
                [
                  t('provenance.heldOut'),
                  <Anchor
                    key="id"
                    component={Link}
                    size="sm"
                    href={`/threshold/${proposal.heldOutId}`}
                  >
                    {view?.row.name ?? proposal.heldOutId}
                  </Anchor>,
                ] as const,
              ]),
          ...(view === null ? [] : factsOf(view, t)),
        ]}
      />
    </Section>
  );
}

type Translate = ReturnType<typeof useTranslation<'reports'>>['t'];

function factsOf({ provenance, score, row }: EvaluationView, t: Translate) {
  const { cohortFingerprint } = provenance;
  return [
    [t('provenance.source'), provenance.source],
    [
      t('provenance.model'),
      provenance.modelSha256 === null ? (
        t('provenance.noModel')
      ) : (
        <>
          {row.modelName} <code>{provenance.modelSha256}</code>
        </>
      ),
    ],
    [t('provenance.recipe'), <code key="recipe">{recipeText(provenance.recipe)}</code>],
    [t('provenance.fingerprint'), <code key="data">{provenance.dataFingerprint}</code>],
    ...(cohortFingerprint === undefined
      ? []
      : [[t('provenance.cohort'), <code key="cohort">{cohortFingerprint}</code>] as const]),
    [t('provenance.score'), t(`scoreName.${score}`)],
    [t('provenance.seed'), String(provenance.seed)],
    [t('provenance.provider'), provenance.provider],
    [t('provenance.version'), provenance.programVersion],
    [t('provenance.time'), formatTime(Date.parse(provenance.time))],
  ] as const;
}
