import type { DecisionRow } from '../../contract/api/decisions.ts';
import type { Decision } from '../../contract/decision.ts';
import type { ChooseRequest } from '../decisions/choose-threshold.ts';
import {
  listDecisions,
  readDecision,
  removeDecision,
  restoreDecision,
  saveDecision,
} from '../decisions/decision-rows.ts';
import { proposalOfJob } from '../decisions/proposal-of-job.ts';
import { readEvaluatedSets } from '../decisions/stored-sets.ts';
import { implementation } from './base.ts';

const { decisions } = implementation;

/** Thresholds by policy, and those that someone signed off. */
export const decisionsRouter = decisions.router({
  propose: decisions.propose.handler(({ input, context: { engine } }) => {
    // An evaluation that is not there is told at once.
    readEvaluatedSets(engine.db, input.evaluationId);
    const request: ChooseRequest = input;
    return { jobId: engine.jobs.start('choose-threshold', request).id };
  }),
  save: decisions.save.handler(({ input: { jobId, author, note }, context: { engine } }) =>
    rowOf(saveDecision(engine.db, { proposal: proposalOfJob(engine, jobId), author, note })),
  ),
  list: decisions.list.handler(({ context: { engine } }) => listDecisions(engine.db).map(rowOf)),
  remove: decisions.remove.handler(({ input, context: { engine } }) => {
    removeDecision(engine.db, input.id);
  }),
  restore: decisions.restore.handler(({ input, context: { engine } }) => {
    restoreDecision(engine.db, input.id);
  }),
  passport: decisions.passport.handler(({ input: { id }, context: { engine } }) => {
    readDecision(engine.db, id);
    return { jobId: engine.jobs.start('passport', { decisionId: id }).id };
  }),
});

/** What lists show: the contract leaves out the rates of the classes. */
function rowOf(decision: Decision): DecisionRow {
  return decision;
}
