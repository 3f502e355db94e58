import type { HeadFigures } from '../../../contract/training.ts';
import type { TermName } from '../../components/term.tsx';
import type { Tone } from '../../components/verdict.tsx';

/** The figures of a table in its order, and which way is better. */
export const heldOutFigures: readonly {
  name: keyof HeadFigures;
  term: TermName;
  better: 'higher' | 'lower';
}[] = [
  { name: 'recallAt1', term: 'recall', better: 'higher' },
  { name: 'opis', term: 'opis', better: 'lower' },
  { name: 'epsilonOpis', term: 'epsilonOpis', better: 'lower' },
  { name: 'meanUtility', term: 'utility', better: 'higher' },
  { name: 'falseRejectRateAt1e2', term: 'falseRejectRate', better: 'lower' },
  { name: 'falseRejectRateAt1e3', term: 'falseRejectRate', better: 'lower' },
  { name: 'spreadOfFalseAcceptRate', term: 'spread', better: 'lower' },
  { name: 'spreadOfFalseRejectRate', term: 'spread', better: 'lower' },
];

/** What a difference means for a figure; null where a value is missing. */
export function toneOfDifference(
  better: 'higher' | 'lower',
  before: number | null,
  after: number | null,
): Extract<Tone, 'better' | 'worse' | 'none'> | null {
  if (before === null || after === null) return null;
  if (before === after) return 'none';
  return after > before === (better === 'higher') ? 'better' : 'worse';
}
