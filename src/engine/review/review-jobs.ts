import type { Identification, PairEvaluation } from '../../contract/api/pairs.ts';
import type { ReviewPreview } from '../../contract/api/review.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { StoredEvaluation } from '../evaluation/evaluation-rows.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import { applyReview, type ApplyRequest } from './apply-review.ts';
import { evaluatePairs, type EvaluatePairsRequest } from './evaluate-pairs.ts';
import { identify, type IdentifyRequest } from './identify.ts';
import { importPairs, type ImportPairsRequest } from './import-pairs.ts';
import { prepareReview } from './prepare-review.ts';
import { previewReview, type PreviewRequest } from './preview-review.ts';
import { scorePairs, type ScorePairsRequest } from './score-pairs.ts';

const hooksOf = ({ progress, signal }: JobContext) => ({ onProgress: progress, signal });

/** Teaches an engine the jobs on labelled pairs and on reviews. */
export function registerReviewJobs(jobs: Jobs, parts: EmbeddingParts): void {
  jobs.register<ImportPairsRequest, { pairSetId: number }>('import-pairs', (input, job) =>
    importPairs(parts.db, input, hooksOf(job)),
  );
  jobs.register<ScorePairsRequest, { scoringId: number }>('score-pairs', (input, job) =>
    scorePairs(parts, input, hooksOf(job)),
  );
  jobs.register<EvaluatePairsRequest, PairEvaluation>('evaluate-pairs', (input, job) =>
    evaluatePairs(parts, input, hooksOf(job)),
  );
  jobs.register<IdentifyRequest, Identification>('identify', (input, job) =>
    identify(parts, input, hooksOf(job)),
  );
  jobs.register<{ evaluationId: string }, { evaluationId: string }>(
    'prepare-review',
    (input, job) => prepareReview(parts, input.evaluationId, hooksOf(job)),
  );
  jobs.register<PreviewRequest, ReviewPreview>('preview-review', (input, job) =>
    previewReview(parts, input, hooksOf(job)),
  );
  jobs.register<ApplyRequest, StoredEvaluation>('apply-review', (input, job) =>
    applyReview(parts, input, hooksOf(job)),
  );
}
