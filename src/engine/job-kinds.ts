import type { Parity } from '../contract/api/models.ts';
import type { MadeReport } from '../contract/api/reports.ts';
import { importDataset } from './datasets/dataset.ts';
import type {
  Proposal,
  ReviewBandProposal,
  StampedModelResult,
  ThresholdRates,
} from '../contract/decision.ts';
import type { GateResult } from '../contract/gate.ts';
import type { Passport } from '../contract/passport.ts';
import { chooseThreshold, type ChooseRequest } from './decisions/choose-threshold.ts';
import {
  type PassportRequest,
  passportOfDecision,
  stampModel,
} from './decisions/decided-passport.ts';
import { countAtThresholds, type CountRequest } from './decisions/exact-counts.ts';
import { gate, type GateRequest } from './decisions/gate.ts';
import { chooseReviewBand, type ReviewBandRequest } from './decisions/review-band.ts';
import type { EmbeddingParts } from './embedding/embedding-work.ts';
import { compareEvaluations, type CompareRequest } from './evaluation/compare.ts';
import { saveComparison } from './evaluation/comparison-rows.ts';
import {
  countEvaluation,
  type CountEvaluationRequest,
  type CountEvaluationResult,
} from './evaluation/count-evaluation.ts';
import { type DemoRequest, runDemo } from './evaluation/demo.ts';
import { evaluate, type EvaluateRequest, type EvaluateResult } from './evaluation/evaluate.ts';
import {
  type EvaluationSource,
  prepareSource,
  type SourceRequest,
} from './evaluation/evaluation-source.ts';
import type { StoredEvaluation } from './evaluation/evaluation-rows.ts';
import type { Engine } from './engine.ts';
import { importModel } from './models/model.ts';
import { checkParity, type ParityRequest } from './models/parity.ts';
import { makeReport, type ReportRequest } from './reports/make-report.ts';
import { registerReviewJobs } from './review/review-jobs.ts';
import {
  exportToWorkspace,
  type TrainedModel,
  type TrainedModelRequest,
} from './training/export-to-workspace.ts';
import { trainInJob } from './training/training-job.ts';
import type { StoredTraining, TrainRequest } from './training/train.ts';

/** What an `embed` job gives back: where the matrix lies, what its rows are and where they come from. */
export type EmbedResult = Pick<
  EvaluationSource,
  | 'matrixFile'
  | 'rowClasses'
  | 'rowNames'
  | 'fingerprint'
  | 'modelSha256'
  | 'recipe'
  | 'provider'
  | 'embedding'
  | 'notes'
>;

/** What an `import` job reads: a folder or a manifest, by its absolute path. */
export interface ImportRequest {
  path: string;
  /** Null: that of the folder or the manifest, or the one that the dataset has. */
  name: string | null;
}

/** What an `import-model` job reads. */
export interface ImportModelRequest {
  /** Absolute. */
  path: string;
}

/** What a `compare` job gives back: `readComparison` brings the comparison. */
export interface CompareResult {
  comparisonId: string;
}

/** The parts of an engine that jobs work with. */
export function partsOf({ db, workspace, compute }: Engine): EmbeddingParts {
  return { db, folder: workspace.folder, compute };
}

/** Teaches an engine the kinds of job that there are. */
export function registerJobKinds(engine: Engine): void {
  const parts = partsOf(engine);
  engine.jobs.register<SourceRequest, EmbedResult>('embed', async (input, job) => {
    const source = await prepareSource(parts, input, {
      onProgress: job.progress,
      signal: job.signal,
    });
    const { matrixFile, rowClasses, rowNames, fingerprint, notes, recipeNote } = source;
    const { modelSha256, recipe, provider, embedding } = source;
    return {
      matrixFile,
      rowClasses,
      rowNames,
      fingerprint,
      modelSha256,
      recipe,
      provider,
      embedding,
      notes: recipeNote === null ? notes : [...notes, recipeNote],
    };
  });
  engine.jobs.register<EvaluateRequest, EvaluateResult>('evaluate', (input, job) =>
    evaluate(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<CompareRequest, CompareResult>('compare', async (input, job) => {
    const hooks = { onProgress: job.progress, signal: job.signal };
    return {
      comparisonId: saveComparison(engine.db, await compareEvaluations(parts, input, hooks)),
    };
  });
  engine.jobs.register<CountEvaluationRequest, CountEvaluationResult>('count', (input, job) =>
    countEvaluation(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<ChooseRequest, Proposal>('choose-threshold', (input, job) =>
    chooseThreshold(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<CountRequest, ThresholdRates[]>('count-thresholds', (input, job) =>
    countAtThresholds(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<ReviewBandRequest, ReviewBandProposal>('review-band', (input, job) =>
    chooseReviewBand(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<PassportRequest, Passport>('passport', (input, job) =>
    passportOfDecision(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<PassportRequest, StampedModelResult>('stamp-model', (input, job) =>
    stampModel(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<GateRequest, GateResult>('gate', (input, job) =>
    gate(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<TrainRequest, StoredTraining>('train', (input, job) =>
    trainInJob(parts, input, job),
  );
  engine.jobs.register<TrainedModelRequest, TrainedModel>('export', (input, job) =>
    exportToWorkspace(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<ImportRequest, { datasetId: number }>('import', async (input, job) => {
    const { datasetId } = await importDataset(engine.db, input.path, {
      ...(input.name === null ? {} : { name: input.name }),
      onProgress: job.progress,
      signal: job.signal,
    });
    return { datasetId };
  });
  engine.jobs.register<ImportModelRequest, { sha256: string }>(
    'import-model',
    async ({ path }, job) => {
      job.progress({ stage: 'Reading the model', done: 0, total: 1, unit: 'models' });
      const { sha256 } = await importModel(engine.db, parts.folder, path, job.signal);
      job.progress({ stage: 'Reading the model', done: 1, total: 1, unit: 'models' });
      return { sha256 };
    },
  );
  engine.jobs.register<ParityRequest, Parity>('parity', (input, job) =>
    checkParity(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<ReportRequest, MadeReport>('report', (input, job) =>
    makeReport(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  engine.jobs.register<DemoRequest, StoredEvaluation>('demo', (input, job) =>
    runDemo(parts, input, { onProgress: job.progress, signal: job.signal }),
  );
  registerReviewJobs(engine.jobs, parts);
}
