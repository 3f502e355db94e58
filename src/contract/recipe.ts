import { z } from 'zod';

/** Preprocessing of an image before a model sees it: value = (pixel × scale − mean) / std. */
export const recipeSchema = z.strictObject({
  /** Height and width of the model's input, in pixels. */
  size: z.tuple([z.int().min(1).max(8192), z.int().min(1).max(8192)]),
  /** `stretch` to the size; `crop` the centre of it; `pad` around the whole image (black). */
  fit: z.enum(['stretch', 'crop', 'pad']),
  /** With `crop`: the shorter side is first resized to this many pixels; default: the size's own. */
  resizeShorterSide: z.int().min(1).max(8192).optional(),
  interpolation: z.enum(['bilinear', 'bicubic']),
  colour: z.enum(['RGB', 'BGR', 'GRAY']),
  layout: z.enum(['NCHW', 'NHWC']),
  /** Pixels are 0 to 255 before the scale. */
  scale: z.number(),
  /** One number a channel, in the model's channel order. */
  mean: z.array(z.number()).min(1).max(3),
  std: z
    .array(z.number().refine((value) => value !== 0, 'std must not be 0'))
    .min(1)
    .max(3),
  /** Name of the model's image input; default: its only one. */
  input: z.string().optional(),
  /** Name of the output that holds the embedding; default: the only one. */
  output: z.string().optional(),
  /**
   * Only on request, for an output that is not [N, D]: the mean over the spatial axes (`average`),
   * everything in one row (`flatten`), or the first token of [N, tokens, D] (`first-token`).
   */
  pooling: z.enum(['average', 'flatten', 'first-token']).optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;
