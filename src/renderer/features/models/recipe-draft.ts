import type { Recipe } from '../../../contract/recipe.ts';

/** A recipe while it is edited: numbers as typed. */
export interface RecipeDraft {
  width: number | string;
  height: number | string;
  fit: Recipe['fit'];
  resizeShorterSide: number | string;
  interpolation: Recipe['interpolation'];
  colour: Recipe['colour'];
  layout: Recipe['layout'];
  scale: string;
  mean: string;
  std: string;
  input: string | null;
  output: string | null;
  pooling: NonNullable<Recipe['pooling']> | 'none';
}

export function draftOf(recipe: Recipe): RecipeDraft {
  const [height, width] = recipe.size;
  return {
    width,
    height,
    fit: recipe.fit,
    resizeShorterSide: recipe.resizeShorterSide ?? '',
    interpolation: recipe.interpolation,
    colour: recipe.colour,
    layout: recipe.layout,
    scale: recipe.scale === 1 / 255 ? '1/255' : String(recipe.scale),
    mean: recipe.mean.join(', '),
    std: recipe.std.join(', '),
    input: recipe.input ?? null,
    output: recipe.output ?? null,
    pooling: recipe.pooling ?? 'none',
  };
}

/** A number, or one by another: 1/255. NaN where the text is neither. */
function numberOrFraction(text: string): number {
  const parts = text.split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [above = NaN, below = 1] = parts;
  return parts.length <= 2 ? above / below : NaN;
}

/** The recipe that a draft means; null while it is none. Whether it suits a model, the engine says. */
export function recipeOf(draft: RecipeDraft): Recipe | null {
  const whole = (value: number | string): number | null => {
    const number = Number(value);
    return value !== '' && Number.isInteger(number) && number >= 1 && number <= 8192
      ? number
      : null;
  };
  const list = (text: string): number[] | null => {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    return numbers.length <= 3 && numbers.every(Number.isFinite) ? numbers : null;
  };
  const width = whole(draft.width);
  const height = whole(draft.height);
  const mean = list(draft.mean);
  const std = list(draft.std);
  const scale = numberOrFraction(draft.scale);
  const shorterSide = draft.resizeShorterSide === '' ? null : whole(draft.resizeShorterSide);
  if (width === null || height === null || mean === null || std === null) return null;
  if (!Number.isFinite(scale) || std.includes(0)) return null;
  if (draft.resizeShorterSide !== '' && shorterSide === null) return null;
  return {
    size: [height, width],
    fit: draft.fit,
    ...(draft.fit === 'crop' && shorterSide !== null ? { resizeShorterSide: shorterSide } : {}),
    interpolation: draft.interpolation,
    colour: draft.colour,
    layout: draft.layout,
    scale,
    mean,
    std,
    ...(draft.input === null ? {} : { input: draft.input }),
    ...(draft.output === null ? {} : { output: draft.output }),
    ...(draft.pooling === 'none' ? {} : { pooling: draft.pooling }),
  };
}
