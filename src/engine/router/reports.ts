import { referenceOf } from '../evaluation/compare-stored.ts';
import { partsOf } from '../job-kinds.ts';
import { openMadeReport } from '../reports/made-report.ts';
import { type ReportRequest, reportsFolder } from '../reports/make-report.ts';
import { implementation } from './base.ts';

const { reports } = implementation;

/** Threshold reports as documents. */
export const reportsRouter = reports.router({
  render: reports.render.handler(({ input, context: { engine } }) => {
    const { evaluationId, compareWithId, format, seed } = input;
    const evaluation = referenceOf(engine.db, evaluationId);
    const request: ReportRequest = {
      evaluation,
      compareWith: compareWithId === null ? null : referenceOf(engine.db, compareWithId),
      format,
      title: evaluation.name,
      out: null,
      seed,
    };
    return { jobId: engine.jobs.start('report', request).id };
  }),
  file: reports.file.handler(({ input, context: { engine } }) =>
    openMadeReport(engine.jobs.get(input.jobId), reportsFolder(partsOf(engine))),
  ),
});
