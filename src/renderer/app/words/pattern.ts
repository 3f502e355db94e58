/**
 * A sentence of the engine, which speaks English, and the words for it. `{}` in a text stands for
 * anything. What `$1` … are in the words: numbers in the way of the language, or sentences of these
 * lists too; names, which stand in quotes, as they are.
 */
export type Pattern = readonly [english: RegExp | string, words: string];
