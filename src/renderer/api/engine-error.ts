import type { ErrorData } from '../../contract/job.ts';

/** What the engine said of a failure outside of a call, as of a job that did not end as it should. */
export class EngineError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.sentence);
    this.data = data;
  }
}
