import { Option } from 'commander';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { IsolineError } from '../core/errors.ts';
import type { RecipeRequest, SourceRequest } from '../engine/evaluation/evaluation-source.ts';
import type { ProviderName } from '../engine/models/session.ts';
import { wholeNumber } from './options.ts';

/** Options that say what is embedded, and how. */
export interface ModelOptions {
  model?: string;
  recipe?: string;
  preset?: string;
  output?: string;
  provider: string;
  batch?: number;
}

/** Options that name embeddings which are there already. */
export interface MatrixOptions {
  embeddings?: string;
  labels?: string;
}

/** Written out, so that `--help` need not load ONNX Runtime. */
const providers: readonly ProviderName[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

const absolute = (value: string): string => path.resolve(value);

/** `--model` and what goes with it. */
export function modelOptions(): Option[] {
  return [
    new Option('--model <file>', 'the ONNX model').argParser(absolute),
    new Option('--recipe <file>', 'preprocessing, as RECIPE.json').argParser(absolute),
    new Option(
      '--preset <name>',
      'preprocessing by name: imagenet, clip, minus-one-to-one, zero-to-one, raw-bgr or face-112',
    ),
    new Option('--output <name>', 'the output of the model that holds the embedding'),
    new Option('--provider <name>', 'what runs the model; auto takes the first that really does')
      .choices(['auto', ...providers])
      .default('auto'),
    new Option('--batch <n>', 'images in one run of the model').argParser(
      wholeNumber('--batch', 1, 4096),
    ),
  ];
}

/** `--embeddings` and `--labels`. */
export function matrixOptions(): Option[] {
  return [
    new Option(
      '--embeddings <file>',
      'a float matrix [N, D] as .npy, instead of a folder',
    ).argParser(absolute),
    new Option('--labels <file>', 'its labels: index,class or path,class').argParser(absolute),
  ];
}

/**
 * What the call names: a folder with a model, or a matrix with labels.
 *
 * @throws IsolineError (input) `wrong-call` when it names both, or half of one
 */
export function sourceOf(
  folder: string | undefined,
  options: Partial<ModelOptions> & MatrixOptions,
): SourceRequest {
  if (options.embeddings !== undefined || options.labels !== undefined) {
    if (options.embeddings === undefined || options.labels === undefined) {
      throw wrongCall('--embeddings and --labels go together.');
    }
    if (folder !== undefined || options.model !== undefined) {
      throw wrongCall('Give a folder with --model, or --embeddings with --labels, not both.');
    }
    for (const name of ['recipe', 'preset', 'output', 'batch'] as const) {
      if (options[name] !== undefined) throw wrongCall(`--${name} goes with a folder and --model.`);
    }
    return { kind: 'matrix', embeddings: options.embeddings, labels: options.labels };
  }
  if (folder === undefined) {
    throw wrongCall('Name a labelled folder with --model, or --embeddings with --labels.');
  }
  if (options.model === undefined) throw wrongCall('A folder needs --model, the ONNX file.');
  return {
    kind: 'dataset',
    path: path.resolve(folder),
    model: options.model,
    recipe: recipeOf(options),
    provider: options.provider ?? 'auto',
    batch: options.batch ?? null,
    output: options.output ?? null,
  };
}

/**
 * The value of `--split`: a number is a seed, anything else names a file; null where it was not given.
 *
 * @throws IsolineError (input) `split-not-found`
 */
export function splitOf(value: string | undefined): { seed: number } | { file: string } | null {
  if (value === undefined) return null;
  if (/^\d+$/.test(value)) return { seed: Number(value) };
  const file = path.resolve(value);
  if (!existsSync(file)) {
    throw new IsolineError({
      code: 'split-not-found',
      sentence: `--split ${value} is neither a seed nor a file that exists.`,
      next: 'Give a whole number, or a CSV file with the columns class,split.',
      subject: value,
    });
  }
  return { file };
}

function recipeOf({ recipe, preset }: Partial<ModelOptions>): RecipeRequest {
  if (recipe !== undefined && preset !== undefined) {
    throw wrongCall('Give --recipe or --preset, not both.');
  }
  if (recipe !== undefined) return { from: 'file', path: recipe };
  return preset === undefined ? { from: 'model' } : { from: 'preset', name: preset };
}

function wrongCall(sentence: string): IsolineError {
  return new IsolineError({
    code: 'wrong-call',
    sentence,
    next: 'Ask isoline COMMAND --help for examples.',
  });
}
