/** What a person must be told: the message is a sentence, and what to do next. */
export class ShellError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ShellError';
  }
}

/** The sentence of any error, for a person. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
