import type { Recipe } from '../../contract/recipe.ts';

/**
 * Brings a model's output into one row an image.
 *
 * @param data the output, in C order
 * @param dims its shape; the first axis counts the images
 * @param pooling none: [N, D] as it is. `average`: the mean of [N, D, H, W] (of [N, H, W, D] with
 *   `layout` NHWC) over its positions, of [N, tokens, D] over its tokens. `flatten`: all of an image.
 *   `first-token`: the first of [N, tokens, D].
 * @returns [N, dimension]; null where the pooling does not apply to the shape
 */
export function poolOutput(
  data: Float32Array,
  dims: readonly number[],
  pooling: Recipe['pooling'],
  layout: Recipe['layout'],
): { data: Float32Array; dimension: number } | null {
  const [images = 0, ...axes] = dims;
  const length = axes.reduce((product, size) => product * size, 1);
  if (axes.length === 0 || length === 0) return null;
  if (pooling === 'flatten') return { data, dimension: length };
  if (pooling === undefined) return axes.length === 1 ? { data, dimension: length } : null;
  if (pooling === 'first-token') {
    const [tokens, dimension] = axes;
    if (axes.length !== 2 || tokens === undefined || dimension === undefined) return null;
    const first = new Float32Array(images * dimension);
    for (let image = 0; image < images; image++) {
      const start = image * length;
      first.set(data.subarray(start, start + dimension), image * dimension);
    }
    return { data: first, dimension };
  }
  if (axes.length === 1) return { data, dimension: length };
  if (axes.length > 3) return null;
  const channelsFirst = axes.length === 3 && layout === 'NCHW';
  const dimension = (channelsFirst ? axes[0] : axes.at(-1)) ?? 0;
  const positions = length / dimension;
  const [channelStep, positionStep] = channelsFirst ? [positions, 1] : [1, dimension];
  const means = new Float32Array(images * dimension);
  for (let image = 0; image < images; image++) {
    for (let channel = 0; channel < dimension; channel++) {
      const start = image * length + channel * channelStep;
      let sum = 0;
      for (let position = 0; position < positions; position++) {
        sum += data[start + position * positionStep]!;
      }
      means[image * dimension + channel] = sum / positions;
    }
  }
  return { data: means, dimension };
}
