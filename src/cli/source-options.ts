import { Option } from 'commander';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { IsolineError } from '../core/errors.ts';
import type { RecipeRequest, SourceRequest } from '../engine/evaluation/evaluation-source.ts';
import type { ProviderName } from '../engine/models/session.ts';
import { type FilesOfOptions, inputFile, wholeNumber } from './options.ts';

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

/** The labelled images that most commands take. */
export const folderDescription =
  'a folder that holds a folder of images for each class, or a CSV file with the header path,class or path,class,split';

/** The file that `decide`, `report` and `compare` take. */
export const evaluationDescription = 'the file that isoline evaluate --json wrote';

/**
 * `--model` and what goes with it.
 *
 * @param otherwise how images are prepared where neither the call nor the model file says
 */
export function modelOptions(otherwise = 'a guess that is told'): Option[] {
  return [
    new Option('--model <file>', 'the ONNX model that embeds the images of a folder').argParser(
      inputFile('--model'),
    ),
    new Option(
      '--preset <name>',
      `how images are prepared: imagenet, clip, minus-one-to-one, zero-to-one, raw-bgr or face-112 (default: as the model file says, else ${otherwise})`,
    ),
    new Option(
      '--recipe <file>',
      'how images are prepared, as JSON (docs/command-line.md, RECIPE.json), instead of --preset',
    ).argParser(inputFile('--recipe')),
    new Option(
      '--output <name>',
      'the output of the model that holds the embedding, where it has several',
    ),
    new Option('--provider <name>', 'what runs the model; auto takes the first that really does')
      .choices(['auto', ...providers])
      .default('auto'),
    new Option('--batch <n>', 'images in one run of the model, 1 to 4096 (default: 32)').argParser(
      wholeNumber('--batch', 1, 4096),
    ),
  ];
}

/** `--embeddings` and `--labels`. */
export function matrixOptions(): Option[] {
  return [
    new Option(
      '--embeddings <file>',
      'embeddings instead of a folder: a float32 or float64 matrix [N, D] as .npy',
    ).argParser(inputFile('--embeddings')),
    new Option(
      '--labels <file>',
      'a line for each row of the matrix: CSV with the header index,class or path,class',
    ).argParser(inputFile('--labels')),
  ];
}

/** The files that a call with these options reads. */
export function inputFiles(
  folder: string | undefined,
  options: Partial<ModelOptions> & MatrixOptions & { split?: string },
): FilesOfOptions {
  const { model, recipe, embeddings, labels, split } = options;
  return {
    'The manifest': folder === undefined ? undefined : path.resolve(folder),
    '--model': model,
    '--recipe': recipe,
    '--embeddings': embeddings,
    '--labels': labels,
    '--split': split === undefined ? undefined : path.resolve(split),
  };
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
      throw wrongCall('--embeddings and --labels go together.', 'Add the one that is missing.');
    }
    if (folder !== undefined || options.model !== undefined) {
      throw wrongCall(
        'Give a folder with --model, or --embeddings with --labels, not both.',
        'Leave one of them out.',
      );
    }
    for (const name of ['recipe', 'preset', 'output', 'batch'] as const) {
      if (options[name] === undefined) continue;
      throw wrongCall(
        `--${name} goes with a folder and --model.`,
        'Leave it out: a matrix is embedded already.',
      );
    }
    return { kind: 'matrix', embeddings: options.embeddings, labels: options.labels };
  }
  if (folder === undefined) {
    throw wrongCall(
      'The call names no data.',
      'Name a labelled folder with --model, or --embeddings with --labels.',
    );
  }
  if (options.model === undefined)
    throw wrongCall('A folder needs --model, the ONNX file.', 'Write it like --model model.onnx.');
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
  const seed = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(seed)) return { seed };
  const file = path.resolve(value);
  if (!existsSync(file) || statSync(file).isDirectory()) {
    throw new IsolineError({
      code: 'split-not-found',
      sentence: `--split "${value}" is neither a seed nor a file that exists.`,
      next: `Give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, or a CSV file with the header class,split.`,
      subject: value,
    });
  }
  return { file };
}

function recipeOf({ recipe, preset }: Partial<ModelOptions>): RecipeRequest {
  if (recipe !== undefined && preset !== undefined) {
    throw wrongCall('Give --recipe or --preset, not both.', 'Leave one of them out.');
  }
  if (recipe !== undefined) return { from: 'file', path: recipe };
  return preset === undefined ? { from: 'model' } : { from: 'preset', name: preset };
}

function wrongCall(sentence: string, next: string): IsolineError {
  return new IsolineError({ code: 'wrong-call', sentence, next });
}
