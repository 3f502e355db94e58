import type { TrainingResult } from '../../../contract/training.ts';
import { paretoFront } from '../../../core/training/selection.ts';

/** A head of the trade-off, on calibration classes. */
export interface FrontMark {
  /** Index of the point; null: the old model. */
  point: number | null;
  /** Null of the old model. */
  name: string | null;
  recallAt1: number | null;
  opis: number | null;
  meanUtility: number | null;
  /** After which step, and how far from the start; null of the old model. */
  step: number | null;
  alpha: number | null;
  isChosen: boolean;
  /** Whether no other one beats it on recall@1 and OPIS at once. */
  onFront: boolean;
}

/** A head that can be drawn. */
export type PlacedMark = FrontMark & { recallAt1: number; opis: number };

/** The old model, then the chosen head of each point. */
export function frontMarks({ start, points, chosen }: TrainingResult): FrontMark[] {
  const front = new Set(paretoFront([start, ...points.map(({ calibration }) => calibration)]));
  const figures = ({ recallAt1, opis, meanUtility }: TrainingResult['start']) => ({
    recallAt1,
    opis,
    meanUtility,
  });
  return [
    {
      point: null,
      name: null,
      ...figures(start),
      step: null,
      alpha: null,
      isChosen: chosen === null,
      onFront: front.has(0),
    },
    ...points.map(({ name, calibration, interpolation, chosen: candidate }, k) => ({
      point: k,
      name,
      ...figures(calibration),
      step: interpolation[candidate]?.step ?? null,
      alpha: interpolation[candidate]?.alpha ?? null,
      isChosen: k === chosen,
      onFront: front.has(k + 1),
    })),
  ];
}

/** Those that have both figures. */
export function placedMarks(marks: readonly FrontMark[]): PlacedMark[] {
  return marks.filter((mark): mark is PlacedMark => mark.recallAt1 !== null && mark.opis !== null);
}

/** The front by ascending OPIS. */
export function frontLine(marks: readonly PlacedMark[]): PlacedMark[] {
  return marks.filter(({ onFront }) => onFront).sort((a, b) => a.opis - b.opis);
}
