import { z } from 'zod';
import type { EvaluateInput, EvaluationView } from '../../../contract/api/evaluations.ts';

/**
 * From a trained head to the comparison of old and new model: what has been done and what comes next.
 * It is kept by the page, so that a reload in the middle goes on.
 */
export const chainSteps = ['export', 'after', 'before', 'compare'] as const;
export type ChainStep = (typeof chainSteps)[number];

const chainSchema = z.object({
  request: z.object({
    runId: z.string(),
    /** Index of the point. */
    point: z.int(),
    normalise: z.boolean(),
    /** Null where the workspace does not have the dataset: only the export is possible. */
    datasetId: z.int().nullable(),
    /** The old model. */
    backboneSha256: z.string(),
    seed: z.int(),
    /** Sets of the evaluations: those of the training. */
    split: z.union([z.literal('kept'), z.object({ seed: z.int() })]),
  }),
  /** Where it ends. */
  goal: z.enum(['export', 'compare']),
  jobs: z.partialRecord(z.enum(chainSteps), z.int()),
  /** The new model. */
  sha256: z.string().nullable(),
  afterId: z.string().nullable(),
  beforeId: z.string().nullable(),
  /** Whether the evaluation of the old model was there before. */
  found: z.boolean(),
  comparisonId: z.string().nullable(),
  /** Why it stands still. */
  failure: z
    .object({ code: z.string(), sentence: z.string(), next: z.string().nullable() })
    .nullable(),
});
export type Chain = z.infer<typeof chainSchema>;
export type ChainRequest = Chain['request'];

/** A chain at its beginning. */
export function newChain(request: ChainRequest, goal: Chain['goal']): Chain {
  return {
    request,
    goal,
    jobs: {},
    sha256: null,
    afterId: null,
    beforeId: null,
    found: false,
    comparisonId: null,
    failure: null,
  };
}

/** What is to be done now; null where the goal is reached. */
export function currentStep(chain: Chain): ChainStep | null {
  if (chain.sha256 === null) return 'export';
  if (chain.goal === 'export') return null;
  if (chain.afterId === null) return 'after';
  if (chain.beforeId === null) return 'before';
  return chain.comparisonId === null ? 'compare' : null;
}

/** How a step stands. */
export function stepStatus(
  chain: Chain,
  step: ChainStep,
): 'waiting' | 'running' | 'done' | 'failed' {
  const current = currentStep(chain);
  const place = chainSteps.indexOf(step);
  if (current === null) return place === 0 || chain.goal === 'compare' ? 'done' : 'waiting';
  const now = chainSteps.indexOf(current);
  if (place !== now) return place < now ? 'done' : 'waiting';
  return chain.failure === null ? 'running' : 'failed';
}

const resultSchemas = {
  export: z.object({ sha256: z.string() }),
  evaluate: z.object({ evaluationId: z.string() }),
  compare: z.object({ comparisonId: z.string() }),
};

/** The chain after a step's job has given its result. */
export function withResult(chain: Chain, step: ChainStep, result: unknown): Chain {
  switch (step) {
    case 'export':
      return { ...chain, sha256: resultSchemas.export.parse(result).sha256 };
    case 'after':
      return { ...chain, afterId: resultSchemas.evaluate.parse(result).evaluationId };
    case 'before':
      return { ...chain, beforeId: resultSchemas.evaluate.parse(result).evaluationId };
    case 'compare':
      return { ...chain, comparisonId: resultSchemas.compare.parse(result).comparisonId };
  }
}

/** The chain as it goes on after a failure: the step that failed gets a new job. */
export function triedAgain(chain: Chain): Chain {
  const step = currentStep(chain);
  const jobs = Object.fromEntries(Object.entries(chain.jobs).filter(([name]) => name !== step));
  return { ...chain, jobs, failure: null };
}

/** Target FARs and OPIS range of both evaluations. */
const targets = [1e-1, 1e-2, 1e-3, 1e-4];
const opisRange: [number, number] = [1e-2, 1e-1];

/** The evaluation of a model for the comparison. */
export function evaluationInput(
  { datasetId, seed, split }: ChainRequest & { datasetId: number },
  modelSha256: string,
): EvaluateInput {
  return {
    source: { datasetId, modelSha256, provider: 'auto', batch: null },
    targets,
    opisRange,
    split,
    normalise: 'none',
    seed,
  };
}

type Compared = Pick<
  EvaluationView,
  'set' | 'score' | 'classNames' | 'operatingPoints' | 'opis'
> & { provenance: Pick<EvaluationView['provenance'], 'dataFingerprint'> };

/**
 * Whether two evaluations can be compared as they are: the same images, the same classes, the same
 * targets, the same OPIS range.
 */
export function isAlike(one: Compared, other: Compared): boolean {
  const settings = ({ set, score, classNames, operatingPoints, opis, provenance }: Compared) =>
    JSON.stringify([
      set,
      score,
      classNames,
      operatingPoints.map(({ targetFalseAcceptRate }) => targetFalseAcceptRate),
      opis.falseAcceptRateRange,
      provenance.dataFingerprint,
    ]);
  return settings(one) === settings(other);
}

/** A chain as text, and back; null for a text that is none. */
export function readChain(text: string | null): Chain | null {
  if (text === null) return null;
  try {
    return chainSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
