import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import { add, multiply } from '../../core/graph/arithmetic.ts';
import { Graph } from '../../core/graph/graph.ts';
import { graphModel } from '../../core/graph/onnx-model.ts';
import { buildBaseLoss, hasProxies } from '../../core/losses/base-loss.ts';
import { thresholdConsistentMargin } from '../../core/losses/threshold-consistent-margin.ts';
import { encodeOnnx } from '../../core/onnx/model.ts';
import { outputDimension } from '../../core/training/heads.ts';
import { createSampler, type SampledBatch } from '../../core/training/sampler.ts';
import { type EmbeddedSet, imagesOfClasses } from './training-data.ts';
import type { TrainingConfig } from './training-config.ts';

/** Batches over which the loss is averaged, the same at every validation. */
const batches = 8;

/** The margins of TCM as they are now. */
export interface Margins {
  readonly positive: number;
  readonly negative: number;
}

/**
 * The loss of training on batches of calibration classes: rising while the training loss falls, it
 * tells that the head learns its training classes by heart.
 */
export class CalibrationLoss {
  private readonly session: InferenceSession;
  private readonly sampled: readonly SampledBatch[];
  private readonly dimension: number;
  private readonly tcmWeight: number | null;

  private constructor(
    session: InferenceSession,
    sampled: readonly SampledBatch[],
    dimension: number,
    tcmWeight: number | null,
  ) {
    this.session = session;
    this.sampled = sampled;
    this.dimension = dimension;
    this.tcmWeight = tcmWeight;
  }

  /** @returns null for a loss with proxies: calibration classes have none */
  static async create(
    calibration: Pick<EmbeddedSet, 'labels' | 'classNames'>,
    config: TrainingConfig,
    threads: number,
  ): Promise<CalibrationLoss | null> {
    const { baseLoss, tcm, imagesPerClass, seed } = config;
    if (baseLoss !== null && hasProxies(baseLoss.kind)) return null;
    const classesPerBatch = Math.min(config.classesPerBatch, calibration.classNames.length);
    const sampler = createSampler({
      imagesOfClasses: imagesOfClasses(calibration),
      classesPerBatch,
      imagesPerClass,
      views: 1,
      seed,
    });
    const dimension = outputDimension(config.head);
    const graph = new Graph();
    const size = classesPerBatch * imagesPerClass;
    const batch = {
      embeddings: graph.input('embeddings', 'float32', [size, dimension]),
      labels: graph.input('labels', 'int64', [size]),
      imagesPerClass,
    };
    const parts = baseLoss === null ? [] : [buildBaseLoss(batch, baseLoss)];
    if (tcm !== null) {
      const { loss } = thresholdConsistentMargin(batch, {
        positiveMargin: graph.input('positiveMargin', 'float32', []),
        negativeMargin: graph.input('negativeMargin', 'float32', []),
        positiveWeight: 1,
        negativeWeight: 1,
      });
      parts.push(multiply(loss, graph.input('tcmWeight', 'float32', [])));
    }
    graph.output('loss', parts.reduce(add));
    const session = await InferenceSession.create(encodeOnnx(graphModel(graph)), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      logSeverityLevel: 4,
    });
    const sampled = Array.from({ length: batches }, (_, k) => sampler.batch(k));
    return new CalibrationLoss(session, sampled, dimension, tcm?.weight ?? null);
  }

  /** @param embeddings [N × dimension] what the head makes of the calibration images */
  async measure(embeddings: Float32Array, margins: Margins | null): Promise<number> {
    const { dimension } = this;
    const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), []);
    let sum = 0;
    for (const { images, labels } of this.sampled) {
      const gathered = new Float32Array(images.length * dimension);
      images.forEach((image, place) => {
        if (image < 0) return;
        const from = image * dimension;
        gathered.set(embeddings.subarray(from, from + dimension), place * dimension);
      });
      const { loss } = await this.session.run({
        embeddings: new Tensor('float32', gathered, [images.length, dimension]),
        labels: new Tensor('int64', BigInt64Array.from(labels, BigInt), [labels.length]),
        ...(margins === null || this.tcmWeight === null
          ? {}
          : {
              positiveMargin: scalar(margins.positive),
              negativeMargin: scalar(margins.negative),
              tcmWeight: scalar(this.tcmWeight),
            }),
      });
      sum += (loss!.data as Float32Array)[0]!;
    }
    return sum / this.sampled.length;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
