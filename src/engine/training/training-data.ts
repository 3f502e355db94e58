import { seededGenerator, shuffle } from '../../core/random.ts';
import { readNpy } from '../embedding/npy.ts';
import type { SetRows } from '../evaluation/evaluate.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';

/** The three sets of classes, as rows of one matrix. No class is in two of them. */
export interface TrainingSets {
  readonly training: SetRows;
  readonly calibration: SetRows;
  readonly heldOut: SetRows;
}

/** One set of images with embeddings of length 1. */
export interface EmbeddedSet {
  /** [N × D], in the order of the labels. */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  /** [N] indices into `classNames`. */
  readonly labels: Int32Array;
  readonly classNames: string[];
  readonly imageNames: string[];
}

/** Training images, each in several views. */
export interface EmbeddedViews extends EmbeddedSet {
  /** [views × N × D]: view v of image i is row v N + i; view 0 is the image as it is. */
  readonly embeddings: Float32Array;
  readonly views: number;
}

/** Calibration images that take part in a validation, at most: it is repeated every so many steps. */
const validationImages = 6000;
/** Images that a class keeps, where it has them, before whole classes are left out. */
const fewestPerClass = 4;

/**
 * Takes one set out of a matrix, L2-normalised.
 *
 * @throws IsolineError (input) `embedding-zero`, `embedding-not-finite`, naming the image
 */
export function embeddedSet(
  values: Float32Array,
  dimension: number,
  { rows, labels, classNames, imageNames }: SetRows,
): EmbeddedSet {
  const nameOf = new Map(Array.from(rows, (row, image) => [row, imageNames[image]!]));
  const embeddings = normaliseEmbeddings(
    values,
    dimension,
    { order: rows },
    (row) => nameOf.get(row) ?? `row ${String(row)}`,
  );
  return { embeddings, dimension, labels, classNames, imageNames };
}

/**
 * Puts the further views of a set behind its plain images.
 *
 * @param files `.npy` of each further view: row k is image k of the set
 * @throws IsolineError (input) `embedding-zero`, `embedding-not-finite`, naming the image; what
 *   `readNpy` throws
 */
export async function withViews(
  set: EmbeddedSet,
  files: readonly string[],
): Promise<EmbeddedViews> {
  const views = 1 + files.length;
  if (views === 1) return { ...set, views };
  const embeddings = new Float32Array(views * set.embeddings.length);
  embeddings.set(set.embeddings);
  const rows = Uint32Array.from(set.imageNames.keys());
  for (const [k, file] of files.entries()) {
    const { data, columns } = await readNpy(file);
    const view = embeddedSet(data, columns, { ...set, rows });
    embeddings.set(view.embeddings, (k + 1) * set.embeddings.length);
  }
  return { ...set, embeddings, views };
}

/** The images of each class, as indices into the set. */
export function imagesOfClasses({
  labels,
  classNames,
}: Pick<EmbeddedSet, 'labels' | 'classNames'>): number[][] {
  const images = classNames.map((): number[] => []);
  labels.forEach((label, image) => images[label]!.push(image));
  return images;
}

/**
 * A seeded part of a set for validation: all of it up to `limit` images. Beyond, every class keeps
 * the same number at most, never less than 4; where that is still too much, some classes are left
 * out whole.
 */
export function validationRows(set: SetRows, seed: number, limit = validationImages): SetRows {
  if (set.rows.length <= limit) return set;
  const generator = seededGenerator(seed, 1);
  const classes = shuffle(imagesOfClasses(set), generator).slice(
    0,
    Math.floor(limit / fewestPerClass),
  );
  const perClass = mostPerClass(
    classes.map(({ length }) => length),
    limit,
  );
  const kept = classes
    .flatMap((images) => shuffle(images, generator).slice(0, perClass))
    .sort((a, b) => a - b);
  const labelsKept = [...new Set(kept.map((image) => set.labels[image]!))].sort((a, b) => a - b);
  const newLabel = new Map(labelsKept.map((label, index) => [label, index]));
  return {
    rows: Uint32Array.from(kept, (image) => set.rows[image]!),
    labels: Int32Array.from(kept, (image) => newLabel.get(set.labels[image]!)!),
    classNames: labelsKept.map((label) => set.classNames[label]!),
    imageNames: kept.map((image) => set.imageNames[image]!),
  };
}

/** The largest number of images a class may keep so that all together keep at most `limit`. */
function mostPerClass(sizes: readonly number[], limit: number): number {
  const keptWith = (most: number): number =>
    sizes.reduce((sum, size) => sum + Math.min(size, most), 0);
  let most = fewestPerClass;
  while (keptWith(most + 1) <= limit && keptWith(most + 1) > keptWith(most)) most++;
  return most;
}
