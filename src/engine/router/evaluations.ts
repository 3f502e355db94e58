import type { CountEvaluationRequest } from '../evaluation/count-evaluation.ts';
import { evaluateRequest } from '../evaluation/evaluate-workspace.ts';
import { findExamples } from '../evaluation/examples.ts';
import { findRivals } from '../evaluation/rivals.ts';
import {
  evaluationRow,
  listEvaluations,
  removeEvaluation,
  renameEvaluation,
  restoreEvaluation,
  viewEvaluation,
} from '../evaluation/stored-evaluations.ts';
import { partsOf } from '../job-kinds.ts';
import { reportEvaluation } from '../reports/make-report.ts';
import { implementation } from './base.ts';
import { fileOf } from './report-blob.ts';

const { evaluations } = implementation;

/** Evaluations: per-class rates, operating points, OPIS. */
export const evaluationsRouter = evaluations.router({
  list: evaluations.list.handler(({ context: { engine } }) => listEvaluations(engine.db)),
  start: evaluations.start.handler(({ input, context: { engine } }) => ({
    jobId: engine.jobs.start('evaluate', evaluateRequest(partsOf(engine), input)).id,
  })),
  get: evaluations.get.handler(({ input, context: { engine } }) =>
    viewEvaluation(engine.db, input.id),
  ),
  count: evaluations.count.handler(({ input: { id, thresholds }, context: { engine } }) => {
    evaluationRow(engine.db, id);
    const request: CountEvaluationRequest = { evaluationId: id, thresholds };
    return { jobId: engine.jobs.start('count', request).id };
  }),
  examples: evaluations.examples.handler(({ input, context: { engine }, signal }) =>
    findExamples(engine, input, signal),
  ),
  rivals: evaluations.rivals.handler(({ input, context: { engine }, signal }) =>
    findRivals(engine, input, signal),
  ),
  rename: evaluations.rename.handler(({ input: { id, name }, context: { engine } }) => {
    renameEvaluation(engine.db, id, name);
  }),
  remove: evaluations.remove.handler(({ input, context: { engine } }) => {
    removeEvaluation(engine.db, input.id);
  }),
  restore: evaluations.restore.handler(({ input, context: { engine } }) => {
    restoreEvaluation(engine.db, input.id);
  }),
  report: evaluations.report.handler(async ({ input, context: { engine }, signal }) =>
    fileOf(await reportEvaluation(engine.db, input.id, input.format, signal)),
  ),
});
