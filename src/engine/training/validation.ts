import type { HeadFigures } from '../../contract/training.ts';
import type { ParameterValues } from '../../core/training/heads.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { CalibrationLoss, type Margins } from './calibration-loss.ts';
import { HeadRunner } from './head-runner.ts';
import { histogramQuantile, measureHead } from './measure-head.ts';
import { marginQuantiles, type TrainingConfig } from './training-config.ts';
import type { EmbeddedSet } from './training-data.ts';

/** A head on calibration classes. */
export interface ValidatedHead {
  readonly figures: HeadFigures;
  /** The margins of TCM from here on; null without TCM. */
  readonly margins: Margins | null;
  /** The training loss on calibration classes, with those margins; null where it needs proxies. */
  readonly loss: number | null;
}

/** Measures heads on calibration classes. */
export class Validation {
  readonly #calibration: EmbeddedSet;
  readonly #config: TrainingConfig;
  readonly #heads: HeadRunner;
  readonly #loss: CalibrationLoss | null;
  readonly #context: TaskContext;

  private constructor(
    calibration: EmbeddedSet,
    config: TrainingConfig,
    heads: HeadRunner,
    loss: CalibrationLoss | null,
    context: TaskContext,
  ) {
    this.#calibration = calibration;
    this.#config = config;
    this.#heads = heads;
    this.#loss = loss;
    this.#context = context;
  }

  static async create(
    calibration: EmbeddedSet,
    config: TrainingConfig,
    context: TaskContext,
  ): Promise<Validation> {
    const loss = await CalibrationLoss.create(calibration, config, context.threads);
    const heads = await HeadRunner.create(config.head, context.threads);
    return new Validation(calibration, config, heads, loss, context);
  }

  /** @throws IsolineError `embedding-zero`, `embedding-not-finite` where the head has come apart */
  async measure(parameters: ParameterValues): Promise<ValidatedHead> {
    const { embeddings } = this.#calibration;
    const output = await this.#heads.apply(embeddings, parameters);
    const { figures, histogram } = await measureHead(
      this.#calibration,
      output,
      this.#heads.dimension,
      this.#context,
    );
    const { tcm } = this.#config;
    let margins: Margins | null = null;
    if (tcm !== null) {
      const { edges, genuine, impostor } = histogram;
      const quantile = (counts: number[], share: number): number | null =>
        tcm.adaptive ? histogramQuantile(edges, counts, share) : null;
      margins = {
        positive: quantile(genuine, marginQuantiles.positive) ?? tcm.positiveMargin,
        negative: quantile(impostor, marginQuantiles.negative) ?? tcm.negativeMargin,
      };
    }
    const loss = this.#loss === null ? null : await this.#loss.measure(output, margins);
    return { figures, margins, loss };
  }

  async release(): Promise<void> {
    await this.#loss?.release();
    await this.#heads.release();
  }
}
