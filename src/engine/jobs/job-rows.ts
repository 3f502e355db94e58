import type { Database, Statement } from 'better-sqlite3';
import type { JobState, JobStatus } from '../../contract/job.ts';
import { errorDataSchema } from '../../contract/job.ts';
import { IsolineError } from '../../core/errors.ts';

interface JobRow {
  id: number;
  kind: string;
  input: string;
  status: JobStatus;
  stage: string | null;
  done: number;
  total: number | null;
  unit: string | null;
  result: string | null;
  error: string | null;
  resumes: number | null;
  started_at: number;
  updated_at: number;
  ended_at: number | null;
}

/** The table `jobs`: a job's state in and out, without what only a running job knows (note, rate). */
export class JobRows {
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #select: Statement<[number], JobRow>;
  readonly #selectNewest: Statement<[number], JobRow>;
  readonly #interrupt: Statement;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO jobs (kind, input, status, resumes, started_at, updated_at)
       VALUES (?, ?, 'running', ?, ?, ?)`,
    );
    this.#update = db.prepare(
      `UPDATE jobs SET status = @status, stage = @stage, done = @done, total = @total, unit = @unit,
         result = @result, error = @error, updated_at = @updatedAt, ended_at = @endedAt
       WHERE id = @id`,
    );
    this.#select = db.prepare<[number], JobRow>('SELECT * FROM jobs WHERE id = ?');
    this.#selectNewest = db.prepare<[number], JobRow>(
      'SELECT * FROM jobs ORDER BY id DESC LIMIT ?',
    );
    this.#interrupt = db.prepare(
      `UPDATE jobs SET status = 'interrupted', error = ?, ended_at = updated_at
       WHERE status = 'running'`,
    );
  }

  /** @param input JSON */
  insert(kind: string, input: string, resumes: number | null, time: number): number {
    return Number(this.#insert.run(kind, input, resumes, time, time).lastInsertRowid);
  }

  write(state: JobState): void {
    this.#update.run({
      id: state.id,
      status: state.status,
      stage: state.progress?.stage ?? null,
      done: state.progress?.done ?? 0,
      total: state.progress?.total ?? null,
      unit: state.progress?.unit ?? null,
      result:
        state.result === undefined || state.result === null ? null : JSON.stringify(state.result),
      error: state.error === null ? null : JSON.stringify(state.error),
      updatedAt: state.updatedAt,
      endedAt: state.endedAt,
    });
  }

  /** @throws IsolineError `job-not-found` */
  read(id: number): JobState {
    const row = this.#select.get(id);
    if (row === undefined) {
      throw new IsolineError({
        code: 'job-not-found',
        sentence: `The workspace has no job ${id}.`,
        next: 'Choose one from the list of jobs.',
        subject: String(id),
      });
    }
    return stateOf(row);
  }

  /** Newest first. */
  newest(limit: number): JobState[] {
    return this.#selectNewest.all(limit).map(stateOf);
  }

  /** Ends all rows that say `running`. */
  markInterrupted(error: IsolineError): number {
    return this.#interrupt.run(JSON.stringify(error.toData())).changes;
  }
}

function stateOf(row: JobRow): JobState {
  return {
    id: row.id,
    kind: row.kind,
    input: JSON.parse(row.input),
    status: row.status,
    progress:
      row.stage === null
        ? null
        : {
            stage: row.stage,
            done: row.done,
            total: row.total,
            unit: row.unit ?? '',
            rate: null,
            secondsLeft: null,
          },
    result: row.result === null ? null : JSON.parse(row.result),
    error: row.error === null ? null : errorDataSchema.parse(JSON.parse(row.error)),
    resumes: row.resumes,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
  };
}
