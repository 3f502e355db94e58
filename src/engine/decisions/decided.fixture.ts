/** For tests: a decision on a real evaluation. */
import type { Proposal } from '../../contract/decision.ts';
import type { Passport } from '../../contract/passport.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Engine } from '../engine.ts';
import {
  drawLabels,
  type Embedded,
  embedImages,
  type EvaluatedModel,
  evaluateModel,
} from '../evaluation/compared-models.fixture.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { makePassport } from './passport.ts';

export const hooks: JobHooks = {
  onProgress: () => undefined,
  signal: new AbortController().signal,
};

/** 60 classes that one threshold tells apart tolerably. */
export const decidedModel: Embedded = embedImages({
  labels: drawLabels(31, 60, 12),
  classes: 60,
  seed: 12,
  dimension: 8,
  noise: 0.6,
});

export interface Decided extends EvaluatedModel {
  proposal: Proposal;
  passport: Passport;
}

/** Evaluates with a split, chooses and writes the passport, not signed. */
export async function decideOn(
  engine: Engine,
  policy: Policy = { falseAcceptRate: 0.05 },
  model: Embedded = decidedModel,
): Promise<Decided> {
  const evaluated = await evaluateModel(engine, model, { split: { seed: 4 } });
  const { evaluationId } = evaluated.stored;
  const proposal = await chooseThreshold(engine, { evaluationId, policy, seed: 1 }, hooks);
  const decision = { proposal, author: 'A. Person', note: 'For the test.', createdAt: 1.7e12 };
  return { ...evaluated, proposal, passport: await makePassport(engine, decision, hooks) };
}
