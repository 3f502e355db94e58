import type {
  ComparedFigure,
  ComparedPointView,
  ComparedSetView,
  ComparedTargetView,
  ComparisonWord,
} from '../../../contract/comparison.ts';
import type { Tone } from '../../components/verdict.tsx';

/** A target at which both evaluations have a threshold. */
export type MatchedTarget = ComparedTargetView & { matchedFalseAcceptRate: ComparedPointView };

/** The targets at which both evaluations have a threshold. */
export function matchedTargets({ targets }: ComparedSetView): MatchedTarget[] {
  return targets.filter(
    (target): target is MatchedTarget => target.matchedFalseAcceptRate !== null,
  );
}

/** The target to begin with: FAR 1e-3, else the strictest; null where there is none. */
export function mainTarget(set: ComparedSetView): MatchedTarget | null {
  const matched = matchedTargets(set);
  return (
    matched.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === 1e-3) ??
    [...matched].sort((a, b) => a.targetFalseAcceptRate - b.targetFalseAcceptRate)[0] ??
    null
  );
}

/** The figures by which a comparison is judged. */
export type JudgedFigure = 'falseRejectRate' | 'opis' | 'meanUtility' | 'recallAt1';

/** What a comparison comes to: its figures by what their intervals say. */
export interface Reading {
  verdict: 'improvement' | 'trade-off' | 'worse' | 'not-distinguishable' | 'no-interval';
  better: JudgedFigure[];
  worse: JudgedFigure[];
  same: JudgedFigure[];
  /** Those without an interval. */
  unknown: JudgedFigure[];
}

/**
 * Judges a set of classes by FRR at matched FAR, OPIS, mean utility and recall@1. OPIS is never judged
 * alone: it falls too where every class is equally bad, and then mean utility falls with it.
 */
export function readSet({ figures }: ComparedSetView, target: MatchedTarget | null): Reading {
  const judged: [JudgedFigure, ComparedFigure | undefined][] = [
    ['falseRejectRate', target?.matchedFalseAcceptRate.falseRejectRate],
    ['opis', figures.opis],
    ['meanUtility', figures.meanUtility],
    ['recallAt1', figures.recallAt1],
  ];
  const of = (word: ComparisonWord): JudgedFigure[] =>
    judged.filter(([, figure]) => figure?.word === word).map(([name]) => name);
  const better = of('better');
  const worse = of('worse');
  const same = of('not-distinguishable');
  const unknown = judged
    .filter(([, figure]) => figure?.word === null || figure?.word === 'no-interval')
    .map(([name]) => name);
  const verdict =
    better.length > 0
      ? worse.length > 0
        ? 'trade-off'
        : 'improvement'
      : worse.length > 0
        ? 'worse'
        : same.length > 0
          ? 'not-distinguishable'
          : 'no-interval';
  return { verdict, better, worse, same, unknown };
}

const verdictTones: Record<Reading['verdict'], Tone> = {
  improvement: 'better',
  'trade-off': 'mixed',
  worse: 'worse',
  'not-distinguishable': 'none',
  'no-interval': 'none',
};

export function toneOfReading({ verdict }: Reading): Tone {
  return verdictTones[verdict];
}

export function toneOfWord(word: ComparisonWord): Tone {
  return word === 'better' || word === 'worse' ? word : 'none';
}
