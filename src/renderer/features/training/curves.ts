import type { TrainingHistoryEntry } from '../../../contract/training.ts';
import type { Point } from '../../charts/places.ts';

/** A configuration with its validations, as the curves show it. */
export interface CoursePoint {
  name: string;
  /** Its last step. */
  steps: number;
  history: readonly TrainingHistoryEntry[];
  /** The step whose head was chosen; null while none is. */
  chosenStep: number | null;
}

/** What is drawn against the steps. */
const curveNames = ['baseLoss', 'tcmLoss', 'recallAt1', 'opis', 'meanUtility'] as const;
export type CurveName = (typeof curveNames)[number];

/** The value of a validation; null where it has none. */
export function valueOf(entry: TrainingHistoryEntry, name: CurveName): number | null {
  return name === 'baseLoss' || name === 'tcmLoss' ? entry[name] : entry.calibration[name];
}

/** A curve by ascending step; validations without a value are left out. */
export function curveOf(history: readonly TrainingHistoryEntry[], name: CurveName): Point[] {
  return history.flatMap((entry): Point[] => {
    const value = valueOf(entry, name);
    return value === null ? [] : [[entry.step, value]];
  });
}

/** The curves that at least one point has a value of. */
export function curvesWithValues(points: readonly CoursePoint[]): CurveName[] {
  return curveNames.filter((name) =>
    points.some(({ history }) => history.some((entry) => valueOf(entry, name) !== null)),
  );
}
