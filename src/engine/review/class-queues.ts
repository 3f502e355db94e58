import type { Database } from 'better-sqlite3';
import type {
  ClassItem,
  ClassPairItem,
  QueueInput,
  QueuePage,
} from '../../contract/api/review-items.ts';
import type { OperatingPoint } from '../../contract/evaluation.ts';
import { utility } from '../../core/metrics/opis.ts';
import { countFrom } from '../../core/metrics/score-lists.ts';
import { readEvaluationArray } from '../evaluation/evaluation-rows.ts';
import { tagsOfClasses } from './class-notes.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { impostorList, type ImpostorList } from './impostor-list.ts';
import type { StoredReview } from './stored-review.ts';

/** What these queues read of an evaluation's summary. */
interface ClassSummary {
  classNames: string[];
  classImages: number[];
  operatingPoints: OperatingPoint[];
  contribution: (number | null)[];
  images: number;
  impostorPairs: number;
}

/** Not checked again: the summary was when it was written, and it grows with the classes. */
function readSummary(db: Database, evaluationId: string): ClassSummary {
  const { summary } = db
    .prepare<[string], { summary: string }>(
      `SELECT json_object('classNames', summary -> '$.classNames',
         'classImages', summary -> '$.classImages',
         'operatingPoints', summary -> '$.operatingPoints',
         'contribution', summary -> '$.opis.classContribution',
         'images', summary -> '$.images',
         'impostorPairs', summary -> '$.impostorPairs') AS summary
       FROM evaluations WHERE id = ?`,
    )
    .get(evaluationId)!;
  return JSON.parse(summary) as ClassSummary;
}

/** Wrong pairs of each class at a threshold. */
interface ClassErrors {
  /** [T] An impostor pair counts for both its classes. */
  falseAccepts: ArrayLike<number>;
  /** [T] */
  falseRejects: ArrayLike<number>;
  /** Why the counts are not all that there are. */
  missing: string | null;
}

/** Items of a queue that is counted anew for every threshold. */
export interface CountedItems<Item> {
  items: Item[];
  /** Why they are not all that there are; null where they are. */
  missing: string | null;
}

/** What a threshold does to every class, in their order. */
export function classItems(
  db: Database,
  review: StoredReview,
  threshold: number,
): CountedItems<ClassItem> {
  const summary = readSummary(db, review.evaluationId);
  const errors = errorsAt(db, review, summary, threshold);
  const tags = tagsOfClasses(db, review.data);
  const items = summary.classNames.map((className, c): ClassItem => {
    const images = summary.classImages[c]!;
    const impostorPairs = images * (summary.images - images);
    const genuinePairs = (images * (images - 1)) / 2;
    const falseAccepts = errors.falseAccepts[c]!;
    const falseRejects = genuinePairs === 0 ? null : errors.falseRejects[c]!;
    const falseAcceptRate = impostorPairs === 0 ? null : falseAccepts / impostorPairs;
    const falseRejectRate = falseRejects === null ? null : falseRejects / genuinePairs;
    return {
      kind: 'class',
      key: `class ${String(c)}`,
      class: c,
      className,
      images,
      falseAccepts,
      impostorPairs,
      falseAcceptRate,
      falseRejects,
      genuinePairs,
      falseRejectRate,
      utility:
        falseAcceptRate === null || falseRejectRate === null
          ? null
          : utility(falseAcceptRate, falseRejectRate),
      contribution: summary.contribution[c] ?? null,
      tags: tags.get(className) ?? [],
    };
  });
  return { items, missing: errors.missing };
}

/**
 * The classes with wrong pairs at a threshold, or all that have a tag: by utility, lowest first, or by
 * FAR or FRR, highest first; ties by index.
 */
export function wrongClasses(
  db: Database,
  review: StoredReview,
  { threshold, side, tag }: Pick<QueueInput, 'threshold' | 'side' | 'tag'>,
): CountedItems<ClassItem> {
  const badness = {
    both: (item: ClassItem) => 1 - (item.utility ?? 1),
    'false-accepts': (item: ClassItem) => item.falseAcceptRate ?? 0,
    'false-rejects': (item: ClassItem) => item.falseRejectRate ?? 0,
  }[side];
  const { items, missing } = classItems(db, review, threshold);
  return {
    items: items
      .filter(({ falseAccepts, falseRejects, tags }) =>
        tag === null ? falseAccepts + (falseRejects ?? 0) > 0 : tags.includes(tag),
      )
      .sort((a, b) => badness(b) - badness(a) || a.class - b.class),
    missing,
  };
}

/** A page of `wrongClasses`. @throws IsolineError (input) `cursor-invalid` */
export function worstClasses(db: Database, review: StoredReview, input: QueueInput): QueuePage {
  return pageOf(wrongClasses(db, review, input), input);
}

/** Counted at an operating point of the evaluation; else in what is kept of its scores. */
function errorsAt(
  db: Database,
  review: StoredReview,
  { operatingPoints, classNames, impostorPairs }: ClassSummary,
  threshold: number,
): ClassErrors {
  const point = operatingPoints.find((candidate) => candidate.threshold === threshold);
  if (point?.classFalseAccepts !== undefined && point.classFalseRejects !== undefined) {
    return {
      falseAccepts: point.classFalseAccepts,
      falseRejects: point.classFalseRejects.map((rejects) => rejects ?? 0),
      missing: null,
    };
  }
  const falseAccepts = new Uint32Array(classNames.length);
  const labels = readEvaluationArray(db, review.evaluationId, 'labels')!;
  const accepted = acceptedImpostors(db, review, impostorPairs, threshold);
  for (let k = 0; k < accepted.length; k++) {
    falseAccepts[labels[accepted.first[k]!]!]!++;
    falseAccepts[labels[accepted.second[k]!]!]!++;
  }
  const falseRejects = new Uint32Array(classNames.length);
  const rejected = db
    .prepare<[number, number, number], { first: number }>(
      `SELECT p.first FROM pair_order o CROSS JOIN pairs p ON p.set_id = ? AND p.pair = o.pair
       WHERE o.scoring_id = ? AND o.same = 1 AND o.score < ?`,
    )
    .all(review.pairSetId, review.scoringId, threshold);
  for (const { first } of rejected) falseRejects[labels[first]!]!++;
  const missing =
    accepted.missing ??
    (threshold > review.greatestGenuine
      ? `Of genuine pairs only those below ${String(review.greatestGenuine)} are counted.`
      : null);
  return { falseAccepts, falseRejects, missing };
}

/** The pairs of classes with accepted impostors between them, most first; ties by index. */
export function collidingClasses(
  db: Database,
  review: StoredReview,
  threshold: number,
): CountedItems<ClassPairItem> {
  const { classNames, classImages, impostorPairs } = readSummary(db, review.evaluationId);
  const labels = readEvaluationArray(db, review.evaluationId, 'labels')!;
  const accepted = acceptedImpostors(db, review, impostorPairs, threshold);
  const counts = new Map<number, number>();
  for (let k = 0; k < accepted.length; k++) {
    const a = labels[accepted.first[k]!]!;
    const b = labels[accepted.second[k]!]!;
    const key = Math.min(a, b) * classNames.length + Math.max(a, b);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const items = [...counts]
    .sort(([a, some], [b, others]) => others - some || a - b)
    .map(([key, falseAccepts]): ClassPairItem => {
      const first = Math.floor(key / classNames.length);
      const second = key % classNames.length;
      return {
        kind: 'class-pair',
        key: `classes ${String(first)} ${String(second)}`,
        first,
        firstName: classNames[first]!,
        second,
        secondName: classNames[second]!,
        falseAccepts,
        pairs: classImages[first]! * classImages[second]!,
      };
    });
  return { items, missing: accepted.missing };
}

/** A page of `collidingClasses`. @throws IsolineError (input) `cursor-invalid` */
export function collisions(db: Database, review: StoredReview, input: QueueInput): QueuePage {
  return pageOf(collidingClasses(db, review, input.threshold), input);
}

/** Accepted impostor pairs at a threshold. */
function acceptedImpostors(
  db: Database,
  review: StoredReview,
  impostorPairs: number,
  threshold: number,
): Pick<ImpostorList, 'first' | 'second'> & { length: number; missing: string | null } {
  const { scores, first, second, above } = impostorList(db, review, impostorPairs, threshold);
  return {
    first,
    second,
    length: countFrom(scores, threshold),
    missing:
      threshold > above ? null : `Of impostor pairs only those above ${String(above)} are counted.`,
  };
}

/** A page of a list that is counted anew for each page: a threshold moves all of it. */
function pageOf(
  { items, missing }: CountedItems<ClassItem | ClassPairItem>,
  { cursor, limit }: QueueInput,
): QueuePage {
  const from = readCursor(cursor, 1)?.[0] ?? 0;
  const page = items.slice(from, from + limit);
  const end = from + page.length;
  return {
    items: page,
    next: end < items.length ? writeCursor([end]) : null,
    complete: missing === null,
    ...(missing === null ? {} : { reason: missing }),
  };
}
