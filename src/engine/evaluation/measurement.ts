import type { Evaluation, HeldOutRates } from '../../contract/evaluation.ts';

/** What to measure on one set of images of a matrix. */
export interface MeasureRequest {
  /** Rows of the matrix that belong to this set, in the order of the images. */
  rows: Uint32Array;
  /** [N] class of each image, an index into `classNames`. */
  labels: Int32Array;
  /** Sorted by code point. */
  classNames: string[];
  /** [N] what to call an image in an error. */
  imageNames: string[];
  /** Target FARs of the operating points. */
  targets: number[];
  /** Thresholds fixed elsewhere (float32) at which this set is counted exactly too. */
  fixedThresholds: number[];
  /** Pooled FAR at the ends of the OPIS range, strict end first. */
  opisRange: [number, number];
  beta: number;
  epsilon: number;
  seed: number;
  /** Rows of the matrix that form the AS-norm cohort; null for plain cosine scores. */
  cohort: Uint32Array | null;
  /** Leaves out what only a report needs: intervals and the noise floor. */
  brief?: boolean;
}

/** The input of the `evaluation.measure` task. */
export interface MeasureInput extends MeasureRequest {
  /** A float32 matrix [rows, D] as `.npy`. */
  matrixFile: string;
}

/** An array of an evaluation that is kept as a blob. */
export interface MeasuredArray {
  name: string;
  shape: number[];
  values: Uint32Array | Float32Array;
}

/** The evaluation without its provenance and set, and the arrays behind it. */
export interface Measurement {
  figures: Omit<Evaluation, 'schema' | 'set' | 'provenance'>;
  /** Rates at the fixed thresholds, in their order. */
  atFixedThresholds: HeldOutRates[];
  arrays: MeasuredArray[];
}

/** One set's evaluation with the arrays behind it. */
export interface SetEvaluation {
  evaluation: Evaluation;
  arrays: MeasuredArray[];
  /** [N] what each image is called, in the order of the `rows` array: a path, or "row 12". */
  imageNames: string[];
}
