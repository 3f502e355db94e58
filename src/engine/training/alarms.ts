import type { TrainingHistoryEntry } from '../../contract/training.ts';

/** Below this share of its value at the start, recall@1 has collapsed. */
const collapsedRecall = 0.5;
/** This much below its best, recall@1 has been lost to training classes. */
const lostRecall = 0.02;
/** The calibration loss has risen by this share over its least. */
const risenLoss = 0.1;

/**
 * What a person should know of a training's course, in sentences: collapse (the head tells classes
 * apart far worse than the start, or all images look alike) and overfitting (calibration classes get
 * worse while training goes on).
 *
 * @param history the start first
 */
export function alarmsOf(history: readonly TrainingHistoryEntry[]): string[] {
  return [collapse(history), overfitting(history)].filter((alarm) => alarm !== null);
}

function collapse([start, ...later]: readonly TrainingHistoryEntry[]): string | null {
  const before = start?.calibration.recallAt1 ?? 0;
  for (const { step, calibration } of later) {
    const { recallAt1, opis } = calibration;
    if (recallAt1 !== null && recallAt1 < collapsedRecall * before) {
      return `Collapse: after ${step} steps recall@1 on calibration classes is ${recallAt1.toFixed(3)}, from ${before.toFixed(3)} at the start. Try a smaller learning rate.`;
    }
    if (opis === null) {
      return `Collapse: after ${step} steps the scores of calibration classes no longer differ enough to measure OPIS: all images look alike to the head. Try a smaller learning rate.`;
    }
  }
  return null;
}

function overfitting(history: readonly TrainingHistoryEntry[]): string | null {
  const last = history.at(-1);
  if (last === undefined) return null;
  const best = history.reduce((a, b) =>
    (b.calibration.recallAt1 ?? 0) > (a.calibration.recallAt1 ?? 0) ? b : a,
  );
  const [bestRecall, lastRecall] = [best.calibration.recallAt1, last.calibration.recallAt1];
  if (bestRecall !== null && lastRecall !== null && lastRecall < bestRecall - lostRecall) {
    return `Overfitting: recall@1 on calibration classes was highest after ${best.step} steps (${bestRecall.toFixed(3)}) and fell to ${lastRecall.toFixed(3)} after ${last.step}.`;
  }
  const measured = history.filter(
    ({ calibrationLoss, loss }) => calibrationLoss !== null && loss !== null,
  );
  const least = measured.reduce<TrainingHistoryEntry | null>(
    (a, b) => (a === null || b.calibrationLoss! < a.calibrationLoss! ? b : a),
    null,
  );
  if (least === null) return null;
  const rose = last.calibrationLoss! > (1 + risenLoss) * least.calibrationLoss!;
  const gained = (lastRecall ?? 0) > (least.calibration.recallAt1 ?? 0);
  return rose && !gained && last.loss! < least.loss!
    ? `Overfitting: the loss on calibration classes was least after ${least.step} steps (${least.calibrationLoss!.toPrecision(3)}) and rose to ${last.calibrationLoss!.toPrecision(3)} after ${last.step}, while the training loss fell.`
    : null;
}
