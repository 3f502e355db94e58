import { expect, it } from 'vitest';
import { decisionSchema } from '../../contract/decision.ts';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { decideOn } from './decided.fixture.ts';
import {
  listDecisions,
  readDecision,
  removeDecision,
  restoreDecision,
  saveDecision,
} from './decision-rows.ts';

it('keeps decisions, removes them and brings them back', async () => {
  const engine = testEngine();
  const { db } = engine;
  const { proposal } = await decideOn(engine);
  const first = saveDecision(db, { proposal, author: ' A. Person ', note: 'first' });
  const second = saveDecision(db, { proposal, author: 'B. Person', note: '' });
  expect(decisionSchema.parse(first)).toEqual(first);
  expect(first).toMatchObject({ author: 'A. Person', note: 'first', removedAt: null, proposal });
  expect(readDecision(db, first.id)).toEqual(first);
  const ids = (filter: Parameters<typeof listDecisions>[1]): string[] =>
    listDecisions(db, filter).map(({ id }) => id);
  expect(ids({})).toEqual([second.id, first.id]);
  expect(ids({ evaluationId: proposal.evaluationId })).toEqual([second.id, first.id]);
  expect(ids({ evaluationId: 'another' })).toEqual([]);

  const removed = removeDecision(db, first.id);
  expect(removed.removedAt).not.toBeNull();
  expect(removeDecision(db, first.id)).toEqual(removed);
  expect(ids({})).toEqual([second.id]);
  expect(ids({ removed: true })).toEqual([first.id]);
  expect(restoreDecision(db, first.id)).toEqual(first);
  expect(ids({})).toEqual([second.id, first.id]);

  const save = (changes: object) => () =>
    saveDecision(db, { proposal, author: 'A', note: '', ...changes });
  expect(save({ author: '  ' })).toThrow(/name of who takes it/);
  expect(save({ proposal: { ...proposal, threshold: null, status: 'infeasible' } })).toThrow(
    /no threshold to decide on/,
  );
  expect(save({ proposal: { ...proposal, evaluationId: 'another' } })).toThrow(
    /has no evaluation another/,
  );
  for (const act of [readDecision, removeDecision, restoreDecision]) {
    expect(() => act(db, 'nobody')).toThrow(/has no decision nobody/);
  }
  // A decision goes with its evaluation.
  db.prepare('DELETE FROM evaluations WHERE id = ?').run(proposal.evaluationId);
  expect(ids({})).toEqual([]);
});
