import type { Verdict } from '../../../contract/training.ts';
import type { Tone } from '../../components/verdict.tsx';

const tones: Record<Verdict, Tone> = {
  improvement: 'better',
  'trade-off': 'mixed',
  worse: 'worse',
  unchanged: 'none',
  undecided: 'none',
};

/** What a verdict means for the new head. */
export function toneOf(verdict: Verdict): Tone {
  return tones[verdict];
}

/** A verdict as a list gives it; null where there is none, or none that this page knows. */
export function knownVerdict(verdict: string | null): Verdict | null {
  return verdict !== null && verdict in tones ? (verdict as Verdict) : null;
}
