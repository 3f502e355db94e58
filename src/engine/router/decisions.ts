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
import type { PassportRequest } from '../decisions/decided-passport.ts';
import type { GateRequest } from '../decisions/gate.ts';
import { mismatchesWithModel, readPassportFile } from '../decisions/passport-file.ts';
import { proposalOfJob } from '../decisions/proposal-of-job.ts';
import type { ReviewBandRequest } from '../decisions/review-band.ts';
import { readPublicKey, signatureBy } from '../decisions/signature.ts';
import { readEvaluatedSets } from '../decisions/stored-sets.ts';
import { sourceOfWorkspace } from '../evaluation/workspace-source.ts';
import { partsOf } from '../job-kinds.ts';
import { listedModel } from '../models/model.ts';
import { implementation, type RouterContext } from './base.ts';

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
  get: decisions.get.handler(({ input, context: { engine } }) => readDecision(engine.db, input.id)),
  reviewBand: decisions.reviewBand.handler(({ input, context: { engine } }) => {
    readEvaluatedSets(engine.db, input.evaluationId);
    const request: ReviewBandRequest = input;
    return { jobId: engine.jobs.start('review-band', request).id };
  }),
  passport: decisions.passport.handler(async ({ input, context }) => ({
    jobId: context.engine.jobs.start('passport', await passportRequest(input, context)).id,
  })),
  stampModel: decisions.stampModel.handler(async ({ input, context }) => ({
    jobId: context.engine.jobs.start('stamp-model', await passportRequest(input, context)).id,
  })),
  readPassport: decisions.readPassport.handler(async ({ input, context: { folders } }) =>
    readPassportFile(await folders.check(input.file)),
  ),
  checkPassport: decisions.checkPassport.handler(async ({ input, context }) => {
    const { engine, folders } = context;
    const file = await folders.check(input.file);
    const passport = await readPassportFile(file);
    const { publicKey, modelSha256 } = input;
    return {
      signature:
        publicKey === null
          ? null
          : signatureBy(passport, file, await readPublicKey(await folders.check(publicKey))),
      mismatches:
        modelSha256 === null
          ? null
          : await mismatchesWithModel(
              passport,
              listedModel(engine.db, engine.workspace.folder, modelSha256),
            ),
    };
  }),
  gate: decisions.gate.handler(async ({ input, context: { engine, folders } }) => {
    const { file, publicKey, source, ...limits } = input;
    const request: GateRequest = {
      ...limits,
      passport: await folders.check(file),
      publicKey: publicKey === null ? null : await folders.check(publicKey),
      source: sourceOfWorkspace(partsOf(engine), source),
    };
    return { jobId: engine.jobs.start('gate', request).id };
  }),
});

/** Of a decision that there is, with a key that may be read. */
async function passportRequest(
  { id, privateKey }: { id: string; privateKey: string | null },
  { engine, folders }: RouterContext,
): Promise<PassportRequest> {
  readDecision(engine.db, id);
  return {
    decisionId: id,
    privateKey: privateKey === null ? null : await folders.check(privateKey),
  };
}

/** What lists show: the contract leaves out the rates of the classes. */
function rowOf(decision: Decision): DecisionRow {
  return decision;
}
