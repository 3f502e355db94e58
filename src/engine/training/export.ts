import { createHash, randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { decodeOnnx, encodeOnnx } from '../../core/onnx/model.ts';
import { headParameters, outputDimension } from '../../core/training/heads.ts';
import { type RecipeRequest, recipeFor } from '../evaluation/evaluation-source.ts';
import type { ModelDescription } from '../models/describe.ts';
import { describeModel, selectImageInput, selectOutput } from '../models/describe.ts';
import { withWeightsInPlace } from '../models/external-data.ts';
import { checkRecipe, parseRecipe, recipeSha256, suggestRecipe } from '../models/recipe.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { type BothWays, checkBothWays } from './export-check.ts';
import { fuse } from './fuse.ts';
import { headMetadata, readHead, type SavedHead } from './head-file.ts';

export interface ExportRequest {
  /** Absolute paths. */
  readonly modelFile: string;
  readonly headFile: string;
  readonly outFile: string;
  /** Preprocessing, for a head that was trained on a matrix and knows none; null without. */
  readonly recipe: RecipeRequest | null;
  /** Whether the fused embeddings have length 1. */
  readonly normalise: boolean;
  /** A folder per class whose images the check uses; null: it uses random pixels. */
  readonly imagesFolder: string | null;
  readonly seed: number;
  /** Threads of one operator on the CPU, 1 or more. */
  readonly threads: number;
}

export interface ExportResult {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Names in the fused model. */
  readonly input: string;
  readonly output: string;
  /** Length of the fused embeddings. */
  readonly dimension: number;
  readonly normalised: boolean;
  /** Null where neither the head nor the call knows one. */
  readonly recipe: Recipe | null;
  readonly check: BothWays;
}

/** Keys of `metadata_props` beside those of a head: the SHA-256 of the head's file. */
const headHashKey = 'isoline.head.sha256';

/** What protobuf can hold, and with it one ONNX file. */
const LARGEST_FILE_BYTES = 2 ** 31 - 1;

/**
 * Writes a model and a head as one ONNX file, with the recipe, a summary of the training and the
 * SHA-256 of both parents in `metadata_props`. The file gets its name once ONNX Runtime has given the
 * same embeddings both ways: through the model and then the head, and through the file.
 *
 * Weights that lie in other files are put into the file. The pooling of the recipe is part of the
 * fused model, so it is no longer part of the fused model's recipe.
 *
 * @throws IsolineError (input) what `describeModel`, `readHead`, `fuse` and `checkRecipe` throw;
 *   `head-other-model`, `export-other-recipe` where the head was trained on something else;
 *   `export-too-large` above 2 GB; `export-overwrites-input`; what `checkBothWays` throws; (failure)
 *   `disk-full`
 */
export async function exportFusedModel(request: ExportRequest): Promise<ExportResult> {
  const { modelFile, headFile, outFile, normalise } = request;
  await checkTarget(outFile, [modelFile, headFile]);
  const description = await describeModel(modelFile);
  const saved = await readHead(headFile);
  checkParent(saved, description, request);
  const recipe = await recipeOf(saved, description, request);
  // Without a recipe there is one output to choose from, and geometry enough to run the model.
  const geometry = recipe ?? suggestRecipe(description).recipe;
  checkRecipe(geometry, description);
  const input = selectImageInput(description, geometry.input).name;
  const output = selectOutput(description, geometry.output);
  const { pooling, ...preprocessing } = geometry;
  const fusedRecipe: Recipe = { ...preprocessing, input, output: output.name };
  requireRoom(description, saved, modelFile);

  const backbone = await withWeightsInPlace(decodeOnnx(await readFile(modelFile)), modelFile);
  const { layout } = geometry;
  const fused = fuse({ backbone, description, output, pooling, layout, saved, normalise });
  const content = encodeOnnx({
    ...fused,
    metadataProps: metadata(backbone, {
      [headMetadata.head]: JSON.stringify(saved.head),
      [headMetadata.origin]: trainingSummary(saved, normalise),
      [headMetadata.recipe]: recipe === null ? null : JSON.stringify(fusedRecipe),
      [headMetadata.backbone]: description.sha256,
      [headHashKey]: createHash('sha256')
        .update(await readFile(headFile))
        .digest('hex'),
    }),
  });

  const unfinished = `${outFile}.${randomUUID()}`;
  try {
    await writeFileAtomically(unfinished, content);
    const fusedDescription = await describeModel(unfinished);
    const check = await checkBothWays({
      ...request,
      apart: { modelFile, model: description, recipe: { ...geometry, output: output.name } },
      fused: { modelFile: unfinished, model: fusedDescription, recipe: fusedRecipe },
      saved,
    });
    await rename(unfinished, outFile);
    return {
      file: outFile,
      sha256: fusedDescription.sha256,
      bytes: fusedDescription.bytes,
      input,
      output: output.name,
      dimension: outputDimension(saved.head),
      normalised: normalise,
      recipe: recipe === null ? null : fusedRecipe,
      check,
    };
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function checkTarget(outFile: string, inputs: readonly string[]): Promise<void> {
  const real = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));
  const target = await real(outFile);
  for (const file of inputs) {
    if ((await real(file)) !== target) continue;
    throw new IsolineError({
      code: 'export-overwrites-input',
      sentence: `The fused model would overwrite ${file}, from which it is made.`,
      next: 'Give another name.',
      subject: outFile,
    });
  }
}

function checkParent(
  { origin }: SavedHead,
  { sha256 }: ModelDescription,
  { modelFile, headFile }: ExportRequest,
): void {
  if (origin.backboneSha256 === null || origin.backboneSha256 === sha256) return;
  throw new IsolineError({
    code: 'head-other-model',
    sentence: `The head ${headFile} was trained on the model with the SHA-256 ${origin.backboneSha256}, and ${modelFile} has ${sha256}.`,
    next: 'Give the model that the head was trained on.',
    subject: modelFile,
  });
}

/** The recipe that the head was trained with; where it knows none, that of the call. */
async function recipeOf(
  saved: SavedHead,
  description: ModelDescription,
  { recipe: asked, headFile }: ExportRequest,
): Promise<Recipe | null> {
  const own = saved.origin.recipe === null ? null : parseRecipe(saved.origin.recipe, headFile);
  if (asked === null) return own;
  const { recipe } = await recipeFor({ recipe: asked, output: null }, description);
  if (own === null || recipeSha256(own) === recipeSha256(recipe)) return recipe;
  throw new IsolineError({
    code: 'export-other-recipe',
    sentence: `The head ${headFile} was trained with another recipe than the one that is given.`,
    next: 'Leave the recipe out: the head has its own.',
    subject: headFile,
  });
}

/**
 * Checks that a model and a head fit into one ONNX file, as protobuf holds 2 GB.
 *
 * @throws IsolineError (input) `export-too-large`
 */
export function requireRoom(
  { bytes }: Pick<ModelDescription, 'bytes'>,
  { head }: Pick<SavedHead, 'head'>,
  modelFile: string,
): void {
  const parameters = headParameters(head)
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, size) => sum + size, 0);
  if (bytes + 4 * parameters <= LARGEST_FILE_BYTES) return;
  throw new IsolineError({
    code: 'export-too-large',
    sentence: `The model ${modelFile} has ${(bytes / 2 ** 30).toFixed(1)} GB with its weights, and one ONNX file holds less than 2 GB.`,
    next: 'Export the model in half precision, or use the head as a second model behind it.',
    subject: modelFile,
  });
}

/** The model's own entries, ours replaced. */
function metadata(
  backbone: OnnxModel,
  entries: Readonly<Record<string, string | null>>,
): { key: string; value: string }[] {
  const own = (backbone.metadataProps ?? []).filter(({ key }) => !Object.hasOwn(entries, key));
  const ours = Object.entries(entries).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value }],
  );
  return [...own, ...ours];
}

function trainingSummary({ origin }: SavedHead, normalised: boolean): string {
  // The recipe has an entry of its own.
  return JSON.stringify({ ...origin, recipe: undefined, normalised });
}
