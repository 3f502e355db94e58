import { germanComparisons } from './german-comparisons.ts';
import { germanData } from './german-data.ts';
import { germanFailures } from './german-failures.ts';
import { germanModels } from './german-models.ts';
import { germanResults } from './german-results.ts';
import { germanWork } from './german-work.ts';
import type { Pattern } from './pattern.ts';

/** The lists go from what one sentence alone says to what begins like many. */
export const german: readonly Pattern[] = [
  ...germanResults,
  ...germanComparisons,
  ...germanData,
  ...germanModels,
  ...germanWork,
  ...germanFailures,
];

const expressions = german.map(([english, words]): readonly [RegExp, string] => [
  typeof english === 'string' ? expressionOf(english) : english,
  words,
]);

function expressionOf(text: string): RegExp {
  const parts = text.split('{}').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 's');
}

/**
 * A sentence of the engine in a language. One without words for it is shown as it is, as what a system
 * or a library said.
 */
export function sentenceIn(language: string, sentence: string): string {
  if (language !== 'de') return sentence;
  for (const [english, words] of expressions) {
    const found = english.exec(sentence);
    if (found === null) continue;
    return words.replace(/(„?)\$(\d)/g, (_, quote: string, k: string) => {
      const part = found[Number(k)] ?? '';
      if (quote !== '') return quote + part;
      return /^[\d.,e+-]+$/.test(part) ? numberIn(part) : sentenceIn(language, part);
    });
  }
  return sentence;
}

/** 1,599.5 → 1.599,5 */
function numberIn(english: string): string {
  return english.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
}
