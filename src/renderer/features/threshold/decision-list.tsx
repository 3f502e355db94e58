import { ActionIcon, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DecisionRow } from '../../../contract/api/decisions.ts';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatDecimal, formatRate, formatTime } from '../../components/format.ts';
import { policyWords } from '../../components/policy-words.ts';
import { useRemoval } from '../../components/removal.tsx';
import { passportFile, useSaving } from '../../components/saving.ts';
import type { ThresholdControl } from './threshold-control.ts';

/** The decisions on the evaluation that is shown, or on its calibration classes. */
export function DecisionList({
  view,
  control,
}: {
  view: EvaluationView;
  control: ThresholdControl;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const { data: decisions = [], error } = useQuery(engine.decisions.list.queryOptions());
  const removal = useRemoval<DecisionRow>({
    area: engine.decisions.key(),
    nameOf: ({ author }) => t('decision.name', { author }),
    remove: ({ id }) => client.decisions.remove({ id }),
    restore: ({ id }) => client.decisions.restore({ id }),
  });
  const passport = useSaving(({ id }: DecisionRow) => passportFile(id, null));
  const shown = decisions.filter(({ evaluationId, proposal }) =>
    [evaluationId, proposal.heldOutId].includes(view.row.id),
  );
  const failure = error ?? removal.error ?? passport.error;
  return (
    <>
      {failure !== null && <FailureNotice error={failure} />}
      {shown.length > 0 && (
        <section aria-label={t('decision.title')}>
          <h3 className="threshold-subheading">{t('decision.title')}</h3>
          <ul className="threshold-decisions">
            {shown.map((decision) => {
              const { id, author, note, createdAt, proposal } = decision;
              return (
                <li key={id}>
                  <button
                    type="button"
                    className="threshold-decision"
                    title={t('policy.use')}
                    onClick={() => {
                      if (proposal.threshold !== null) control.choose(proposal.threshold);
                    }}
                  >
                    <b>
                      t {proposal.threshold === null ? '–' : formatDecimal(proposal.threshold, 4)}
                    </b>{' '}
                    {policyWords(proposal.policy)}
                    <span>
                      FAR {formatRate((proposal.heldOut ?? proposal.attained)?.falseAcceptRate)} ·
                      FRR {formatRate((proposal.heldOut ?? proposal.attained)?.falseRejectRate)}
                      {proposal.heldOut !== null && ` (${t('set.held-out')})`}
                    </span>
                    <span>
                      {author}, {formatTime(createdAt)}
                    </span>
                    {note !== '' && <span>{note}</span>}
                  </button>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon
                        size="sm"
                        loading={passport.isPending && passport.variables.id === id}
                        aria-label={t('decision.actions', { author })}
                      >
                        ⋯
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => passport.mutate(decision)}>
                        {t('decision.passport')}
                      </Menu.Item>
                      <Menu.Item onClick={() => removal.remove(decision)}>
                        {t('common:remove')}
                      </Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}
