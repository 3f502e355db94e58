import type { HeadFigures, TrainingResult, Verdict } from '../../contract/training.ts';
import type { SelectionTolerance } from '../../core/training/selection.ts';

/** The rule of `chooseCandidate` in words. */
export function ruleText(tolerance: SelectionTolerance): string {
  return `the least OPIS among the candidates whose recall@1 is within ${tolerance.recallAt1} and whose mean utility is within ${tolerance.meanUtility} of the best, on calibration classes; where there is none, the best recall@1; the old model is a candidate`;
}

/** What to do with the result: the new head, the old model, or either. */
export interface Advice {
  readonly advice: TrainingResult['advice'];
  /** Sentences. */
  readonly reasons: string[];
}

/** A choice and the figures behind it. */
export interface Choice {
  /** The old model on calibration classes. */
  readonly start: HeadFigures;
  /** The trained points in order: their names, and their chosen heads on calibration classes. */
  readonly points: readonly { readonly name: string; readonly calibration: HeadFigures }[];
  /** Null: the old model. */
  readonly chosen: number | null;
  readonly verdict: Verdict;
  readonly heldOut: TrainingResult['heldOut'];
  /** Why held-out classes show no verdict; null where they do. */
  readonly heldOutMissing: string | null;
}

/** Explains the choice on calibration classes, and says what the held-out classes make of it. */
export function adviseOn(choice: Choice): Advice {
  const { start, points, chosen, verdict, heldOut, heldOutMissing } = choice;
  if (chosen === null) {
    const rivals =
      points.length === 1
        ? 'the trained head does not'
        : `none of the ${points.length} trained heads does`;
    return {
      advice: 'keep-old',
      reasons: [
        `Keep the old model: by the rule ${rivals} beat it on calibration classes, where it has ${figuresText(start)}.`,
        ...points.map(
          ({ name, calibration }) => `The best head of ${name} has ${figuresText(calibration)}.`,
        ),
      ],
    };
  }
  const { name, calibration } = points[chosen]!;
  const among = points.length === 1 ? '' : ` of ${points.length} points and the old model`;
  const why = `Chosen on calibration classes${among}: ${name}, with ${figuresText(calibration)}; the old model has ${figuresText(start)}.`;
  const change = `On held-out classes recall@1 goes from ${numberText(heldOut.start.recallAt1)} to ${numberText(heldOut.chosen.recallAt1)} and OPIS from ${numberText(heldOut.start.opis)} to ${numberText(heldOut.chosen.opis)}`;
  switch (verdict) {
    case 'improvement':
      return { advice: 'use-new', reasons: [why, `${change}: neither is worse.`] };
    case 'trade-off':
      return {
        advice: 'either',
        reasons: [
          why,
          `${change}: one gains and the other loses. Which counts more is yours to say.`,
        ],
      };
    case 'worse':
    case 'unchanged':
      return {
        advice: 'keep-old',
        reasons: [why, `${change}: nothing is better there. Keep the old model.`],
      };
    case 'undecided':
      return {
        advice: 'keep-old',
        reasons: [
          why,
          `The held-out classes cannot confirm it: ${heldOutMissing ?? 'a figure is missing'}. Keep the old model until there are more of them.`,
        ],
      };
  }
}

function figuresText({ recallAt1, opis, meanUtility }: HeadFigures): string {
  return `recall@1 ${numberText(recallAt1)}, OPIS ${numberText(opis)} and mean utility ${numberText(meanUtility)}`;
}

function numberText(value: number | null): string {
  return value === null ? 'none' : value.toPrecision(3);
}
