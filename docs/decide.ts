/**
 * Reference: how a system decides by a threshold passport. It needs nothing but this file; take it over
 * as it is, or write its like and run it on decision-vectors.json.
 *
 * A passport belongs to one model with one preprocessing. A system that uses another must refuse it:
 * the number means nothing there.
 */

export type Scale =
  'cosine-similarity' | 'cosine-distance' | 'l2-distance' | 'angle-degrees' | 'as-norm';

/** What a decision needs of a passport; its other fields say why the threshold is what it is. */
export interface DecisionPassport {
  readonly schema: string;
  readonly thresholds: readonly {
    readonly scale: Scale;
    readonly value: number;
    readonly accept: 'at-or-above' | 'at-or-below';
  }[];
  readonly model: { readonly sha256: string | null };
}

/**
 * Reads a passport for a model.
 *
 * @param modelSha256 SHA-256 of the model's file, in lower-case hexadecimal
 * @throws Error when it is no passport, or one for another model
 */
export function openPassport(text: string, modelSha256: string): DecisionPassport {
  const passport = JSON.parse(text) as DecisionPassport;
  if (passport.schema !== 'isoline-passport-1') throw new Error('not a passport of this version');
  if (passport.model.sha256 !== modelSha256) {
    throw new Error(`the passport is for the model ${String(passport.model.sha256)}`);
  }
  return passport;
}

/**
 * Whether a pair is a match: its score or distance against the threshold of that scale. The threshold
 * itself is a match; a value that is not a number is none.
 *
 * @throws Error when the passport has no such scale
 */
export function isMatch(passport: DecisionPassport, scale: Scale, value: number): boolean {
  const threshold = passport.thresholds.find((candidate) => candidate.scale === scale);
  if (threshold === undefined) throw new Error(`the passport has no threshold in ${scale}`);
  return threshold.accept === 'at-or-above' ? value >= threshold.value : value <= threshold.value;
}

/**
 * The cosine similarity of two embeddings as a float32 number in [-1, 1].
 *
 * @throws Error for embeddings of different lengths, and for one that is all zeros or not finite
 */
export function cosineSimilarity(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error('the embeddings have different lengths');
  const left = normalised(a);
  const right = normalised(b);
  let dot = 0;
  for (let k = 0; k < left.length; k++) dot += (left[k] ?? 0) * (right[k] ?? 0);
  return Math.max(-1, Math.min(1, Math.fround(dot)));
}

function normalised(embedding: readonly number[]): Float32Array {
  let squares = 0;
  for (const value of embedding) squares += value * value;
  if (!Number.isFinite(squares) || squares === 0) throw new Error('the embedding has no direction');
  const factor = 1 / Math.sqrt(squares);
  return Float32Array.from(embedding, (value) => value * factor);
}
