import { expect, test } from 'vitest';
import { type ClassItem, queueInputSchema } from '../../contract/api/review-items.ts';
import type { Engine } from '../engine.ts';
import { evaluateModel } from '../evaluation/compared-models.fixture.ts';
import {
  addClassTags,
  classRemarks,
  classTagsInUse,
  removeClassNote,
  removeClassTag,
  restoreClassNote,
  writeClassNote,
} from './class-notes.ts';
import { drawImages, openReview, prepare } from './review.fixture.ts';
import { classSheet, reviewOverview, reviewQueue } from './review-queue.ts';

const model = drawImages(11);

const sheetOf = (engine: Engine, evaluationId: string, c: number) =>
  classSheet(engine.db, { evaluationId, class: c, threshold: 0.5, limit: 1 });

test('a note is kept as it was typed, belongs to the data, and comes back after its removal', async () => {
  const { engine, id } = await openReview(model);
  const text = '<b onclick="alert(1)">not bold</b>\n{{name}} & "more"';
  const of = { evaluationId: id, class: 3 };
  expect(sheetOf(engine, id, 3).note).toBeNull();
  const note = writeClassNote(engine.db, { ...of, text, author: 'Ada' });
  expect(note).toEqual({ text, author: 'Ada', at: expect.any(Number) as number });
  expect(sheetOf(engine, id, 3).note).toEqual(note);
  expect(sheetOf(engine, id, 4).note).toBeNull();

  // Every evaluation of the same data has it.
  const again = await evaluateModel(engine, model);
  await prepare(engine, again.stored.evaluationId);
  expect(sheetOf(engine, again.stored.evaluationId, 3).note).toEqual(note);
  // Other data has classes of the same names, and no notes.
  const other = await evaluateModel(engine, drawImages(12));
  expect(classRemarks(engine.db, other.stored.evaluationId)).toEqual([]);

  removeClassNote(engine.db, of);
  expect(sheetOf(engine, id, 3).note).toBeNull();
  expect(restoreClassNote(engine.db, of)).toEqual(note);
  removeClassNote(engine.db, of);
  const later = writeClassNote(engine.db, { ...of, text: 'later', author: 'Grace' });
  expect(later).toMatchObject({ text: 'later', author: 'Grace' });
  // What was written over a removed note stays.
  expect(restoreClassNote(engine.db, of)).toEqual(later);
  expect(restoreClassNote(engine.db, { ...of, class: 5 })).toBeNull();
});

test('tags: each once and in order, counted over classes, and the queue of classes by one of them', async () => {
  const { engine, id } = await openReview(model);
  const tag = (c: number, tags: string[]): string[] =>
    addClassTags(engine.db, { evaluationId: id, class: c, tags });
  expect(tag(2, ['logo', 'checked', 'logo'])).toEqual(['checked', 'logo']);
  expect(tag(2, ['logo'])).toEqual(['checked', 'logo']);
  tag(7, ['checked']);
  tag(9, ['odd']);
  expect(classTagsInUse(engine.db, id)).toEqual([
    { tag: 'checked', classes: 2 },
    { tag: 'logo', classes: 1 },
    { tag: 'odd', classes: 1 },
  ]);
  expect(sheetOf(engine, id, 2).figures.tags).toEqual(['checked', 'logo']);
  const untag = (asked: string): string[] =>
    removeClassTag(engine.db, { evaluationId: id, class: 9, tag: asked });
  expect(untag('checked')).toEqual(['odd']);
  expect(untag('odd')).toEqual([]);
  expect(classTagsInUse(engine.db, id).map((used) => used.tag)).toEqual(['checked', 'logo']);

  const classes = (asked: string | null, threshold: number): ClassItem[] =>
    reviewQueue(
      engine.db,
      queueInputSchema.parse({ evaluationId: id, queue: 'worst-classes', threshold, tag: asked }),
    ).items as ClassItem[];
  // At 1 no impostor is accepted, at -1 no genuine pair is rejected.
  for (const threshold of [-1, 0.5, 1]) {
    const tagged = classes('checked', threshold);
    expect(tagged.map((item) => item.class).sort()).toEqual([2, 7]);
    expect(tagged[0]!.utility!).toBeLessThanOrEqual(tagged[1]!.utility!);
  }
  expect(classes('odd', 0.5)).toEqual([]);
  const all = classes(null, 0.5);
  expect(all.find((item) => item.class === 7)!.tags).toEqual(['checked']);
  // The tab counts the queue, whatever is shown of it.
  expect(reviewOverview(engine.db, id, 0.5).queues[1]!.items).toBe(all.length);
});

test('remarks of a report: classes with tags or a note, none of an evaluation from elsewhere', async () => {
  const { engine, id } = await openReview(model);
  addClassTags(engine.db, { evaluationId: id, class: 7, tags: ['odd'] });
  writeClassNote(engine.db, { evaluationId: id, class: 1, text: 'two logos', author: 'Ada' });
  writeClassNote(engine.db, { evaluationId: id, class: 2, text: 'gone', author: 'Ada' });
  removeClassNote(engine.db, { evaluationId: id, class: 2 });
  expect(classRemarks(engine.db, id)).toMatchObject([
    { className: 'class 001', tags: [], note: { text: 'two logos' } },
    { className: 'class 007', tags: ['odd'], note: null },
  ]);
  expect(classRemarks(engine.db, 'elsewhere')).toEqual([]);
  for (const c of [-1, 12, 1.5]) {
    expect(() => removeClassNote(engine.db, { evaluationId: id, class: c })).toThrow(
      expect.objectContaining({ code: 'class-unknown' }),
    );
  }
  expect(() => restoreClassNote(engine.db, { evaluationId: 'no', class: 0 })).toThrow(
    expect.objectContaining({ code: 'evaluation-unknown' }),
  );
});
