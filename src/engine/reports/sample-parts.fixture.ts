import { evaluationSchemaVersion } from '../../contract/evaluation.ts';
import type { Evaluation, OperatingPoint } from '../../contract/evaluation.ts';

/** What the evaluations for the tests of the report have in common. */

export const targets = [1e-1, 1e-2, 1e-3, 1e-4];
export const binCount = 400;

export interface Sample {
  classes: number;
  /** Images of class `index`. */
  imagesOf: (index: number) => number;
  seed?: number;
  nameOf?: (index: number) => string;
  set?: Evaluation['set'];
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;
export const present = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null);

export function deviation(values: readonly (number | null)[]): number | null {
  const known = present(values);
  const centre = mean(known);
  return centre === null
    ? null
    : Math.sqrt(sum(known.map((value) => (value - centre) ** 2)) / known.length);
}

export function scales(threshold: number): NonNullable<OperatingPoint['scales']> {
  return {
    cosineSimilarity: threshold,
    cosineDistance: 1 - threshold,
    l2Distance: Math.sqrt(2 - 2 * threshold),
    angleDegrees: (Math.acos(threshold) * 180) / Math.PI,
  };
}

/** The false accept and false reject rates of every class. */
export function classRates(
  accepted: readonly number[],
  rejected: readonly (number | null)[],
  classImages: readonly number[],
): { accept: (number | null)[]; reject: (number | null)[] } {
  const images = sum(classImages);
  return {
    accept: accepted.map((count, index) => {
      const own = classImages[index] as number;
      return images === own ? null : count / (own * (images - own));
    }),
    reject: rejected.map((count, index) => {
      const own = classImages[index] as number;
      return count === null || own < 2 ? null : count / ((own * (own - 1)) / 2);
    }),
  };
}

export function fewPairs(classImages: readonly number[]): number[] {
  return classImages.flatMap((count, index) =>
    count >= 2 && (count * (count - 1)) / 2 < 10 ? [index] : [],
  );
}

export function common(sample: Sample, classImages: number[]) {
  return {
    schema: evaluationSchemaVersion,
    set: sample.set ?? 'all',
    score: 'cosine',
    images: sum(classImages),
    classes: sample.classes,
    classNames: classImages.map(
      (_, index) => sample.nameOf?.(index) ?? `class-${String(index).padStart(5, '0')}`,
    ),
    classImages,
    classesOfOneImage: classImages.filter((count) => count === 1).length,
    notes: ['Genuine scores are kept exactly.'],
    provenance: {
      evaluationId: '01JZ8Q4X7T2M',
      programVersion: '0.1.0',
      dataFingerprint: 'b5'.repeat(32),
      modelSha256: 'a3'.repeat(32),
      recipe: { size: [224, 224], fit: 'crop', colour: 'RGB', mean: [0.485, 0.456, 0.406] },
      provider: 'cpu',
      seed: sample.seed ?? 1,
      time: '2026-01-31T09:26:53Z',
      source: 'shoes-2026 with resnet50.onnx',
    },
  } as const satisfies Partial<Evaluation>;
}
