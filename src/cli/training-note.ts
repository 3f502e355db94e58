import type { EvaluationFile } from '../contract/evaluation.ts';
import { readLabels } from '../engine/datasets/labels.ts';
import { loadSplit } from '../engine/datasets/split.ts';
import type { Engine } from '../engine/engine.ts';
import type { SourceRequest } from '../engine/evaluation/evaluation-source.ts';
import { evaluationRow } from '../engine/evaluation/stored-evaluations.ts';
import { countText } from './count-text.ts';

/**
 * The evaluation with a note on the training classes of its split, which no figure shows; as it is
 * where there is no split, or none of its classes is for training.
 */
export async function withTrainingNote(
  db: Engine['db'],
  source: SourceRequest,
  file: EvaluationFile,
): Promise<EvaluationFile> {
  if (file.sets === undefined) return file;
  const count = await trainingClasses(db, source, file, file.sets);
  if (count === 0) return file;
  const classes = countText(count, 'training class', 'training classes');
  const take = count === 1 ? 'takes' : 'take';
  const note =
    file.score === 'as-norm'
      ? `${classes} of the split ${take} part as the cohort of AS-norm alone.`
      : `${classes} of the split ${take} no part in these figures.`;
  const notes = [...file.notes, note];
  return {
    ...file,
    notes,
    sets: { ...file.sets, calibration: { ...file.sets.calibration, notes } },
  };
}

async function trainingClasses(
  db: Engine['db'],
  source: SourceRequest,
  { provenance }: EvaluationFile,
  { calibration, heldOut }: NonNullable<EvaluationFile['sets']>,
): Promise<number> {
  if (source.kind === 'matrix') {
    // The split of a matrix names all of its classes.
    const { classNames } = await readLabels(source.labels);
    return new Set(classNames).size - calibration.classes - heldOut.classes;
  }
  const { datasetId } = evaluationRow(db, provenance.evaluationId);
  return [...loadSplit(db, datasetId!).values()].filter((set) => set === 'training').length;
}
