import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { PairRequest } from './compare-pairs.ts';
import type { CommonClasses } from './compare-set.ts';
import { readEvaluationArray } from './evaluation-rows.ts';
import type { ScoreSource } from './pair-scores.ts';

/** Pairs whose scores are looked at again before a matrix is believed. */
const knownPairs = 1000;

/** What the workspace keeps of an evaluation beside its figures. */
export interface StoredScores {
  /** Where its scores come from; null with a `reason`. */
  images: StoredImages | null;
  reason: string | undefined;
  /** [T × G] and [T × 3], as `comparisonArrays` describes them. */
  utilities: Float32Array | null;
  retrieval: Float32Array | null;
}

export interface StoredImages {
  matrixFile: string;
  /** [N] each. */
  rows: Uint32Array;
  labels: Uint32Array;
  imageNames: string[];
  cohort: Uint32Array | null;
  /** Impostor pairs as images (below N) with their scores. */
  tail: { first: Uint32Array; second: Uint32Array; scores: Float32Array };
}

/** Finds what a workspace keeps of an evaluation; nothing of one that was made elsewhere. */
export function findStoredScores(db: Database, evaluationId: string): StoredScores {
  const float = (name: string): Float32Array | null => {
    const values = readEvaluationArray(db, evaluationId, name);
    return values instanceof Float32Array ? values : null;
  };
  const found = findImages(db, evaluationId);
  return {
    images: typeof found === 'string' ? null : found,
    reason: typeof found === 'string' ? found : undefined,
    utilities: float('opis.utility'),
    retrieval: float('retrieval.classes'),
  };
}

function findImages(db: Database, evaluationId: string): StoredImages | string {
  const row = db
    .prepare<[string], { images: string }>('SELECT images FROM evaluations WHERE id = ?')
    .get(evaluationId);
  if (row === undefined) return `the evaluation ${evaluationId} is not in this workspace`;
  const { matrixFile, imageNames } = JSON.parse(row.images) as {
    matrixFile: string;
    imageNames?: string[];
  };
  const unsigned = (name: string): Uint32Array | null => {
    const values = readEvaluationArray(db, evaluationId, name);
    return values instanceof Uint32Array ? values : null;
  };
  const rows = unsigned('rows');
  const labels = unsigned('labels');
  const first = unsigned('tail.first');
  const second = unsigned('tail.second');
  const scores = readEvaluationArray(db, evaluationId, 'tail.scores');
  if (
    rows === null ||
    labels === null ||
    imageNames === undefined ||
    first === null ||
    second === null ||
    !(scores instanceof Float32Array)
  ) {
    return `the evaluation ${evaluationId} was stored without its images`;
  }
  if (!existsSync(matrixFile)) {
    return `the embeddings of the evaluation ${evaluationId} are gone (${matrixFile})`;
  }
  const cohort = unsigned('cohort');
  return { matrixFile, rows, labels, imageNames, cohort, tail: { first, second, scores } };
}

/**
 * The images that are in both evaluations under the same class and the same name (of several of one
 * name: in their order).
 *
 * @param classNames class names of each evaluation, in the order of its labels
 * @returns null when there is none
 */
export function matchImages(
  before: StoredImages,
  after: StoredImages,
  classes: CommonClasses,
  classNames: { before: readonly string[]; after: readonly string[] },
): PairRequest | null {
  const keys = ({ imageNames, labels }: StoredImages, names: readonly string[]): string[] => {
    const seen = new Map<string, number>();
    return imageNames.map((name, image) => {
      const key = `${names[labels[image]!]!}\0${name}`;
      const times = seen.get(key) ?? 0;
      seen.set(key, times + 1);
      return `${key}\0${String(times)}`;
    });
  };
  const imageAfter = new Map(
    keys(after, classNames.after).map((key, image) => [key, image] as const),
  );
  const commonIndex = new Map(classes.before.map((own, c) => [own, c]));
  const chosenBefore: number[] = [];
  const chosenAfter: number[] = [];
  keys(before, classNames.before).forEach((key, image) => {
    const other = imageAfter.get(key);
    if (other === undefined || !commonIndex.has(before.labels[image]!)) return;
    chosenBefore.push(image);
    chosenAfter.push(other);
  });
  if (chosenBefore.length === 0) return null;
  return {
    before: sourceOf(before, chosenBefore),
    after: sourceOf(after, chosenAfter),
    labels: Int32Array.from(chosenBefore, (image) => commonIndex.get(before.labels[image]!)!),
    classes: classes.names.length,
    imageNames: chosenBefore.map((image) => before.imageNames[image]!),
  };
}

/** Where the scores of some images come from, with pairs that the evaluation saw. */
export function sourceOf(
  { matrixFile, rows, cohort, tail }: StoredImages,
  chosen: readonly number[],
): ScoreSource {
  const indexOf = new Int32Array(rows.length).fill(-1);
  chosen.forEach((image, k) => {
    indexOf[image] = k;
  });
  const usable: number[] = [];
  for (let k = 0; k < tail.scores.length; k++) {
    if (indexOf[tail.first[k]!]! >= 0 && indexOf[tail.second[k]!]! >= 0) usable.push(k);
  }
  const stride = Math.max(1, Math.floor(usable.length / knownPairs));
  const known = usable.filter((_, k) => k % stride === 0).slice(0, knownPairs);
  return {
    matrixFile,
    rows: Uint32Array.from(chosen, (image) => rows[image]!),
    cohort,
    known: {
      first: Uint32Array.from(known, (k) => indexOf[tail.first[k]!]!),
      second: Uint32Array.from(known, (k) => indexOf[tail.second[k]!]!),
      scores: Float32Array.from(known, (k) => tail.scores[k]!),
    },
  };
}
