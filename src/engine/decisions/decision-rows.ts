import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { type Decision, decisionSchema, type Proposal } from '../../contract/decision.ts';
import { IsolineError } from '../../core/errors.ts';

interface DecisionRow {
  id: string;
  evaluation_id: string;
  created_at: number;
  author: string;
  note: string;
  proposal: string;
  removed_at: number | null;
}

/** What someone signs off. */
export interface DecisionRequest {
  proposal: Proposal;
  /** Who decides: a name, not empty. */
  author: string;
  note: string;
}

/**
 * Keeps a decision.
 *
 * @throws IsolineError (input) `decision-without-threshold`, `decision-without-author`;
 *   `evaluation-unknown` when its evaluation is not in the workspace
 */
export function saveDecision(db: Database, { proposal, author, note }: DecisionRequest): Decision {
  if (proposal.threshold === null || proposal.status !== 'chosen') {
    throw new IsolineError({
      code: 'decision-without-threshold',
      sentence: `There is no threshold to decide on: ${proposal.reason ?? 'the policy has none'}`,
      next: 'Change the policy, or give more data.',
    });
  }
  if (author.trim() === '') {
    throw new IsolineError({
      code: 'decision-without-author',
      sentence: 'A decision needs the name of who takes it.',
      next: 'Give the author.',
    });
  }
  const known = db
    .prepare<[string], { id: string }>('SELECT id FROM evaluations WHERE id = ?')
    .get(proposal.evaluationId);
  if (known === undefined) {
    throw new IsolineError({
      code: 'evaluation-unknown',
      sentence: `The workspace has no evaluation ${proposal.evaluationId}.`,
      next: 'Decide in the workspace in which the evaluation was made.',
      subject: proposal.evaluationId,
    });
  }
  const id = randomUUID();
  db.prepare(
    `INSERT INTO decisions (id, evaluation_id, created_at, author, note, proposal)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(id, proposal.evaluationId, Date.now(), author.trim(), note, JSON.stringify(proposal));
  return readDecision(db, id);
}

/** @throws IsolineError (input) `decision-unknown` */
export function readDecision(db: Database, id: string): Decision {
  const row = db.prepare<[string], DecisionRow>('SELECT * FROM decisions WHERE id = ?').get(id);
  if (row === undefined) throw unknownDecision(id);
  return decisionOf(row);
}

/**
 * Decisions, the newest first: those that stand, or with `removed` those that were removed.
 *
 * @param evaluationId only those on this evaluation
 */
export function listDecisions(
  db: Database,
  { evaluationId, removed = false }: { evaluationId?: string; removed?: boolean } = {},
): Decision[] {
  return db
    .prepare<[string | null, string | null], DecisionRow>(
      `SELECT * FROM decisions
       WHERE (? IS NULL OR evaluation_id = ?) AND removed_at IS ${removed ? 'NOT NULL' : 'NULL'}
       ORDER BY created_at DESC, rowid DESC`,
    )
    .all(evaluationId ?? null, evaluationId ?? null)
    .map(decisionOf);
}

/**
 * Removes a decision; `restoreDecision` brings it back. Without effect on one that is removed.
 *
 * @throws IsolineError (input) `decision-unknown`
 */
export function removeDecision(db: Database, id: string): Decision {
  db.prepare('UPDATE decisions SET removed_at = ? WHERE id = ? AND removed_at IS NULL').run(
    Date.now(),
    id,
  );
  return readDecision(db, id);
}

/**
 * Brings a removed decision back. Without effect on one that stands.
 *
 * @throws IsolineError (input) `decision-unknown`
 */
export function restoreDecision(db: Database, id: string): Decision {
  db.prepare('UPDATE decisions SET removed_at = NULL WHERE id = ?').run(id);
  return readDecision(db, id);
}

function decisionOf(row: DecisionRow): Decision {
  return decisionSchema.parse({
    id: row.id,
    evaluationId: row.evaluation_id,
    author: row.author,
    note: row.note,
    createdAt: row.created_at,
    removedAt: row.removed_at,
    proposal: JSON.parse(row.proposal) as unknown,
  });
}

function unknownDecision(id: string): IsolineError {
  return new IsolineError({
    code: 'decision-unknown',
    sentence: `The workspace has no decision ${id}.`,
    next: 'Look at the list of decisions.',
    subject: id,
  });
}
