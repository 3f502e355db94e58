import { existsSync, statSync } from 'node:fs';
import { Option } from 'commander';
import { IsolineError } from '../core/errors.ts';
import type { StoredTraining, TrainRequest } from '../engine/training/train.ts';
import {
  defaultTrainingOptions,
  mostViews,
  type TrainingOptions,
} from '../engine/training/training-options.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import {
  checkDifferentFiles,
  marginPair,
  numberBelowOne,
  positiveNumber,
  resultFile,
  wholeNumber,
} from './options.ts';
import {
  folderDescription,
  inputFiles,
  type MatrixOptions,
  matrixOptions,
  type ModelOptions,
  modelOptions,
  sourceOf,
  splitOf,
} from './source-options.ts';
import { printTraining } from './training-text.ts';

interface TrainOptions extends ModelOptions, MatrixOptions {
  out: string;
  head: TrainingOptions['head'];
  rank?: number;
  dimension?: number;
  dropout: number;
  baseLoss: NonNullable<TrainingOptions['baseLoss']> | 'none';
  /** False with `--no-tcm`. */
  tcm?: number | false;
  margins?: [number, number];
  adaptiveMargins?: boolean;
  steps: number;
  classesPerBatch?: number;
  imagesPerClass: number;
  learningRate: number;
  weightDecay: number;
  views: number;
  flip: boolean;
  engine: TrainRequest['engine']['engine'];
  split?: string;
  sweep: boolean;
}

/** How often a training is kept, in seconds. */
const checkpointSeconds = 15;

const defaults = defaultTrainingOptions;

/** Trains a head on a frozen model's embeddings, and says what it changes on held-out classes. */
export const train: IsolineCommand<TrainOptions> = {
  name: 'train',
  summary: 'train a head with TCM; before and after on held-out classes',
  arguments: [{ name: '[folder]', description: folderDescription }],
  options: [
    // TensorFlow has other devices than ONNX Runtime: one option for both.
    ...modelOptions().filter(({ long }) => long !== '--provider'),
    new Option(
      '--provider <name>',
      'what embeds and trains: auto, cuda, dml, coreml, webgpu or cpu; with --engine tensorflow what trains: auto, gpu, cpu or javascript',
    ).default('auto'),
    ...matrixOptions(),
    new Option('--out <file>', 'the trained head, as .onnx: isoline export puts it on the model')
      .makeOptionMandatory()
      .argParser(resultFile('--out')),
    new Option(
      '--split <file or seed>',
      'the classes to train on, to choose by and to report on: a CSV file with the header class,split, or a seed (default: the split that is kept with the folder, else --seed)',
    ),
    new Option('--head <kind>', 'the layers that are trained')
      .choices(['residual', 'linear', 'mlp'])
      .default(defaults.head),
    new Option(
      '--rank <n>',
      'of a residual head, at most the dimensions of the embeddings; hidden width of an mlp head (default: 128, or the dimensions where they are fewer)',
    ).argParser(wholeNumber('--rank', 1, 65_536)),
    new Option(
      '--dimension <n>',
      'dimensions of the new embeddings, with a linear or mlp head (default: as before)',
    ).argParser(wholeNumber('--dimension', 1, 65_536)),
    new Option('--dropout <share>', 'share of units that each step leaves out, from 0 and below 1')
      .default(defaults.dropout)
      .argParser(numberBelowOne('--dropout', '0.1')),
    new Option('--base-loss <name>', 'the loss that TCM is added to; none for TCM alone')
      .choices([
        'multi-similarity',
        'contrastive',
        'triplet',
        'norm-softmax',
        'cosface',
        'arcface',
        'proxy-anchor',
        'smooth-ap',
        'recall-at-k',
        'none',
      ])
      .default(defaults.baseLoss),
    new Option(
      '--tcm <weight>',
      'weight of the Threshold-Consistent Margin loss, above 0 (default: 4; 40 with arcface or cosface)',
    ).argParser(positiveNumber('--tcm', 1e6, '4')),
    new Option('--no-tcm', 'the base loss alone'),
    new Option('--margins <m+,m->', 'fixed margins of TCM, two cosine similarities, as 0.9,0.5')
      .argParser(marginPair('--margins'))
      .conflicts('adaptiveMargins'),
    new Option(
      '--adaptive-margins',
      'margins that follow the scores of the calibration classes (the default)',
    ),
    new Option('--steps <n>', 'training steps')
      .default(defaults.steps)
      .argParser(wholeNumber('--steps', 1, 10_000_000)),
    new Option(
      '--classes-per-batch <n>',
      'classes in a batch, 2 or more (default: 32, or all)',
    ).argParser(wholeNumber('--classes-per-batch', 2, 65_536)),
    new Option('--images-per-class <n>', 'images of each class in a batch, 2 or more')
      .default(defaults.imagesPerClass)
      .argParser(wholeNumber('--images-per-class', 2, 4096)),
    new Option('--learning-rate <rate>', 'highest learning rate, above 0')
      .default(defaults.learningRate)
      .argParser(positiveNumber('--learning-rate', 1e3, '1e-3')),
    new Option(
      '--weight-decay <rate>',
      'decay of the head towards its start, from 0 (none) and below 1',
    )
      .default(defaults.weightDecay)
      .argParser(numberBelowOne('--weight-decay', '1e-4')),
    new Option(
      '--views <n>',
      `views of each training image, 1 to ${mostViews}: the image as it is, the others changed a little; they need a folder`,
    )
      .default(defaults.views)
      .argParser(wholeNumber('--views', 1, mostViews)),
    new Option(
      '--flip',
      'mirror half of those views; not for text, glyphs and logos, which mean something else then',
    ).default(defaults.flip),
    new Option('--engine <name>', 'what runs the training steps')
      .choices(['auto', 'onnxruntime', 'tensorflow'])
      .default('auto'),
    new Option(
      '--sweep',
      'train without TCM and with TCM at several weights and margins, and choose',
    ).default(false),
  ],
  examples: [
    'isoline train photos --model model.onnx --preset imagenet --out head.onnx',
    'isoline train --embeddings X.npy --labels L.csv --base-loss arcface --tcm 8 --out head.onnx',
    'isoline train photos --model model.onnx --sweep --out head.onnx --json result.json',
    'isoline train photos --model model.onnx --views 4 --flip --dropout 0.1 --out head.onnx',
  ],
  async run(call: CommandCall<TrainOptions>) {
    const { options, results } = call;
    checkDifferentFiles(
      { '--out': options.out, '--json': options.json },
      inputFiles(call.arguments[0], options),
    );
    const request = requestOf(call);
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { readTrainingResult } = await import('../engine/training/training-rows.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline train' });
    const before = writtenAt(options.out);
    try {
      registerJobKinds(engine);
      const { runId } = await followJob<StoredTraining>(
        engine.jobs,
        engine.jobs.start('train', request),
        call,
      );
      const result = readTrainingResult(engine.db, runId);
      await printTraining(result, options.out, results);
      await results.writeJson(result);
      return exitCode.done;
    } catch (error) {
      if (!(error instanceof IsolineError) || error.kind !== 'interrupted') throw error;
      const isKept = writtenAt(options.out) !== before;
      throw new IsolineError({
        ...error.toData(),
        next: isKept
          ? `The best head so far is in ${options.out}; the same call goes on where this one stopped.`
          : 'The same call goes on where this one stopped.',
        cause: error,
      });
    } finally {
      await engine.close();
    }
  },
};

function requestOf({ options, arguments: [folder] }: CommandCall<TrainOptions>): TrainRequest {
  const { engine, provider } = options;
  // Embedding runs on ONNX Runtime whatever trains; a device of TensorFlow is none of its providers.
  const source = sourceOf(folder, {
    ...options,
    provider: engine === 'tensorflow' ? 'auto' : provider,
  });
  return {
    source,
    split: splitOf(options.split),
    seed: options.seed,
    options: {
      head: options.head,
      rank: options.rank ?? null,
      dimension: options.dimension ?? null,
      dropout: options.dropout,
      weightDecay: options.weightDecay,
      views: options.views,
      flip: options.flip,
      baseLoss: options.baseLoss === 'none' ? null : options.baseLoss,
      tcm:
        options.tcm === false
          ? null
          : { weight: options.tcm ?? null, margins: options.margins ?? null },
      steps: options.steps,
      classesPerBatch: options.classesPerBatch ?? null,
      imagesPerClass: options.imagesPerClass,
      learningRate: options.learningRate,
    },
    engine: { engine, provider },
    sweep: options.sweep,
    checkpointSeconds,
    out: options.out,
  };
}

/** When a file was last written; undefined where there is none. */
function writtenAt(file: string): number | undefined {
  return existsSync(file) ? statSync(file).mtimeMs : undefined;
}
