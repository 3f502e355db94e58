import { z } from 'zod';
import { timeSchema } from './base.ts';

// What a reviewer is shown and says: queues and their items, class sheets, verdicts.

/**
 * - `wrong-pairs`: false accepts and false rejects at a threshold.
 * - `worst-classes`: the classes that a threshold serves worst.
 * - `collisions`: pairs of classes with accepted impostors between them.
 * - `label-suspects`: images more like another class than like their own.
 * - `exact-duplicates`: images whose embeddings are the same to the last bit: one file, or one picture.
 * - `near-duplicates`: pairs with a cosine similarity of at least 0.98.
 */
export const reviewQueueSchema = z.enum([
  'wrong-pairs',
  'worst-classes',
  'collisions',
  'label-suspects',
  'exact-duplicates',
  'near-duplicates',
]);
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;

/**
 * - `label-wrong`: the label of one image is wrong; it belongs to another class, or to none.
 * - `true-confusion`: the labels are right and the model is wrong.
 * - `bad-image`: the image is no good and is to be left out.
 * - `skip`: looked at, not decided.
 */
export const verdictKindSchema = z.enum(['label-wrong', 'true-confusion', 'bad-image', 'skip']);
export type VerdictKind = z.infer<typeof verdictKindSchema>;

/** A short label that reviewers give classes; a comma parts two of them. */
export const classTagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^,\p{Cc}]*$/u);

/** What is to be known of a class, in plain text. */
export const classNoteSchema = z.object({
  text: z.string(),
  author: z.string(),
  /** When it was written last. */
  at: timeSchema,
});
export type ClassNote = z.infer<typeof classNoteSchema>;

/** What a reviewer said of one item. */
export const verdictSchema = z.object({
  id: z.int(),
  /** In which evaluation it was said; it counts for every evaluation of the same data. */
  evaluationId: z.string(),
  /** Names of the images of the item, by code point. */
  images: z.array(z.string()).min(1).max(2),
  kind: verdictKindSchema,
  /** The image that a `label-wrong` or a `bad-image` is about; null of the others. */
  about: z.string().nullable(),
  /** Of a `label-wrong`: the right class; null for none. Null of the others. */
  className: z.string().nullable(),
  /** The similarity of a pair, as the reviewer saw it; null of a single image. */
  score: z.number().nullable(),
  /** Whether score and labels were hidden while it was given. */
  blind: z.boolean(),
  author: z.string(),
  at: timeSchema,
});
export type Verdict = z.infer<typeof verdictSchema>;

/** An entry of the log, which is only ever added to. */
export const verdictLogEntrySchema = z.object({
  id: z.int(),
  action: z.enum(['given', 'undone', 'redone']),
  verdict: verdictSchema,
  author: z.string(),
  at: timeSchema,
});
export type VerdictLogEntry = z.infer<typeof verdictLogEntrySchema>;

/** An image of an evaluation. */
export const reviewImageSchema = z.object({
  /** Its index in the evaluation: what verdicts and details are asked by. */
  image: z.int(),
  /** For `/images/ID`; null where the evaluation has only a matrix, or the image is gone. */
  imageId: z.int().nullable(),
  /** Path below the dataset's root, or "row 12". */
  name: z.string(),
  /** As evaluated: index into `classNames`, and the name. */
  class: z.int(),
  className: z.string(),
  /** What the verdicts that stand make of it, where that differs; a `to` of null leaves it out. */
  change: z.object({ to: z.string().nullable() }).nullable(),
});
export type ReviewImage = z.infer<typeof reviewImageSchema>;

/** An image with its similarity to the one that was asked about. */
export const scoredImageSchema = reviewImageSchema.extend({ score: z.number() });
export type ScoredImage = z.infer<typeof scoredImageSchema>;

export const pairItemSchema = z.object({
  kind: z.literal('pair'),
  /** Stable from call to call. */
  key: z.string(),
  reason: z.enum(['false-accept', 'false-reject', 'exact-duplicate', 'near-duplicate']),
  first: reviewImageSchema,
  second: reviewImageSchema,
  /** Whether both have one label, as evaluated. */
  same: z.boolean(),
  /** As evaluated; of duplicates: the cosine similarity. */
  score: z.number(),
  /** The last verdict on it that stands. */
  verdict: verdictSchema.nullable(),
});

/** Cosine similarities, leaving the image itself out. */
export const imageItemSchema = z.object({
  kind: z.literal('image'),
  key: z.string(),
  /** By the mean over a class, by the nearest image, or by both another class is more alike. */
  reason: z.enum(['mean', 'nearest', 'both']),
  image: reviewImageSchema,
  ownMean: z.number(),
  ownNearest: z.number(),
  /** The other class with the highest mean. */
  rivalClass: z.int(),
  rivalClassName: z.string(),
  rivalMean: z.number(),
  /** The nearest image of another class. */
  rivalNearest: scoredImageSchema,
  /** The greater of `rivalMean - ownMean` and `rivalNearest - ownNearest`: what the queue is ordered by. */
  margin: z.number(),
  verdict: verdictSchema.nullable(),
});

export const classItemSchema = z.object({
  kind: z.literal('class'),
  key: z.string(),
  class: z.int(),
  className: z.string(),
  images: z.int(),
  falseAccepts: z.int(),
  impostorPairs: z.int(),
  falseAcceptRate: z.number().nullable(),
  /** Null of a class of one image, like the rate and the utility. */
  falseRejects: z.int().nullable(),
  genuinePairs: z.int(),
  falseRejectRate: z.number().nullable(),
  utility: z.number().nullable(),
  /** To OPIS, as evaluated. */
  contribution: z.number().nullable(),
  /** By code point. */
  tags: z.array(z.string()),
});

export const classPairItemSchema = z.object({
  kind: z.literal('class-pair'),
  key: z.string(),
  first: z.int(),
  firstName: z.string(),
  second: z.int(),
  secondName: z.string(),
  falseAccepts: z.int(),
  /** All impostor pairs between the two. */
  pairs: z.int(),
});

export const reviewItemSchema = z.discriminatedUnion('kind', [
  pairItemSchema,
  imageItemSchema,
  classItemSchema,
  classPairItemSchema,
]);
export type ReviewItem = z.infer<typeof reviewItemSchema>;
export type PairItem = z.infer<typeof pairItemSchema>;
export type ImageItem = z.infer<typeof imageItemSchema>;
export type ClassItem = z.infer<typeof classItemSchema>;
export type ClassPairItem = z.infer<typeof classPairItemSchema>;

export const queueInputSchema = z.object({
  evaluationId: z.string(),
  queue: reviewQueueSchema,
  /** A pair is accepted when its score is at least this. Looked at by the first three queues. */
  threshold: z.number(),
  /**
   * `wrong-pairs`: false accepts, false rejects, or both merged. `worst-classes`: by FAR, by FRR, or
   * by utility. Other queues pass over it.
   */
  side: z.enum(['both', 'false-accepts', 'false-rejects']).default('both'),
  /** Of `wrong-pairs`: the farthest from the threshold first, or the nearest. */
  order: z.enum(['worst', 'nearest']).default('worst'),
  /** Of `wrong-pairs`: only pairs with an end in this class, or with their ends in these two. */
  classes: z.array(z.int()).max(2).default([]),
  /** Of `worst-classes`: only classes with this tag, those without a wrong pair too. */
  tag: classTagSchema.nullable().default(null),
  /** `next` of the page before; null for the first. Only with the same other input. */
  cursor: z.string().nullable().default(null),
  limit: z.int().min(1).max(200).default(50),
});
export type QueueInput = z.infer<typeof queueInputSchema>;

export const queuePageSchema = z.object({
  items: z.array(reviewItemSchema),
  /** Null at the end. */
  next: z.string().nullable(),
  /** False where the workspace does not keep everything that would belong here; `reason` says why. */
  complete: z.boolean(),
  reason: z.string().optional(),
});
export type QueuePage = z.infer<typeof queuePageSchema>;

export const itemDetailsSchema = z.object({
  /** One or two, in the order asked for. */
  images: z.array(
    z.object({
      image: reviewImageSchema,
      /** The most alike of all other images, most alike first. */
      neighbours: z.array(scoredImageSchema),
      /** The most alike of its own class. */
      classmates: z.array(scoredImageSchema),
    }),
  ),
  /** Of a pair. */
  score: z.number().nullable(),
  /** All verdicts ever given on these very images as an item, the newest first, undone ones too. */
  history: z.array(verdictLogEntrySchema),
});
export type ItemDetails = z.infer<typeof itemDetailsSchema>;

/** A class of an evaluation, for its sheet. */
export const classSheetSchema = z.object({
  /** What a threshold does to it. */
  figures: classItemSchema,
  /** Its images, as evaluated, by name (code point); the first of them where there are more. */
  images: z.array(reviewImageSchema),
  note: classNoteSchema.nullable(),
});
export type ClassSheet = z.infer<typeof classSheetSchema>;
