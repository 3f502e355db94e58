import { IsolineError } from '../errors.ts';
import { add, multiply } from '../graph/arithmetic.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import type { ElementType, Tensor } from '../graph/tensor.ts';
import { buildBaseLoss, hasProxies } from '../losses/base-loss.ts';
import type { BaseLoss } from '../losses/base-loss.ts';
import type { LossBatch } from '../losses/batch.ts';
import { thresholdConsistentMargin } from '../losses/threshold-consistent-margin.ts';
import type { RandomGenerator } from '../random.ts';
import { adamW, clipFactor, globalNorm } from './adamw.ts';
import type { AdamWOptions, AdamWScalars } from './adamw.ts';
import { applyHead, checkHead, dropoutWidth, headParameters, outputDimension } from './heads.ts';
import type { HeadSpecification, ParameterShape, ParameterValues } from './heads.ts';

export interface TrainingStepOptions {
  readonly head: HeadSpecification;
  /** The head's values at the start: where training begins, and what weight decay draws towards. */
  readonly start: ParameterValues;
  /** P and K of the sampler: the batch has P x K places. */
  readonly classesPerBatch: number;
  readonly imagesPerClass: number;
  /** C: training classes, one proxy each where the loss has proxies; labels are in [0, C). */
  readonly classCount: number;
  /** `null`: TCM alone. */
  readonly baseLoss: BaseLoss | null;
  /** λ+ and λ- of TCM; `null`: no TCM. */
  readonly tcm: { readonly positiveWeight: number; readonly negativeWeight: number } | null;
  readonly adamW: AdamWOptions;
  /** Decay of the head's parameters towards the start; proxies have none. */
  readonly weightDecay: number;
  /** The longest gradient, head and proxies together; `null`: no clipping. */
  readonly gradientNormLimit: number | null;
  /** Draws the proxies at the start. */
  readonly generator: RandomGenerator;
}

/** A value to feed at every step. */
export interface StepInput {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
}

/** A value that a step takes and gives back changed. */
export interface StepState {
  /** Name of the graph's input; the parameter's own name for parameters. */
  readonly input: string;
  /** Name of the graph's output: what to feed to `input` at the next step. */
  readonly output: string;
  readonly role: 'parameter' | 'firstMoment' | 'secondMoment';
  readonly group: 'head' | 'proxies';
  /** Name of the parameter, as in `headParameters`, or `proxies`. */
  readonly parameter: string;
  readonly shape: readonly number[];
  readonly initial: Float32Array;
}

/** Outputs beside the states: float32 scalars. */
export type StepResult =
  'loss' | 'baseLoss' | 'tcmLoss' | 'violatingPositives' | 'violatingNegatives' | 'gradientNorm';

export interface TrainingStep {
  readonly graph: Graph;
  /** All inputs but the states: data, labels, mask and scalars. */
  readonly inputs: readonly StepInput[];
  readonly states: readonly StepState[];
  /** The scalars that this step gives; those of a loss that it has not are missing. */
  readonly results: readonly StepResult[];
}

/** The deviation of a proxy's elements times the root of their number: proxies start at length 1. */
const PROXY_LENGTH = 1;

/**
 * Builds one step of training as a single graph: head, loss, gradients, clipping and AdamW; states
 * go in and come out.
 *
 * Inputs beside the states: `embeddings` [B, D] float32, `labels` [B] int64 (negative: empty place,
 * whose embedding may be zeros), `dropoutMask` where the head has dropout, and the scalars
 * `learningRate`, `biasCorrection1`, `biasCorrection2` (see `biasCorrections`),
 * `proxyLearningRate` where there are proxies, and `positiveMargin`, `negativeMargin`, `tcmWeight`
 * where there is TCM: `loss = baseLoss + tcmWeight · tcmLoss`.
 *
 * @throws IsolineError `training-no-loss` with neither a base loss nor TCM, `head-invalid`,
 * `head-parameter-missing`.
 */
export function buildTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { head, baseLoss, tcm, imagesPerClass } = options;
  checkHead(head);
  const graph = new Graph();
  const inputs: StepInput[] = [];
  const results: StepResult[] = [];
  const input = (name: string, elementType: ElementType, shape: readonly number[]): Tensor => {
    inputs.push({ name, elementType, shape });
    return graph.input(name, elementType, shape);
  };
  const result = (name: StepResult, tensor: Tensor): void => {
    results.push(name);
    graph.output(name, tensor);
  };

  const batchSize = options.classesPerBatch * imagesPerClass;
  const features = input('embeddings', 'float32', [batchSize, head.inputDimension]);
  const labels = input('labels', 'int64', [batchSize]);
  const dropoutMask =
    head.dropout > 0 ? input('dropoutMask', 'float32', [batchSize, dropoutWidth(head)]) : undefined;

  const trained = trainedParameters(graph, options);
  const headTensors = Object.fromEntries(
    trained.filter(({ group }) => group === 'head').map(({ name, tensor }) => [name, tensor]),
  );
  const proxies = trained.find(({ group }) => group === 'proxies')?.tensor;
  const embeddings = graph.scope('head', () => applyHead(head, features, headTensors, dropoutMask));
  const batch: LossBatch = {
    embeddings,
    labels,
    imagesPerClass,
    ...(proxies === undefined ? {} : { proxies }),
  };

  const parts: Tensor[] = [];
  if (baseLoss !== null) {
    const part = graph.scope(baseLoss.kind, () => buildBaseLoss(batch, baseLoss));
    result('baseLoss', part);
    parts.push(part);
  }
  if (tcm !== null) {
    const margins = {
      positiveMargin: input('positiveMargin', 'float32', []),
      negativeMargin: input('negativeMargin', 'float32', []),
    };
    const weight = input('tcmWeight', 'float32', []);
    const terms = graph.scope('tcm', () =>
      thresholdConsistentMargin(batch, { ...margins, ...tcm }),
    );
    result('tcmLoss', terms.loss);
    result('violatingPositives', terms.violatingPositives);
    result('violatingNegatives', terms.violatingNegatives);
    parts.push(multiply(terms.loss, weight));
  }
  if (parts.length === 0) {
    throw new IsolineError({
      code: 'training-no-loss',
      sentence: 'Training needs a base loss, TCM, or both.',
    });
  }
  const loss = parts.reduce(add);
  result('loss', loss);

  const raw = graph.scope('gradient', () =>
    gradients(
      graph,
      loss,
      trained.map(({ tensor }) => tensor),
    ),
  );
  const norm = graph.scope('norm', () => globalNorm(raw));
  result('gradientNorm', norm);
  const { gradientNormLimit } = options;
  const clipped =
    gradientNormLimit === null
      ? raw
      : graph.scope('clip', () => {
          const factor = clipFactor(norm, gradientNormLimit);
          return raw.map((gradient) => multiply(gradient, factor));
        });

  const biasCorrection1 = input('biasCorrection1', 'float32', []);
  const biasCorrection2 = input('biasCorrection2', 'float32', []);
  const scalarsOf = (learningRate: Tensor): AdamWScalars => ({
    learningRate,
    biasCorrection1,
    biasCorrection2,
  });
  const headScalars = scalarsOf(input('learningRate', 'float32', []));
  const proxyScalars =
    proxies === undefined ? undefined : scalarsOf(input('proxyLearningRate', 'float32', []));

  const states: StepState[] = [];
  trained.forEach((parameter, index) => {
    const { name, group, shape, initial } = parameter;
    const scalars = group === 'proxies' && proxyScalars !== undefined ? proxyScalars : headScalars;
    const moments = {
      firstMoment: graph.input(`${name}.firstMoment`, 'float32', shape),
      secondMoment: graph.input(`${name}.secondMoment`, 'float32', shape),
    };
    const updated = graph.scope(`adamw/${name}`, () =>
      adamW(
        { parameter: parameter.tensor, ...moments },
        clipped[index] as Tensor,
        scalars,
        options.adamW,
        group === 'head' && options.weightDecay > 0
          ? { start: graph.constant('float32', shape, initial), rate: options.weightDecay }
          : undefined,
      ),
    );
    for (const role of ['parameter', 'firstMoment', 'secondMoment'] as const) {
      const stateName = role === 'parameter' ? name : `${name}.${role}`;
      graph.output(`${stateName}.next`, updated[role]);
      states.push({
        input: stateName,
        output: `${stateName}.next`,
        role,
        group,
        parameter: name,
        shape,
        initial: role === 'parameter' ? initial.slice() : new Float32Array(initial.length),
      });
    }
  });
  return { graph, inputs, states, results };
}

interface TrainedParameter extends ParameterShape {
  readonly group: 'head' | 'proxies';
  readonly tensor: Tensor;
  readonly initial: Float32Array;
}

/** The parameters of the head, then the proxies where the loss has them, as inputs of the graph. */
function trainedParameters(graph: Graph, options: TrainingStepOptions): TrainedParameter[] {
  const { head, baseLoss, start, classCount, generator } = options;
  const trained = headParameters(head).map(({ name, shape }): TrainedParameter => {
    const initial = start[name];
    if (initial?.length !== shape.reduce((product, size) => product * size, 1)) {
      throw new IsolineError({
        code: 'head-parameter-missing',
        sentence: `The ${head.kind} head starts without values of shape [${shape.join(', ')}] for its parameter ${name}.`,
        subject: name,
      });
    }
    return { name, shape, group: 'head', tensor: graph.input(name, 'float32', shape), initial };
  });
  if (baseLoss === null || !hasProxies(baseLoss.kind)) return trained;
  const shape = [classCount, outputDimension(head)];
  const deviation = PROXY_LENGTH / Math.sqrt(outputDimension(head));
  const initial = Float32Array.from(
    { length: classCount * outputDimension(head) },
    () => deviation * generator.normal(),
  );
  const tensor = graph.input('proxies', 'float32', shape);
  return [...trained, { name: 'proxies', shape, group: 'proxies', tensor, initial }];
}
