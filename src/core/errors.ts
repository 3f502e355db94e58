/**
 * What went wrong, as data: a code for programs, a sentence for a person, what to do next, and the
 * file, class or value concerned.
 */

/**
 * - `input`: the call or the data is wrong; the caller can mend it (exit code 2).
 * - `failure`: something of ours or of the machine failed (exit code 3).
 * - `interrupted`: stopped on request; what was finished is kept (exit code 130).
 */
export type ErrorKind = 'input' | 'failure' | 'interrupted';

export interface ErrorDetails {
  /** Stable, kebab-case, named after what is wrong: `dataset-empty`, `model-not-onnx`. */
  code: string;
  kind?: ErrorKind;
  /** One sentence: what happened and where. */
  sentence: string;
  /** One sentence: what to do next. */
  next?: string;
  /** The file, class, field or value that the sentence is about. */
  subject?: string;
  cause?: unknown;
}

/** Every error that Isoline raises on purpose. `message` is the sentence followed by what to do. */
export class IsolineError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly sentence: string;
  readonly next: string | undefined;
  readonly subject: string | undefined;

  constructor(details: ErrorDetails) {
    super(
      details.next === undefined ? details.sentence : `${details.sentence} ${details.next}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'IsolineError';
    this.code = details.code;
    this.kind = details.kind ?? 'input';
    this.sentence = details.sentence;
    this.next = details.next;
    this.subject = details.subject;
  }

  /** The error as plain data, for a thread or a socket. */
  toData(): ErrorDetails {
    return {
      code: this.code,
      kind: this.kind,
      sentence: this.sentence,
      ...(this.next === undefined ? {} : { next: this.next }),
      ...(this.subject === undefined ? {} : { subject: this.subject }),
    };
  }
}
