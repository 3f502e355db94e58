import type { Database } from 'better-sqlite3';
import type { ClassCollision, Evaluation } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { mapInOrder } from '../datasets/in-order.ts';
import { isReachable } from '../datasets/reachable.ts';
import { drawThumbnail, findImageFile } from '../datasets/thumbnail.ts';
import { imageIds } from '../evaluation/examples.ts';
import { findStoredScores, type StoredImages } from '../evaluation/stored-scores.ts';
import {
  collisionKey,
  noPictures,
  type Picture,
  picturedClasses,
  picturedCollisions,
  picturesOfClass,
  type ReportPictures,
} from './report-pictures.ts';
import { collisionPoint, type ShownPoint, worstClasses } from './view.ts';

/** Longest side in pixels: sharp at twice the size that the page gives them. */
const side = 144;
const drawnAtOnce = 4;

/**
 * Class pairs that share accepted impostors at a threshold, most first, at most 100: counted in the
 * pairs that the workspace keeps of an evaluation; null where those do not reach down to it.
 */
export function countCollisions(
  db: Database,
  evaluation: Evaluation,
  threshold: number,
): ClassCollision[] | null {
  const { images } = findStoredScores(db, evaluation.provenance.evaluationId);
  if (images === null) return null;
  const { tail, labels } = images;
  const whole = tail.scores.length === evaluation.impostorPairs;
  // Of the pairs with the last score, some may be missing.
  if (!whole && !(threshold > (tail.scores.at(-1) ?? Infinity))) return null;
  const counts = new Map<string, ClassCollision>();
  for (let k = 0; k < tail.scores.length && tail.scores[k]! >= threshold; k++) {
    const ends = classesOf(labels, tail, k);
    const known = counts.get(collisionKey(ends));
    if (known !== undefined) known.falseAccepts++;
    else {
      const pairs = evaluation.classImages[ends.first]! * evaluation.classImages[ends.second]!;
      counts.set(collisionKey(ends), { ...ends, falseAccepts: 1, pairs });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.falseAccepts - a.falseAccepts || a.first - b.first || a.second - b.second)
    .slice(0, 100);
}

function classesOf(
  labels: Uint32Array,
  tail: StoredImages['tail'],
  pair: number,
): { first: number; second: number } {
  const a = labels[tail.first[pair]!]!;
  const b = labels[tail.second[pair]!]!;
  return { first: Math.min(a, b), second: Math.max(a, b) };
}

/**
 * Draws the images of an evaluation's worst classes and collisions, from the folder that its data set
 * was imported from. Where that is not at hand, or an image has changed since, the reason says so.
 */
export async function drawPictures(
  db: Database,
  evaluation: Evaluation,
  point: ShownPoint | null,
  signal: AbortSignal,
): Promise<ReportPictures> {
  const id = evaluation.provenance.evaluationId;
  const dataset = db
    .prepare<[string], { datasetId: number | null; root: string | null }>(
      `SELECT e.dataset_id AS datasetId, d.root
       FROM evaluations e LEFT JOIN datasets d ON d.id = e.dataset_id WHERE e.id = ?`,
    )
    .get(id);
  if (dataset === undefined) return noPictures('this evaluation was made in another workspace');
  const { datasetId, root } = dataset;
  if (datasetId === null || root === null) {
    return noPictures('it was made from a matrix of embeddings');
  }
  if (point === null) return noPictures('there is no operating point');
  if (!(await isReachable(root))) return noPictures('the folder of the images is not there now');
  const { images, reason } = findStoredScores(db, id);
  if (images === null) return noPictures(reason ?? 'the workspace does not know them');
  const classes = worstClasses(evaluation, point, picturedClasses);
  const chosen = new Map(classes.map((index) => [index, spreadOver(images.labels, index)]));
  const collisions = collisionPoint(evaluation, point)?.collisions ?? [];
  const pairs = mostAlike(images, collisions.slice(0, picturedCollisions));
  const wanted = [...new Set([...chosen.values(), ...pairs.map(({ ends }) => ends)].flat())];
  const drawn = await drawAll(db, datasetId, images, wanted, signal);
  const shown = (list: readonly number[]): Picture[] =>
    list.flatMap((image) => drawn.get(image) ?? []);
  const missing = wanted.length - drawn.size;
  return {
    reason:
      missing === 0
        ? null
        : `${missing} of ${wanted.length} have changed since they were evaluated, or cannot be read`,
    ofClass: new Map([...chosen].map(([index, list]) => [index, shown(list)])),
    ofCollision: new Map(
      pairs.flatMap(({ key, score, ends }) => {
        const [first, second] = shown(ends);
        return first === undefined || second === undefined
          ? []
          : [[key, { score, first, second }] as const];
      }),
    ),
  };
}

/** Images of a class, evenly spaced in their order. */
function spreadOver(labels: Uint32Array, index: number): number[] {
  const own = [...labels.keys()].filter((image) => labels[image] === index);
  const count = Math.min(picturesOfClass, own.length);
  return Array.from({ length: count }, (_, k) => own[Math.floor((k * own.length) / count)]!);
}

/** The most alike pair of each collision, the end of its first class first. */
function mostAlike(
  { labels, tail }: StoredImages,
  collisions: readonly ClassCollision[],
): { key: string; score: number; ends: [number, number] }[] {
  const waiting = new Set(collisions.map(collisionKey));
  const found: { key: string; score: number; ends: [number, number] }[] = [];
  // In descending order of the scores: the first one of a collision is its most alike pair.
  for (let k = 0; k < tail.scores.length && waiting.size > 0; k++) {
    const classes = classesOf(labels, tail, k);
    const key = collisionKey(classes);
    if (!waiting.delete(key)) continue;
    const [a, b] = [tail.first[k]!, tail.second[k]!];
    found.push({
      key,
      score: tail.scores[k]!,
      ends: labels[a] === classes.first ? [a, b] : [b, a],
    });
  }
  return found;
}

/** Thumbnails by image; none of one that cannot be shown. */
async function drawAll(
  db: Database,
  datasetId: number,
  { imageNames }: StoredImages,
  wanted: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, Picture>> {
  const ids = imageIds(
    db,
    datasetId,
    wanted.map((image) => imageNames[image]!),
  );
  const draw = async (image: number): Promise<Picture | null> => {
    const name = imageNames[image]!;
    const id = ids.get(name);
    if (id === undefined) return null;
    try {
      const thumbnail = await drawThumbnail(findImageFile(db, id), side, side);
      return { address: `data:image/webp;base64,${thumbnail.toString('base64')}`, name };
    } catch (error) {
      // Changed, gone or damaged: the page says how many, and stands without it.
      if (error instanceof IsolineError && error.kind === 'input') return null;
      throw error;
    }
  };
  const drawn = new Map<number, Picture>();
  let k = 0;
  for await (const picture of mapInOrder(wanted, drawnAtOnce, draw)) {
    signal.throwIfAborted();
    if (picture !== null) drawn.set(wanted[k]!, picture);
    k++;
  }
  return drawn;
}
