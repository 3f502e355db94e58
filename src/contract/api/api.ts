import { datasetsApi } from './datasets.ts';
import { decisionsApi } from './decisions.ts';
import { evaluationsApi } from './evaluations.ts';
import { demoApi, jobsApi } from './jobs.ts';
import { modelsApi } from './models.ts';
import { pairsApi } from './pairs.ts';
import { reportsApi } from './reports.ts';
import { reviewApi } from './review.ts';
import { comparisonsApi, modelFileApi, trainingApi } from './training.ts';
import { filesApi, workspaceApi } from './workspace.ts';

/**
 * The API of the engine: one contract for the window, the browser and everyone who attaches. Images
 * and arrays are not part of it: `GET /images/ID?width=N` gives a dataset's image by its integer id,
 * `GET /arrays/EVALUATION/NAME` an array of an evaluation (contract/array.ts).
 */
export const api = {
  workspace: workspaceApi,
  files: filesApi,
  datasets: datasetsApi,
  models: { ...modelsApi, download: modelFileApi },
  evaluations: evaluationsApi,
  decisions: decisionsApi,
  review: reviewApi,
  pairs: pairsApi,
  training: trainingApi,
  comparisons: comparisonsApi,
  reports: reportsApi,
  jobs: jobsApi,
  demo: demoApi,
};
export type Api = typeof api;
