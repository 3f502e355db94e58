import { z } from 'zod';
import { recipeSchema } from '../recipe.ts';
import { pathSchema, procedure, sha256Schema, startedJobSchema, timeSchema } from './base.ts';

const tensorSchema = z.object({
  name: z.string(),
  type: z.string(),
  /** Numbers are fixed, names and null are free; null: unknown. */
  shape: z.array(z.union([z.number(), z.string(), z.null()])).nullable(),
});

export const modelSummarySchema = z.object({
  sha256: sha256Schema,
  /** File name at import. */
  name: z.string(),
  origin: z.enum(['built-in', 'imported', 'trained']),
  bytes: z.number(),
  createdAt: timeSchema,
  opset: z.int(),
  inputs: z.array(tensorSchema),
  outputs: z.array(tensorSchema),
  imageInput: z.object({
    name: z.string(),
    type: z.string(),
    layout: z.enum(['NCHW', 'NHWC']),
    channels: z.int(),
    height: z.int().nullable(),
    width: z.int().nullable(),
    /** Fixed batch size; null where any will do. */
    batch: z.int().nullable(),
  }),
  /** Preprocessing as it will be used; null where none can be told, with `recipeNote`. */
  recipe: recipeSchema.nullable(),
  /** Where it comes from. */
  recipeSource: z.enum(['chosen', 'file', 'guess']).nullable(),
  /** A sentence on a guess, or on why there is none. */
  recipeNote: z.string().nullable(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

export const modelPreviewSchema = z.object({
  /**
   * PNG of what the model sees, brought back to 0…255. Its channels stand in the model's order: where
   * that is blue first, red and blue are exchanged.
   */
  image: z.instanceof(Blob),
  width: z.int(),
  height: z.int(),
  /** Of the numbers that the model gets, by channel in the model's order. */
  channels: z.array(z.object({ least: z.number(), greatest: z.number(), mean: z.number() })),
});
export type ModelPreview = z.infer<typeof modelPreviewSchema>;

/** Our embeddings against those of a running system. */
export const paritySchema = z.object({
  images: z.int(),
  dimension: z.int(),
  leastCosine: z.number(),
  meanCosine: z.number(),
  /** Greatest absolute difference of an element, both normalised. */
  greatestDifference: z.number(),
  /** The 20 images that differ most. */
  worst: z.array(z.object({ path: z.string(), cosine: z.number() })),
  /** `same` at cosine 0.9999 and above for every image, `close` at 0.99, else `different`. */
  word: z.enum(['same', 'close', 'different']),
});
export type Parity = z.infer<typeof paritySchema>;

const modelIdSchema = z.object({ sha256: sha256Schema });

/** ONNX models with their preprocessing. */
export const modelsApi = {
  /** The newest first. */
  list: procedure.output(z.array(modelSummarySchema)),
  /** Throws `model-unknown`, `model-removed`. */
  get: procedure.input(modelIdSchema).output(modelSummarySchema),
  /** Job `import-model`: result `{ sha256 }`. */
  import: procedure.input(z.object({ path: pathSchema })).output(startedJobSchema),
  /** The descriptor that ships with the program. */
  importBuiltIn: procedure.output(modelSummarySchema),
  /** Each preset fitted to the model, to start from. */
  presets: procedure
    .input(modelIdSchema)
    .output(z.array(z.object({ name: z.string(), recipe: recipeSchema }))),
  /** Throws what is wrong with the recipe for this model. */
  setRecipe: procedure
    .input(modelIdSchema.extend({ recipe: recipeSchema }))
    .output(modelSummarySchema),
  /** Of an image of any dataset. Throws what is wrong with the recipe, `image-unknown`, `image-unreadable`. */
  preview: procedure
    .input(modelIdSchema.extend({ recipe: recipeSchema, imageId: z.int() }))
    .output(modelPreviewSchema),
  /**
   * Job `parity`, with the recipe as it is now: result `Parity`. `vectors`: .npy [N, D] of the running system; `list`: CSV with the
   * column `path` (relative to the CSV or absolute) in row order; images lie below the CSV's folder or
   * in a granted one.
   */
  parity: procedure
    .input(modelIdSchema.extend({ vectors: pathSchema, list: pathSchema }))
    .output(startedJobSchema),
  /** Takes it out of the lists; `restore` brings it back. Its file and evaluations stay. */
  remove: procedure.input(modelIdSchema).output(z.void()),
  restore: procedure.input(modelIdSchema).output(modelSummarySchema),
};
