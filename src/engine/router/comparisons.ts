import { compareRequest, reportComparison } from '../evaluation/compare-stored.ts';
import { comparedClasses, listComparisons, viewComparison } from '../evaluation/comparison-rows.ts';
import { implementation } from './base.ts';
import { fileOf } from './report-blob.ts';

const { comparisons } = implementation;

/** Two evaluations side by side. */
export const comparisonsRouter = comparisons.router({
  start: comparisons.start.handler(({ input, context: { engine } }) => ({
    jobId: engine.jobs.start('compare', compareRequest(engine.db, input)).id,
  })),
  list: comparisons.list.handler(({ context: { engine } }) => listComparisons(engine.db)),
  get: comparisons.get.handler(({ input, context: { engine } }) =>
    viewComparison(engine.db, input.id),
  ),
  classes: comparisons.classes.handler(({ input, context: { engine } }) =>
    comparedClasses(engine.db, input.id, input),
  ),
  report: comparisons.report.handler(({ input, context: { engine } }) =>
    fileOf(reportComparison(engine.db, input.id, input.format)),
  ),
});
