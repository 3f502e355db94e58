import os from 'node:os';
import path from 'node:path';
import { Option } from 'commander';
import { IsolineError } from '../core/errors.ts';
import type { RecipeRequest } from '../engine/evaluation/evaluation-source.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { checkDifferentFiles, inputFile, resultFile } from './options.ts';

interface ExportOptions {
  model: string;
  head: string;
  out: string;
  normalise: boolean;
  recipe?: string;
  preset?: string;
}

/** Writes a model and a trained head as one ONNX file. */
export const exportModel: IsolineCommand<ExportOptions> = {
  name: 'export',
  summary: 'one ONNX file from a model and a trained head',
  arguments: [
    {
      name: '[folder]',
      description: 'a folder of images to check the file on (default: random pixels)',
    },
  ],
  options: [
    new Option('--model <file>', 'the ONNX model that the head was trained on')
      .makeOptionMandatory()
      .argParser(inputFile('--model')),
    new Option('--head <file>', 'the head that isoline train wrote')
      .makeOptionMandatory()
      .argParser(inputFile('--head')),
    new Option('--out <file>', 'the fused model, as .onnx')
      .makeOptionMandatory()
      .argParser(resultFile('--out')),
    new Option('--normalise', 'give embeddings of length 1').default(false),
    new Option(
      '--preset <name>',
      'how images are prepared, to be kept in the file, for a head that was trained on a matrix: imagenet, clip, minus-one-to-one, zero-to-one, raw-bgr or face-112',
    ),
    new Option(
      '--recipe <file>',
      'the same as JSON (docs/command-line.md, RECIPE.json), instead of --preset',
    ).argParser(inputFile('--recipe')),
  ],
  examples: [
    'isoline export --model model.onnx --head head.onnx --out fused.onnx',
    'isoline export photos --model model.onnx --head head.onnx --out fused.onnx --normalise',
  ],
  async run({ options, arguments: [folder], results }: CommandCall<ExportOptions>) {
    checkDifferentFiles(
      { '--out': options.out, '--json': options.json },
      { '--model': options.model, '--head': options.head, '--recipe': options.recipe },
    );
    const { exportFusedModel } = await import('../engine/training/export.ts');
    const exported = await exportFusedModel({
      modelFile: options.model,
      headFile: options.head,
      outFile: options.out,
      recipe: recipeOf(options),
      normalise: options.normalise,
      imagesFolder: folder === undefined ? null : path.resolve(folder),
      seed: options.seed,
      threads: os.availableParallelism(),
    });
    const { check } = exported;
    const length = exported.normalised ? 'of length 1' : 'not normalised';
    await results.print(
      [
        `${exported.file} (${Math.ceil(exported.bytes / 1000).toLocaleString('en')} kB)`,
        `input ${exported.input}, output ${exported.output}: embeddings of ${exported.dimension} numbers, ${length}`,
        `SHA-256 ${exported.sha256}`,
        `checked against the model and the head on ${check.count} images${check.inputs === 'images' ? '' : ` of ${check.inputs}`}: largest difference ${check.largestDifference.toExponential(1)}`,
        ...(exported.recipe === null
          ? ['Note: the file carries no recipe; give --recipe or --preset to add one.']
          : []),
      ].join('\n'),
    );
    await results.writeJson({ schema: 'isoline-export-1', ...exported });
    return exitCode.done;
  },
};

/** Null: the head's own. */
function recipeOf({ recipe, preset }: ExportOptions): RecipeRequest | null {
  if (recipe !== undefined && preset !== undefined) {
    throw new IsolineError({
      code: 'wrong-call',
      sentence: 'Give --recipe or --preset, not both.',
      next: 'Leave one of them out.',
    });
  }
  if (recipe !== undefined) return { from: 'file', path: recipe };
  return preset === undefined ? null : { from: 'preset', name: preset };
}
