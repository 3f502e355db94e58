import { implementation } from './base.ts';
import { comparisonsRouter } from './comparisons.ts';
import { datasetsRouter } from './datasets.ts';
import { decisionsRouter } from './decisions.ts';
import { demoRouter } from './demo.ts';
import { evaluationsRouter } from './evaluations.ts';
import { filesRouter } from './files.ts';
import { jobsRouter } from './jobs.ts';
import { modelsRouter } from './models.ts';
import { reportsRouter } from './reports.ts';
import { pairsRouter } from './pairs.ts';
import { reviewRouter } from './review.ts';
import { trainingRouter } from './training.ts';
import { workspaceRouter } from './workspace.ts';

/** The contract, implemented: every area in a file of its own. */
export function createRouter() {
  return implementation.router({
    workspace: workspaceRouter,
    files: filesRouter,
    datasets: datasetsRouter,
    models: modelsRouter,
    evaluations: evaluationsRouter,
    decisions: decisionsRouter,
    training: trainingRouter,
    review: reviewRouter,
    pairs: pairsRouter,
    comparisons: comparisonsRouter,
    demo: demoRouter,
    reports: reportsRouter,
    jobs: jobsRouter,
  });
}
