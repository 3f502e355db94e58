import { z } from 'zod';
import { policySchema } from '../policy.ts';
import { nameSchema, procedure, startedJobSchema, timeSchema } from './base.ts';

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

export const reviewOverviewSchema = z.object({
  evaluationId: z.string(),
  /** Null until `prepare` has run: queues, details and verdicts need it. */
  preparedAt: timeSchema.nullable(),
  /**
   * Whether the dataset has other images or labels by now than were evaluated: scores and queues are
   * of those, pictures of what there is. False of a matrix, and while an import runs.
   */
  dataChanged: z.boolean(),
  /** How many items each queue has; null where that is not known. */
  queues: z.array(z.object({ queue: reviewQueueSchema, items: z.int().nullable() })),
  /** Standing verdicts on this data, the last on each item, by kind. */
  verdicts: z.record(verdictKindSchema, z.int()),
  /** Images whose label this evaluation has otherwise than the verdicts want it. */
  pendingChanges: z.int(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** The evaluation without any verdict, where this one was made by `apply`; null otherwise. */
  originalId: z.string().nullable(),
});
export type ReviewOverview = z.infer<typeof reviewOverviewSchema>;

/** A label that the verdicts want otherwise than the evaluation has it. */
export const labelChangeSchema = z.object({
  name: z.string(),
  imageId: z.int().nullable(),
  /** As evaluated; null where the evaluation left it out. */
  from: z.string().nullable(),
  /** Null: to be left out. */
  to: z.string().nullable(),
});
export type LabelChange = z.infer<typeof labelChangeSchema>;

export const pendingChangesSchema = z.object({
  changes: z.array(labelChangeSchema),
  /** The last entry of the log: a preview of an earlier one is out of date. Null of an empty log. */
  logId: z.int().nullable(),
});
export type PendingChanges = z.infer<typeof pendingChangesSchema>;

/** How a threshold is to be had: by a policy, or given. */
export const thresholdChoiceSchema = z.union([
  z.strictObject({ policy: policySchema }),
  z.strictObject({ threshold: z.number() }),
]);
export type ThresholdChoice = z.infer<typeof thresholdChoiceSchema>;

const previewRatesSchema = z.object({
  falseAccepts: z.int(),
  impostorPairs: z.int(),
  falseAcceptRate: z.number().nullable(),
  falseRejects: z.int(),
  genuinePairs: z.int(),
  falseRejectRate: z.number().nullable(),
});

export const previewFiguresSchema = z.object({
  /** Null with a `reason` where the policy has none. */
  threshold: z.number().nullable(),
  reason: z.string().optional(),
  images: z.int(),
  classes: z.int(),
  /** On the classes that the threshold is chosen on; null without a threshold. */
  rates: previewRatesSchema.nullable(),
  /** Of the held-out classes at the same threshold; null without a split. */
  heldOut: previewRatesSchema.nullable(),
  opis: z.number().nullable(),
  meanUtility: z.number().nullable(),
  equalErrorRate: z.number().nullable(),
  recallAt1: z.number().nullable(),
});
export type PreviewFigures = z.infer<typeof previewFiguresSchema>;

/** Result of the job `preview-review`. */
export const reviewPreviewSchema = z.object({
  evaluationId: z.string(),
  /** The log when it was computed. */
  logId: z.int().nullable(),
  relabelled: z.int(),
  leftOut: z.int(),
  before: previewFiguresSchema,
  after: previewFiguresSchema,
});
export type ReviewPreview = z.infer<typeof reviewPreviewSchema>;

/** An image that owns accepted impostor pairs, and what its absence would do. */
export const influentialImageSchema = reviewImageSchema.extend({
  /** Impostor pairs of this image at and above the threshold. */
  falseAccepts: z.int(),
  /** Of all of them; a pair belongs to both its images. */
  share: z.number(),
  /** The threshold without this image; null with the `reason` of the list. */
  thresholdWithout: z.number().nullable(),
  /** At the threshold as it is, without this image. */
  falseAcceptRateWithout: z.number().nullable(),
});
export const influenceSchema = z.object({
  threshold: z.number(),
  falseAccepts: z.int(),
  impostorPairs: z.int(),
  /** Most pairs first. */
  images: z.array(influentialImageSchema),
  /** Why thresholds without an image are not told. */
  reason: z.string().optional(),
});
export type Influence = z.infer<typeof influenceSchema>;

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

const evaluationSchema = z.object({ evaluationId: z.string() });
/** A class by its index in the evaluation. */
const classOfSchema = evaluationSchema.extend({ class: z.int() });

/** A class of an evaluation, for its sheet. */
export const classSheetSchema = z.object({
  /** What a threshold does to it. */
  figures: classItemSchema,
  /** Its images, as evaluated, by name (code point); the first of them where there are more. */
  images: z.array(reviewImageSchema),
  note: classNoteSchema.nullable(),
});
export type ClassSheet = z.infer<typeof classSheetSchema>;

/**
 * Review of an evaluation. Verdicts belong to the data (the dataset, or the very matrix): they count
 * for every evaluation of it. Nothing in a user's folder changes. All procedures throw
 * `evaluation-unknown`; those that need the embeddings `scores-gone`, `scores-changed`.
 */
export const reviewApi = {
  /**
   * Job `prepare-review`: looks through all scores once, for the queues that need it. Result
   * `{ evaluationId }`. Preparing again replaces what was found; verdicts stay.
   */
  prepare: procedure.input(evaluationSchema).output(startedJobSchema),
  /** With a threshold the first three queues are counted at it. */
  overview: procedure
    .input(evaluationSchema.extend({ threshold: z.number().nullable().default(null) }))
    .output(reviewOverviewSchema),
  /** Throws `review-not-prepared`, `cursor-invalid`, `class-unknown`. */
  queue: procedure.input(queueInputSchema).output(queuePageSchema),
  /** Throws `review-not-prepared`, `image-unknown`. */
  item: procedure
    .input(
      evaluationSchema.extend({
        /** Indices in the evaluation: one image, or the two of a pair. */
        images: z.array(z.int()).min(1).max(2),
        neighbours: z.int().min(0).max(50).default(12),
      }),
    )
    .output(itemDetailsSchema),
  /** Throws `review-not-prepared`, `class-unknown`. */
  classSheet: procedure
    .input(
      evaluationSchema.extend({
        class: z.int(),
        threshold: z.number(),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(classSheetSchema),
  /**
   * Writes the note of a class, in place of the one before. Like verdicts it counts for every
   * evaluation of the data, and so do tags. Throws `class-unknown`, like the next four.
   */
  writeNote: procedure
    .input(classOfSchema.extend({ text: z.string().trim().min(1).max(10_000), author: nameSchema }))
    .output(classNoteSchema),
  removeNote: procedure.input(classOfSchema).output(z.void()),
  /** Brings back the note that was removed, if there is one. */
  restoreNote: procedure.input(classOfSchema).output(classNoteSchema.nullable()),
  /** Gives a class tags; those that it has already stay. All that it has then, by code point. */
  addTags: procedure
    .input(classOfSchema.extend({ tags: z.array(classTagSchema).min(1).max(20) }))
    .output(z.array(z.string())),
  /** Takes a tag from a class; the rest of them. */
  removeTag: procedure.input(classOfSchema.extend({ tag: z.string() })).output(z.array(z.string())),
  /** The tags in use on the data, the most frequent first; ties by code point. */
  tags: procedure
    .input(evaluationSchema)
    .output(z.array(z.object({ tag: z.string(), classes: z.int() }))),
  /**
   * Gives a verdict. The last one on an item counts; of the items that say something on the label of
   * one image, the last. Throws `review-not-prepared`, `image-unknown`, `verdict-invalid`.
   */
  verdict: procedure
    .input(
      evaluationSchema.extend({
        /** One image, or the two of a pair. */
        images: z.array(z.int()).min(1).max(2),
        kind: verdictKindSchema,
        /** Of `label-wrong` and `bad-image`: which of the images. */
        about: z.int().nullable().default(null),
        /** Of `label-wrong`: the right class; a new name makes a new class; null for none. */
        className: z.string().trim().min(1).max(400).nullable().default(null),
        score: z.number().nullable().default(null),
        blind: z.boolean(),
        author: nameSchema,
      }),
    )
    .output(verdictSchema),
  /**
   * Takes back the last verdict that stands on this data, whoever gave it and in whichever of its
   * evaluations; as often as there are verdicts. The state is then exactly the one before it. Null
   * where there is none.
   */
  undo: procedure
    .input(evaluationSchema.extend({ author: nameSchema }))
    .output(verdictSchema.nullable()),
  /** Brings back what was undone last. A new verdict drops what could be brought back. */
  redo: procedure
    .input(evaluationSchema.extend({ author: nameSchema }))
    .output(verdictSchema.nullable()),
  /** The log, the newest first. */
  history: procedure
    .input(
      evaluationSchema.extend({
        /** Only entries before this one. */
        before: z.int().nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.array(verdictLogEntrySchema)),
  pending: procedure.input(evaluationSchema).output(pendingChangesSchema),
  /** Job `preview-review`: result `ReviewPreview`. */
  preview: procedure
    .input(evaluationSchema.extend({ by: thresholdChoiceSchema }))
    .output(startedJobSchema),
  /**
   * Job `apply-review`: a new evaluation with the labels that the verdicts want, result
   * `{ evaluationId, heldOutId }`. Throws `review-nothing-pending` at once.
   */
  apply: procedure
    .input(evaluationSchema.extend({ name: nameSchema.optional() }))
    .output(startedJobSchema),
  /**
   * The images that own most of the impostor pairs at and above a threshold, and the threshold
   * without each. Exact; told for a target FAR alone, and as far as the stored tail reaches. Throws
   * `review-not-prepared`, `influence-beyond-tail`, `influence-insufficient-data`,
   * `influence-policy`.
   */
  influence: procedure
    .input(
      evaluationSchema.extend({
        by: thresholdChoiceSchema,
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .output(influenceSchema),
};
