/** For tests: embeddings of classes that a head can learn to tell apart, or cannot. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededGenerator } from '../../core/random.ts';
import { writeNpy } from '../embedding/npy.ts';

export interface SyntheticClass {
  /** The half of the dimensions in which the class shows; the other half is noise, a new one an image. */
  readonly shownIn: 'first' | 'second';
  readonly images: number;
  readonly set: 'training' | 'calibration' | 'held-out';
}

export interface SyntheticFiles {
  readonly embeddings: string;
  readonly labels: string;
  readonly split: string;
}

const halfDimension = 12;
const syntheticDimension = 2 * halfDimension;

/** Equal numbers of classes in each set, all shown in the same half. */
export function classesShownIn(
  shownIn: { [Set in SyntheticClass['set']]: SyntheticClass['shownIn'] },
  classes = 12,
  images = 8,
): SyntheticClass[] {
  return (['training', 'calibration', 'held-out'] as const).flatMap((set) =>
    Array.from({ length: classes }, () => ({ shownIn: shownIn[set], images, set })),
  );
}

/** Every class shows in the first half: what training learns holds for new classes. */
export const learnable = classesShownIn({
  training: 'first',
  calibration: 'first',
  'held-out': 'first',
});

/**
 * Writes matrix, labels and split to a folder.
 *
 * @param change edits the values before they are written
 */
export async function writeSynthetic(
  folder: string,
  classes: readonly SyntheticClass[],
  change: (values: Float32Array) => void = () => undefined,
): Promise<SyntheticFiles> {
  const generator = seededGenerator(5);
  const rows = classes.reduce((sum, { images }) => sum + images, 0);
  const values = new Float32Array(rows * syntheticDimension);
  const labels = ['index,class'];
  let row = 0;
  classes.forEach(({ shownIn, images }, c) => {
    const centre = Array.from({ length: halfDimension }, () => generator.normal());
    for (let image = 0; image < images; image++, row++) {
      const own = shownIn === 'first' ? 0 : halfDimension;
      const other = halfDimension - own;
      for (let d = 0; d < halfDimension; d++) {
        const at = row * syntheticDimension + d;
        values[at + own] = centre[d]! + 0.4 * generator.normal();
        values[at + other] = generator.normal();
      }
      labels.push(`${row},${className(c)}`);
    }
  });
  change(values);
  const files = {
    embeddings: path.join(folder, 'X.npy'),
    labels: path.join(folder, 'L.csv'),
    split: path.join(folder, 'split.csv'),
  };
  await writeNpy(files.embeddings, { rows, columns: syntheticDimension, data: values });
  writeFileSync(files.labels, `${labels.join('\n')}\n`);
  const split = classes.map(({ set }, c) => `${className(c)},${set}`);
  writeFileSync(files.split, `${['class,split', ...split].join('\n')}\n`);
  return files;
}

const className = (c: number): string => `class ${String(c).padStart(3, '0')}`;
