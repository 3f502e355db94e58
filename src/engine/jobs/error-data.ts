import type { ErrorDetails } from '../../core/errors.ts';
import { IsolineError } from '../../core/errors.ts';

/** The error of a stop that was asked for. */
export function stoppedError(what: string): IsolineError {
  return new IsolineError({
    code: 'stopped',
    kind: 'interrupted',
    sentence: `${what} was stopped.`,
    next: 'What was finished is kept.',
  });
}

/**
 * Any thrown value as an error of ours: an IsolineError as it is, anything else as `internal`
 * (failure) with its stack.
 *
 * @param what the work that failed, to begin a sentence with
 */
export function isolineErrorOf(error: unknown, what: string): IsolineError {
  if (error instanceof IsolineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const internal = new IsolineError({
    code: 'internal',
    kind: 'failure',
    sentence: `${what} failed: ${message.replace(/\.$/, '')}.`,
    cause: error,
  });
  if (error instanceof Error && error.stack !== undefined) internal.stack = error.stack;
  return internal;
}

/** An error on its way between threads. */
export interface ErrorMessage {
  details: ErrorDetails;
  /** Where it was thrown, on the other thread. */
  stack: string | undefined;
}

export function errorToMessage(error: IsolineError): ErrorMessage {
  return { details: error.toData(), stack: error.stack };
}

export function errorFromMessage({ details, stack }: ErrorMessage): IsolineError {
  const error = new IsolineError(details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
