import { partsOf } from '../job-kinds.ts';
import { chosenHead, type TrainedModelRequest } from '../training/export-to-workspace.ts';
import { listTrainings, trainingOfJob, trainingState } from '../training/stored-trainings.ts';
import { trainRequest } from '../training/training-job.ts';
import { defaultTrainingOptions } from '../training/training-options.ts';
import { implementation } from './base.ts';

const { training } = implementation;

/** Fine-tuning of heads with TCM. */
export const trainingRouter = training.router({
  defaults: training.defaults.handler(() => defaultTrainingOptions),
  start: training.start.handler(({ input, context: { engine } }) => ({
    jobId: engine.jobs.start('train', trainRequest(partsOf(engine), input)).id,
  })),
  list: training.list.handler(({ context: { engine } }) => listTrainings(engine.db)),
  get: training.get.handler(({ input, context: { engine } }) =>
    trainingState(engine.db, input.runId),
  ),
  ofJob: training.ofJob.handler(({ input, context: { engine } }) =>
    trainingOfJob(engine, input.jobId),
  ),
  export: training.export.handler(({ input, context: { engine } }) => {
    // What cannot be exported is told at once.
    chosenHead(partsOf(engine), input);
    const request: TrainedModelRequest = input;
    return { jobId: engine.jobs.start('export', request).id };
  }),
});
