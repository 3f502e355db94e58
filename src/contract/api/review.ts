import { z } from 'zod';
import { policySchema } from '../policy.ts';
import { nameSchema, procedure, startedJobSchema, timeSchema } from './base.ts';
import {
  classNoteSchema,
  classSheetSchema,
  classTagSchema,
  itemDetailsSchema,
  queueInputSchema,
  queuePageSchema,
  reviewImageSchema,
  reviewQueueSchema,
  verdictKindSchema,
  verdictLogEntrySchema,
  verdictSchema,
} from './review-items.ts';

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

/** The images that own most of the falsely rejected genuine pairs at a threshold. */
export const falseRejectInfluenceSchema = z.object({
  threshold: z.number(),
  falseRejects: z.int(),
  genuinePairs: z.int(),
  /** Most pairs first. */
  images: z.array(
    reviewImageSchema.extend({
      /** Genuine pairs of this image below the threshold. */
      falseRejects: z.int(),
      /** Of all of them; a pair belongs to both its images. */
      share: z.number(),
      /** At the same threshold, without this image; null where it leaves no genuine pair. */
      falseRejectRateWithout: z.number().nullable(),
    }),
  ),
});
export type FalseRejectInfluence = z.infer<typeof falseRejectInfluenceSchema>;

const evaluationSchema = z.object({ evaluationId: z.string() });
/** A class by its index in the evaluation. */
const classOfSchema = evaluationSchema.extend({ class: z.int() });

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
  /**
   * The images that own most of the genuine pairs below a given threshold, and the FRR without each.
   * Exact, as far up as those pairs are kept. Throws `review-not-prepared`, `influence-beyond-kept`.
   */
  falseRejectInfluence: procedure
    .input(
      evaluationSchema.extend({
        threshold: z.number(),
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .output(falseRejectInfluenceSchema),
};
