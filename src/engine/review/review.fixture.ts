/** For tests: a small evaluation with wrong labels and duplicates, prepared for its review. */
import type { Engine } from '../engine.ts';
import {
  drawLabels,
  type Embedded,
  embedImages,
  type EvaluatedModel,
  evaluateModel,
  scoresOf,
  testEngine,
} from '../evaluation/compared-models.fixture.ts';
import type { EvaluateRequest } from '../evaluation/evaluate.ts';
import type { VerdictRequest } from './give-verdict.ts';

/** Images of 12 classes, some of them under a wrong label, some twice. */
export function drawImages(seed: number, classes = 12): Embedded {
  const labels = drawLabels(seed, classes, 9);
  const model = embedImages({ labels, classes, seed, dimension: 6, noise: 0.7 });
  const { values, dimension } = model;
  const copy = (from: number, to: number, by: number): void => {
    for (let d = 0; d < dimension; d++) {
      values[to * dimension + d] = values[from * dimension + d]! + by * (d % 2);
    }
  };
  // Exact duplicates, within a class or across two, and a near one.
  copy(0, 5, 0);
  copy(0, 9, 0);
  copy(3, 11, 0.01);
  // Wrong labels.
  for (const image of [7, 17]) labels[image] = (labels[image]! + 1) % classes;
  return model;
}

export interface ReviewedModel extends EvaluatedModel {
  engine: Engine;
  model: Embedded;
  id: string;
  /** The float32 score of two images, as given. */
  scoreOf: (i: number, j: number) => number;
}

/** Evaluates images in a workspace of their own, and prepares the review. */
export async function openReview(
  model: Embedded,
  changes: Partial<EvaluateRequest> = {},
): Promise<ReviewedModel> {
  const engine = testEngine();
  const evaluated = await evaluateModel(engine, model, changes);
  const id = evaluated.stored.evaluationId;
  await prepare(engine, id);
  return { ...evaluated, engine, model, id, scoreOf: await scoresOf(model) };
}

export async function prepare(engine: Engine, evaluationId: string): Promise<void> {
  await engine.jobs.start('prepare-review', { evaluationId }).finished;
}

/** The image of a name that `evaluateModel` gave it. */
export const imageOf = (name: string): number => Number(/\d+/.exec(name)![0]);

/** A verdict without what most tests leave alone. */
export function verdictOn(
  evaluationId: string,
  images: number[],
  verdict: Partial<VerdictRequest>,
): VerdictRequest {
  return {
    evaluationId,
    images,
    kind: 'true-confusion',
    about: null,
    className: null,
    score: null,
    blind: false,
    author: 'Ada',
    ...verdict,
  };
}
