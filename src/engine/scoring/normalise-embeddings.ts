import { IsolineError } from '../../core/errors.ts';
import type { ClassLayout } from '../../core/scores/class-layout.ts';

/**
 * L2-normalises embeddings (in float64) into the order of a class layout, over shared memory.
 *
 * @param embeddings [N × D] as given.
 * @param nameOf what to call image `i` in an error.
 * @throws IsolineError `embedding-zero` or `embedding-not-finite`, naming the image.
 */
export function normaliseEmbeddings(
  embeddings: Float32Array,
  dimension: number,
  layout: Pick<ClassLayout, 'order'>,
  nameOf: (image: number) => string,
): Float32Array {
  const images = layout.order.length;
  const normalised = new Float32Array(new SharedArrayBuffer(4 * images * dimension));
  for (let position = 0; position < images; position++) {
    const image = layout.order[position]!;
    const from = image * dimension;
    let squares = 0;
    for (let d = from; d < from + dimension; d++) squares += embeddings[d]! * embeddings[d]!;
    if (!Number.isFinite(squares) || squares === 0) {
      throw new IsolineError({
        code: squares === 0 ? 'embedding-zero' : 'embedding-not-finite',
        sentence: `The embedding of ${nameOf(image)} is ${
          squares === 0 ? 'all zeros' : 'not finite (NaN or infinite)'
        }, so it has no similarity to anything.`,
        next: 'Remove the image from the data, or mend the model that embeds it.',
        subject: nameOf(image),
      });
    }
    const factor = 1 / Math.sqrt(squares);
    const to = position * dimension;
    for (let d = 0; d < dimension; d++) normalised[to + d] = embeddings[from + d]! * factor;
  }
  return normalised;
}
