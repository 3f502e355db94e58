import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Progress } from '../../contract/progress.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { readGivenFile } from '../datasets/given-file.ts';
import { importDataset, listImages } from '../datasets/dataset.ts';
import { readLabels } from '../datasets/labels.ts';
import { type ClassSet, loadSplit } from '../datasets/split.ts';
import { embedDataset } from '../embedding/embed.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readNpyHeader } from '../embedding/npy.ts';
import { importModel } from '../models/model.ts';
import type { ProviderReport } from '../models/providers.ts';
import { parseRecipe, presetRecipe, suggestRecipe } from '../models/recipe.ts';

/** What is evaluated: a labelled folder through a model, or a matrix with its labels. Absolute paths. */
export type SourceRequest =
  | {
      kind: 'dataset';
      path: string;
      model: string;
      recipe: RecipeRequest;
      provider: string;
      batch: number | null;
      output: string | null;
    }
  | { kind: 'matrix'; embeddings: string; labels: string };

/**
 * Where the preprocessing comes from; `model`: from the model file, or a guess from its shape;
 * `recipe`: the recipe itself, with a sentence where it is only a guess.
 */
export type RecipeRequest =
  | { from: 'file'; path: string }
  | { from: 'preset'; name: string }
  | { from: 'model' }
  | { from: 'recipe'; recipe: Recipe; note: string | null };

/** Images left out that a note names; the others it counts. */
const imagesNamed = 5;

/** Labelled embeddings, ready to be measured. */
export interface EvaluationSource {
  matrixFile: string;
  /** [rows] class of each row of the matrix. */
  rowClasses: string[];
  /** [rows] path of each image, or "row 12". */
  rowNames: string[];
  /** The split that is kept with the dataset; empty without one. */
  split: Map<string, ClassSet>;
  datasetId: number | null;
  fingerprint: string;
  modelSha256: string | null;
  recipe: Recipe | null;
  /** The recipe's origin in a sentence, where it was guessed. */
  recipeNote: string | null;
  provider: string;
  /** What this run did to embed the images; null of a matrix. */
  embedding: EmbeddingRun | null;
  /** What was evaluated, in words. */
  description: string;
  /** Sentences on images that were left out. */
  notes: string[];
}

/** What a run did to embed a dataset: it depends on what was there already. */
export interface EmbeddingRun {
  /** Images whose pixels went through the model now. */
  decoded: number;
  /** Different images whose embedding was there already. */
  reused: number;
  /** Providers that `auto` passed over now, with reasons. */
  providersSkipped: ProviderReport[];
}

/** Says how far a stage of a job is, and lets it be stopped. */
export interface JobHooks {
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
}

/** Brings a source to labelled embeddings: imports and embeds what is not there yet. */
export async function prepareSource(
  parts: EmbeddingParts,
  request: SourceRequest,
  hooks: JobHooks,
): Promise<EvaluationSource> {
  return request.kind === 'matrix'
    ? matrixSource(request.embeddings, request.labels)
    : datasetSource(parts, request, hooks);
}

async function matrixSource(embeddings: string, labels: string): Promise<EvaluationSource> {
  const { rows } = await readNpyHeader(embeddings);
  const { classNames, paths } = await readLabels(labels);
  if (classNames.length !== rows) {
    throw new IsolineError({
      code: 'labels-count',
      sentence: `${labels} labels ${String(classNames.length)} rows, but ${embeddings} has ${String(rows)}.`,
      next: 'Give one line for each row of the matrix, in its order.',
      subject: labels,
    });
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(embeddings)) hash.update(chunk as Buffer);
  hash.update(classNames.join('\n'));
  return {
    matrixFile: embeddings,
    rowClasses: classNames,
    rowNames: paths ?? classNames.map((_, row) => `row ${String(row)}`),
    split: new Map(),
    datasetId: null,
    fingerprint: hash.digest('hex'),
    modelSha256: null,
    recipe: null,
    recipeNote: null,
    provider: 'cpu',
    embedding: null,
    description: `${path.basename(embeddings)} with ${path.basename(labels)}`,
    notes: [],
  };
}

async function datasetSource(
  parts: EmbeddingParts,
  request: Extract<SourceRequest, { kind: 'dataset' }>,
  { onProgress, signal }: JobHooks,
): Promise<EvaluationSource> {
  const model = await importModel(parts.db, parts.folder, request.model);
  const { recipe, note } = await recipeFor(request, model.description);
  const report = await importDataset(parts.db, request.path, { onProgress, signal });
  const embedded = await embedDataset(parts, {
    datasetId: report.datasetId,
    modelSha256: model.sha256,
    recipe,
    provider: request.provider,
    ...(request.batch === null ? {} : { batch: request.batch }),
    onProgress,
    signal,
  });
  const images = listImages(parts.db, report.datasetId);
  const pathOf = new Map(images.map(({ id, relativePath }) => [id, relativePath]));
  const { counts } = report;
  const leftOut = [
    ...images.filter(({ status }) => status !== 'ok').map(({ relativePath }) => relativePath),
    ...embedded.skipped.map((skipped) => skipped.path),
  ];
  const named = leftOut.slice(0, imagesNamed).join(', ');
  const notes = [
    ...(leftOut.length > 0
      ? [
          `Images that could not be read or embedded, and are left out: ${String(leftOut.length)} (${named}${leftOut.length > imagesNamed ? ', …' : ''}).`,
        ]
      : []),
    ...(counts.duplicatesAcrossClasses > 0
      ? [
          `Images that lie in more than one class, so that their labels contradict each other: ${String(counts.duplicatesAcrossClasses)}.`,
        ]
      : []),
    ...(counts.duplicatesWithinClasses > 0
      ? [
          `Files that repeat another one of their class byte for byte, which raises genuine scores: ${String(counts.duplicatesWithinClasses)}.`,
        ]
      : []),
  ];
  return {
    matrixFile: embedded.matrixFile,
    rowClasses: embedded.classNames,
    rowNames: embedded.imageIds.map((id) => pathOf.get(id) ?? `image ${String(id)}`),
    split: loadSplit(parts.db, report.datasetId),
    datasetId: report.datasetId,
    fingerprint: report.fingerprint,
    modelSha256: model.sha256,
    recipe,
    recipeNote: note,
    provider: embedded.provider,
    embedding: {
      decoded: embedded.decoded,
      reused: embedded.reused,
      providersSkipped: embedded.providersSkipped,
    },
    description: `${report.name} through ${model.name}`,
    notes,
  };
}

/**
 * The recipe that a request means.
 *
 * @returns the recipe, and a sentence where it is only a guess
 * @throws IsolineError (input) `recipe-not-found`, what `parseRecipe`, `presetRecipe` and
 *   `suggestRecipe` throw
 */
export async function recipeFor(
  request: Pick<Extract<SourceRequest, { kind: 'dataset' }>, 'recipe' | 'output'>,
  description: Parameters<typeof suggestRecipe>[0],
): Promise<{ recipe: Recipe; note: string | null }> {
  const withOutput = (recipe: Recipe): Recipe =>
    request.output === null ? recipe : { ...recipe, output: request.output };
  switch (request.recipe.from) {
    case 'file': {
      const file = request.recipe.path;
      const text = (await readGivenFile(file, 'The recipe', 'recipe-not-found')).toString('utf8');
      return { recipe: withOutput(parseRecipe(text, file)), note: null };
    }
    case 'recipe':
      return { recipe: withOutput(request.recipe.recipe), note: request.recipe.note };
    case 'preset':
      return { recipe: withOutput(presetRecipe(request.recipe.name, description)), note: null };
    case 'model': {
      const { recipe, source, reason } = suggestRecipe(description);
      return {
        recipe: withOutput(recipe),
        note:
          source === 'guess'
            ? `The preprocessing was guessed: ${reason} Give --recipe or --preset to be sure.`
            : null,
      };
    }
  }
}
