import type { Database } from 'better-sqlite3';
import type { Identification } from '../../contract/api/pairs.ts';
import { IsolineError } from '../../core/errors.ts';
import { readStoredSet } from '../decisions/stored-sets.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import type { Galleries, IdentifyInput } from './identify-task.ts';

/** What an `identify` job works on. */
export interface IdentifyRequest {
  evaluationId: string;
  /** Enrolled classes, one image each. */
  sizes: number[];
  /** Target FPIRs. */
  targets: number[];
  /** At which rates are counted as well. */
  thresholds: number[];
  seed: number;
}

/** @throws IsolineError (input) `evaluation-unknown`, `gallery-size` */
export function checkGalleries(
  db: Database,
  { evaluationId, sizes }: Pick<IdentifyRequest, 'evaluationId' | 'sizes'>,
): void {
  const { classes } = evaluationRow(db, evaluationId);
  const wrong = sizes.find((size) => size > classes);
  if (wrong === undefined) return;
  throw new IsolineError({
    code: 'gallery-size',
    sentence: `A gallery of ${String(wrong)} classes is not possible: the evaluation has ${String(classes)}.`,
    next: `Give at most ${String(classes - 1)}, so that some searches have no mate.`,
    subject: String(wrong),
  });
}

/**
 * Open-set searches (1:N) on an evaluation's embeddings: FPIR and FNIR at galleries of stated sizes.
 *
 * @throws IsolineError what `checkGalleries` and `readStoredSet` throw; `scores-changed`
 */
export async function identify(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  request: IdentifyRequest,
  hooks: JobHooks,
): Promise<Identification> {
  checkGalleries(db, request);
  const { evaluationId, sizes, targets, thresholds, seed } = request;
  const set = readStoredSet(db, readEvaluation(db, evaluationId));
  const input: IdentifyInput = { set, sizes, targets, thresholds, seed };
  const galleries = await compute.run<Galleries>('review.identify', input, hooks);
  return { evaluationId, seed, galleries };
}
