import type { Database } from 'better-sqlite3';
import type { ExamplePair } from '../../contract/api/evaluations.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import type { Engine } from '../engine.ts';
import type { ExamplesInput, ExamplesOutput, FoundPairs } from './examples-task.ts';
import { checkClass, scoresChangedError, imagesOfEvaluation, isWholeTail } from './known-scores.ts';
import { nearestOfTail, type ScoredPairs } from './nearest-pairs.ts';
import { evaluationRow } from './stored-evaluations.ts';
import { sourceOf, type StoredImages } from './stored-scores.ts';

/** Which pairs of an evaluation to show. */
export interface ExamplesRequest {
  id: string;
  threshold: number;
  /** Pairs of each kind and side. */
  limit: number;
  /** Only pairs with an end in this class, an index into `classNames`; null: all. */
  class: number | null;
}

/** Pairs of each kind on both sides of a threshold, nearest first. */
export interface Examples {
  impostorAbove: ExamplePair[];
  impostorBelow: ExamplePair[];
  genuineAbove: ExamplePair[];
  genuineBelow: ExamplePair[];
  /** False where they come from a seeded sample of the pairs. */
  complete: boolean;
}

/**
 * The pairs of an evaluation that lie nearest to a threshold. Impostors come from the stored tail where
 * it reaches to the threshold; everything else is computed again, from a sample where there is much.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`, `scores-gone`,
 *   `scores-changed`, and what `openScores` throws; (interrupted) `stopped`
 */
export async function findExamples(
  { db, answers }: Pick<Engine, 'db' | 'answers'>,
  request: ExamplesRequest,
  signal?: AbortSignal,
): Promise<Examples> {
  const { id } = request;
  const { classes, impostorPairs, datasetId } = evaluationRow(db, id);
  if (request.class !== null) checkClass(id, classes, request.class);
  const images = imagesOfEvaluation(db, id);
  const fromTail = nearestOfTail(
    images.tail,
    isWholeTail(images, impostorPairs),
    request,
    withEndIn(images, request.class),
  );
  const chosen = chooseImages(images, classes, request.class);
  const input: ExamplesInput = {
    source: sourceOf(images, chosen),
    labels: Int32Array.from(chosen, (image) => images.labels[image]!),
    classes,
    imageNames: chosen.map((image) => images.imageNames[image]!),
    threshold: request.threshold,
    limit: request.limit,
    class: request.class,
    impostors: fromTail === null,
  };
  const found = await answers.run<ExamplesOutput>(
    'evaluation.examples',
    input,
    signal === undefined ? {} : { signal },
  );
  if (found === null) throw scoresChangedError(id, images.matrixFile);
  const ofImages = ({ above, below }: FoundPairs): Pick<FoundPairs, 'above' | 'below'> => ({
    above: renumbered(above, chosen),
    below: renumbered(below, chosen),
  });
  const impostors = fromTail ?? ofImages(found.impostors!);
  const genuine = ofImages(found.genuine);
  const describe = describer(db, images, datasetId, [
    ...[impostors.above, impostors.below, genuine.above, genuine.below],
  ]);
  return {
    impostorAbove: describe(impostors.above),
    impostorBelow: describe(impostors.below),
    genuineAbove: describe(genuine.above),
    genuineBelow: describe(genuine.below),
    complete:
      chosen.length === images.labels.length &&
      found.genuine.complete &&
      (found.impostors?.complete ?? true),
  };
}

/** Which pairs of the tail have an end in a class. */
function withEndIn(
  { labels, tail }: StoredImages,
  wanted: number | null,
): (pair: number) => boolean {
  if (wanted === null) return () => true;
  return (pair) => labels[tail.first[pair]!] === wanted || labels[tail.second[pair]!] === wanted;
}

/** AS-norm compares every image with the whole cohort: so many of those scores for one answer. */
const mostCohortScores = 2_500_000;
const sampleSeed = 1;

/** All images; of AS-norm scores so many that the answer comes soon, whole classes of them. */
function chooseImages(
  { labels, cohort }: StoredImages,
  classes: number,
  wanted: number | null,
): number[] {
  const all = Array.from(labels, (_, image) => image);
  const most = cohort === null ? all.length : Math.floor(mostCohortScores / cohort.length);
  if (all.length <= most) return all;
  const generator = seededGenerator(sampleSeed);
  const rank = new Float64Array(classes);
  shuffle([...rank.keys()], generator).forEach((c, place) => {
    rank[c] = c === wanted ? -1 : place;
  });
  // Of the class that is asked for at most half, so that it meets others.
  const own = shuffle(
    all.filter((image) => labels[image] === wanted),
    generator,
  ).slice(0, most >> 1);
  const others = all
    .filter((image) => labels[image] !== wanted)
    .sort((a, b) => rank[labels[a]!]! - rank[labels[b]!]! || a - b);
  return [...own, ...others.slice(0, most - own.length)].sort((a, b) => a - b);
}

function renumbered(
  { scores, first, second }: ScoredPairs,
  chosen: readonly number[],
): ScoredPairs {
  return {
    scores,
    first: first.map((k) => chosen[k]!),
    second: second.map((k) => chosen[k]!),
  };
}

/** Gives pairs the names and the ids of their images: one query for all of them. */
function describer(
  db: Database,
  { labels, imageNames }: StoredImages,
  datasetId: number | null,
  lists: readonly ScoredPairs[],
): (pairs: ScoredPairs) => ExamplePair[] {
  const names = lists.flatMap(({ first, second }) =>
    [...first, ...second].map((image) => imageNames[image]!),
  );
  const ids = imageIds(db, datasetId, names);
  const describeImage = (image: number): ExamplePair['first'] => {
    const name = imageNames[image]!;
    return { imageId: ids.get(name) ?? null, name, class: labels[image]! };
  };
  return ({ scores, first, second }) =>
    scores.map((score, k) => ({
      score,
      first: describeImage(first[k]!),
      second: describeImage(second[k]!),
    }));
}

/** Ids of a dataset's images by their paths; none of a matrix, or of an image that is gone. */
export function imageIds(
  db: Database,
  datasetId: number | null,
  paths: readonly string[],
): Map<string, number> {
  if (datasetId === null) return new Map();
  const rows = db
    .prepare<[number, string], { id: number; path: string }>(
      `SELECT id, path FROM images
       WHERE dataset_id = ? AND path IN (SELECT value FROM json_each(?))`,
    )
    .all(datasetId, JSON.stringify(paths));
  return new Map(rows.map(({ id, path }) => [path, id]));
}
