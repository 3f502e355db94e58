import type { Evaluation } from '../../contract/evaluation.ts';
import type { PairRequest } from './compare-pairs.ts';
import type { CommonClasses } from './compare-set.ts';

/** What a caution speaks of. */
export interface CautionInput {
  before: Evaluation;
  after: Evaluation;
  classes: CommonClasses;
  /** The images of both, where their scores are at hand. */
  pairs: PairRequest | null;
  /** Why they are not. */
  pairsReason: string | undefined;
}

/** What a reader must know before believing a difference, as sentences. */
export function cautionsOf(input: CautionInput): string[] {
  return [
    ...dataCautions(input),
    ...scoreCautions(input),
    ...(input.pairs === null
      ? [
          `Single pairs were not compared: ${input.pairsReason ?? 'the scores are not at hand'}. The decisions that flip, the rates at the same threshold and the interval of the difference in FAR are therefore not known.`,
        ]
      : []),
  ];
}

function dataCautions({ before, after, classes, pairs }: CautionInput): string[] {
  const cautions: string[] = [];
  const one = before.provenance;
  const other = after.provenance;
  if (one.evaluationId === other.evaluationId) {
    cautions.push('An evaluation is compared with itself.');
  }
  if (before.set !== after.set) {
    cautions.push(`Different sets are compared: ${before.set} before, ${after.set} after.`);
  }
  if (one.dataFingerprint !== other.dataFingerprint) {
    // The fingerprint of embeddings that were given as a file covers the vectors: two models differ.
    if (one.modelSha256 !== null && other.modelSha256 !== null) {
      cautions.push(
        'The data fingerprints differ: images or labels have changed between the two evaluations.',
      );
    } else if (pairs === null) {
      cautions.push(
        'That both are of the same images cannot be checked: embeddings were given as files, and their fingerprints cover the vectors.',
      );
    }
  }
  if (!classes.same) {
    cautions.push(
      `${String(classes.names.length)} classes are in both; ${String(classes.onlyBefore.length)} are only before and ${String(classes.onlyAfter.length)} only after, and are left out.`,
    );
    cautions.push(
      pairs === null
        ? 'A class that is in both met other impostors before than after, so its FAR may differ for that reason alone.'
        : `Rates are counted over the ${count(pairs.imageNames.length)} images that are in both, so they differ from those of the evaluations.`,
    );
  } else {
    const images = pairs?.imageNames.length;
    const sizesDiffer = classes.before.some(
      (own, c) => before.classImages[own] !== after.classImages[classes.after[c]!],
    );
    if (images !== undefined && (images < before.images || images < after.images)) {
      cautions.push(
        `Rates are counted over the ${count(images)} images that are in both (${count(before.images)} before, ${count(after.images)} after), so they differ from those of the evaluations.`,
      );
    } else if (sizesDiffer) {
      cautions.push('Some classes have other numbers of images before than after.');
    }
  }
  return cautions;
}

function scoreCautions({ before, after }: CautionInput): string[] {
  const cautions: string[] = [];
  if (before.score !== after.score) {
    cautions.push(
      `The scores are of different kinds (${before.score} before, ${after.score} after): there is no common threshold, and OPIS is another number. Rates at matched FAR can be compared.`,
    );
  } else if (before.provenance.cohortFingerprint !== after.provenance.cohortFingerprint) {
    cautions.push('The AS-norm cohorts differ.');
  }
  if (before.retrieval.sampled || after.retrieval.sampled) {
    cautions.push('Recall and MAP@R come from samples of the queries.');
  }
  return cautions;
}

/** Held-out classes of one evaluation on which the other fitted its thresholds. */
export function leakCaution(
  heldOut: readonly string[],
  calibration: readonly string[],
  of: 'before' | 'after',
): string[] {
  const fitted = new Set(calibration);
  const leaked = heldOut.filter((name) => fitted.has(name)).length;
  const other = of === 'before' ? 'after' : 'before';
  return leaked === 0
    ? []
    : [
        `${String(leaked)} held-out classes of "${of}" are calibration classes of "${other}": its thresholds have seen them.`,
      ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
