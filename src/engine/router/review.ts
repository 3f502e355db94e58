import { applyRequest } from '../review/apply-review.ts';
import {
  addClassTags,
  classTagsInUse,
  removeClassNote,
  removeClassTag,
  restoreClassNote,
  writeClassNote,
} from '../review/class-notes.ts';
import { reviewItem } from '../review/give-verdict.ts';
import { falseRejectInfluence, imageInfluence } from '../review/influence.ts';
import { itemDetails } from '../review/item-details.ts';
import { pendingChanges } from '../review/label-changes.ts';
import { previewRequest } from '../review/preview-review.ts';
import { classSheet, reviewOverview, reviewQueue } from '../review/review-queue.ts';
import { dataOf } from '../review/stored-review.ts';
import { redoVerdict, undoVerdict, verdictHistory } from '../review/verdict-log.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { implementation } from './base.ts';

const { review } = implementation;

/** Review of an evaluation: queues, verdicts, and what they would change. */
export const reviewRouter = review.router({
  prepare: review.prepare.handler(({ input, context: { engine } }) => {
    evaluationRow(engine.db, input.evaluationId);
    return { jobId: engine.jobs.start('prepare-review', input).id };
  }),
  overview: review.overview.handler(({ input, context: { engine } }) =>
    reviewOverview(engine.db, input.evaluationId, input.threshold),
  ),
  queue: review.queue.handler(({ input, context: { engine } }) => reviewQueue(engine.db, input)),
  item: review.item.handler(({ input, context: { engine }, signal }) =>
    itemDetails(engine, input, signal),
  ),
  classSheet: review.classSheet.handler(({ input, context: { engine } }) =>
    classSheet(engine.db, input),
  ),
  writeNote: review.writeNote.handler(({ input, context: { engine } }) =>
    writeClassNote(engine.db, input),
  ),
  removeNote: review.removeNote.handler(({ input, context: { engine } }) => {
    removeClassNote(engine.db, input);
  }),
  restoreNote: review.restoreNote.handler(({ input, context: { engine } }) =>
    restoreClassNote(engine.db, input),
  ),
  addTags: review.addTags.handler(({ input, context: { engine } }) =>
    addClassTags(engine.db, input),
  ),
  removeTag: review.removeTag.handler(({ input, context: { engine } }) =>
    removeClassTag(engine.db, input),
  ),
  tags: review.tags.handler(({ input: { evaluationId }, context: { engine } }) =>
    classTagsInUse(engine.db, evaluationId),
  ),
  verdict: review.verdict.handler(({ input, context: { engine } }) => reviewItem(engine.db, input)),
  undo: review.undo.handler(({ input: { evaluationId, author }, context: { engine } }) =>
    undoVerdict(engine.db, dataOf(engine.db, evaluationId).data, author),
  ),
  redo: review.redo.handler(({ input: { evaluationId, author }, context: { engine } }) =>
    redoVerdict(engine.db, dataOf(engine.db, evaluationId).data, author),
  ),
  history: review.history.handler(
    ({ input: { evaluationId, before, limit }, context: { engine } }) =>
      verdictHistory(engine.db, dataOf(engine.db, evaluationId).data, before, limit),
  ),
  pending: review.pending.handler(({ input, context: { engine } }) =>
    pendingChanges(engine.db, input.evaluationId),
  ),
  preview: review.preview.handler(({ input, context: { engine } }) => ({
    jobId: engine.jobs.start('preview-review', previewRequest(engine.db, input)).id,
  })),
  apply: review.apply.handler(({ input: { evaluationId, name }, context: { engine } }) => {
    const request = applyRequest(engine.db, { evaluationId, name: name ?? null });
    return { jobId: engine.jobs.start('apply-review', request).id };
  }),
  influence: review.influence.handler(({ input, context: { engine } }) =>
    imageInfluence(engine.db, input),
  ),
  falseRejectInfluence: review.falseRejectInfluence.handler(({ input, context: { engine } }) =>
    falseRejectInfluence(engine.db, input),
  ),
});
