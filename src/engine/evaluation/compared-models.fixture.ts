import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Comparison } from '../../contract/comparison.ts';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { seededGenerator } from '../../core/random.ts';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import { writeNpy } from '../embedding/npy.ts';
import { type Engine, openEngine } from '../engine.ts';
import { type CompareResult, registerJobKinds } from '../job-kinds.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { ComparedReference } from './compare.ts';
import { readComparison } from './comparison-rows.ts';
import type { EvaluateRequest } from './evaluate.ts';
import { readEvaluationFile, type StoredEvaluation } from './evaluation-rows.ts';

/** For tests: the same labelled images through two models, in a real workspace. */

export interface Embedded {
  values: Float32Array;
  dimension: number;
  labels: number[];
  classes: number;
}

/** Images around class centres; `noise` and `dimension` are the model's, the rest the data's. */
export function embedImages(model: {
  seed: number;
  labels: number[];
  classes: number;
  dimension: number;
  noise: number;
  coarse?: boolean;
}): Embedded {
  const { labels, classes, dimension, noise } = model;
  const generator = seededGenerator(model.seed);
  const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
  const values = Float32Array.from({ length: labels.length * dimension }, (_, k) => {
    const c = labels[Math.floor(k / dimension)]!;
    const value = centres[c * dimension + (k % dimension)]! + noise * generator.normal();
    // Coarse values make ties; the offset keeps every vector off zero.
    return model.coarse === true ? Math.round(value) + 0.25 : value;
  });
  return { values, dimension, labels, classes };
}

/** Classes of 2 to `most` images, shuffled. */
export function drawLabels(seed: number, classes: number, most: number): number[] {
  const generator = seededGenerator(seed, 7);
  const labels = Array.from({ length: classes }, (_, c) => c).flatMap((c) =>
    new Array<number>(2 + generator.integer(most - 1)).fill(c),
  );
  return labels.sort(() => generator.uniform() - 0.5);
}

export const className = (c: number): string => `class ${String(c).padStart(3, '0')}`;

/** An engine of a workspace of its own, closed after the test. */
export function testEngine(): Engine {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 2 });
  registerJobKinds(engine);
  onTestFinished(() => engine.close());
  return engine;
}

export interface EvaluatedModel {
  stored: StoredEvaluation;
  file: EvaluationFile;
  matrixFile: string;
}

/** Writes a matrix with its labels and evaluates it. `order`: which image stands in which row. */
export async function evaluateModel(
  engine: Engine,
  model: Embedded,
  changes: Partial<EvaluateRequest> & { order?: number[]; nameOf?: (c: number) => string } = {},
): Promise<EvaluatedModel> {
  const { order = [...model.labels.keys()], nameOf = className, ...request } = changes;
  const folder = temporaryFolder();
  const matrixFile = path.join(folder, 'x.npy');
  const labelsFile = path.join(folder, 'labels.csv');
  const { dimension } = model;
  await writeNpy(matrixFile, {
    rows: order.length,
    columns: dimension,
    data: Float32Array.from(
      order.flatMap((image) => [
        ...model.values.subarray(image * dimension, (image + 1) * dimension),
      ]),
    ),
  });
  const lines = order.map((image) => `image-${String(image)}.png,${nameOf(model.labels[image]!)}`);
  writeFileSync(labelsFile, ['path,class', ...lines].join('\n'));
  const input: EvaluateRequest = {
    source: { kind: 'matrix', embeddings: matrixFile, labels: labelsFile },
    targets: [1e-1, 1e-2],
    opisRange: [1e-2, 1e-1],
    split: null,
    normalise: 'none',
    seed: 1,
    ...request,
  };
  const stored = await engine.jobs.start<StoredEvaluation>('evaluate', input).finished;
  return { stored, file: readEvaluationFile(engine.db, stored), matrixFile };
}

/** Compares evaluations by a job; the first is "before". */
export async function compareModels(
  engine: Engine,
  models: readonly (StoredEvaluation | string)[],
): Promise<Comparison> {
  const evaluations = models.map((model, k): ComparedReference =>
    typeof model === 'string'
      ? { name: `model ${String(k)}`, file: model }
      : { name: `model ${String(k)}`, stored: model },
  );
  const job = engine.jobs.start<CompareResult>('compare', { evaluations, seed: 1 });
  return readComparison(engine.db, (await job.finished).comparisonId);
}

/** The float32 scores as the passes see them: up to 512 images are one tile, so the same bits. */
export async function scoresOf({
  values,
  dimension,
  labels,
  classes,
}: Embedded): Promise<(i: number, j: number) => number> {
  const layout = layOutByClass(labels, classes);
  const sorted = normaliseEmbeddings(values, dimension, layout, String);
  const gemm = await Gemm.create(dimension);
  const n = labels.length;
  const product = new Float32Array(n * n);
  await gemm.multiply(sorted, n, sorted, n, product);
  await gemm.release();
  const position = new Map(Array.from(layout.order, (image, at) => [image, at]));
  return (i, j) => {
    const a = Math.min(position.get(i)!, position.get(j)!);
    const b = Math.max(position.get(i)!, position.get(j)!);
    return Math.max(-1, Math.min(1, product[a * n + b]!));
  };
}
