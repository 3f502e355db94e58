import manifest from '../../../package.json' with { type: 'json' };
import type { Decision, ThresholdRates } from '../../contract/decision.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import {
  type Passport,
  type PassportRates,
  passportSchema,
  passportSchemaVersion,
  type ScaledThreshold,
} from '../../contract/passport.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { atOrAbove32 } from '../../core/float32.ts';
import {
  type DistanceScale,
  leastSimilarity,
  thresholdScales,
} from '../../core/metrics/threshold-scales.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import type { ModelDescription } from '../models/describe.ts';
import { namedRecipe, recipeSha256 } from '../models/recipe.ts';
import { countAtThresholds } from './exact-counts.ts';
import { checkSignature } from './signature.ts';

/** Worst classes that a passport names by each rate. */
const worstClasses = 10;

/** The distance scales of a passport, by their names in it. */
const distanceScales: readonly [ScaledThreshold['scale'], DistanceScale][] = [
  ['cosine-distance', 'cosineDistance'],
  ['l2-distance', 'l2Distance'],
  ['angle-degrees', 'angleDegrees'],
];

/**
 * The passport of a decision, not signed: its threshold in every scale, with the pairs that each
 * rounded value accepts and rejects wrongly counted again.
 *
 * @throws IsolineError (input) `decision-without-threshold`, `evaluation-unknown`, what
 *   `countAtThresholds` throws
 */
export async function makePassport(
  parts: Pick<EmbeddingParts, 'db' | 'compute'>,
  decision: Pick<Decision, 'proposal' | 'author' | 'note' | 'createdAt'>,
  hooks: JobHooks,
): Promise<Passport> {
  const { proposal, author, note, createdAt } = decision;
  const { threshold, attained, evaluationId, heldOutId } = proposal;
  if (threshold === null || attained === null) {
    throw new IsolineError({
      code: 'decision-without-threshold',
      sentence: 'There is no threshold to write a passport of.',
      next: 'Change the policy, or give more data.',
    });
  }
  const fitted = readEvaluation(parts.db, evaluationId);
  const heldOut = heldOutId === null ? null : readEvaluation(parts.db, heldOutId);
  const reported = heldOut ?? fitted;
  const rates = proposal.heldOut ?? attained;
  const { provenance } = fitted;
  return {
    schema: passportSchemaVersion,
    score: proposal.score,
    thresholds: await inEveryScale(parts, threshold, rates, reported, proposal.seed, hooks),
    model: {
      sha256: provenance.modelSha256,
      recipe: provenance.recipe === null ? null : recipeSchema.parse(provenance.recipe),
    },
    data: {
      fingerprint: provenance.dataFingerprint,
      cohortFingerprint: provenance.cohortFingerprint ?? null,
      source: provenance.source,
      classNames: reported.classNames,
    },
    policy: proposal.policy,
    attained: ratesOf(attained, fitted),
    heldOut:
      heldOut === null || proposal.heldOut === null ? null : ratesOf(proposal.heldOut, heldOut),
    thresholdInterval: proposal.thresholdInterval,
    ...(proposal.thresholdIntervalReason === undefined
      ? {}
      : { thresholdIntervalReason: proposal.thresholdIntervalReason }),
    reported: heldOut === null ? 'attained' : 'heldOut',
    worstClasses: {
      byFalseAcceptRate: worst(rates.classFalseAcceptRate, rates, reported),
      byFalseRejectRate: worst(rates.classFalseRejectRate, rates, reported),
    },
    decision: {
      author,
      note,
      time: new Date(createdAt).toISOString(),
      evaluationId,
      heldOutId,
      programVersion: manifest.version,
    },
  };
}

async function inEveryScale(
  parts: Pick<EmbeddingParts, 'db' | 'compute'>,
  threshold: number,
  rates: ThresholdRates,
  { score, provenance }: Evaluation,
  seed: number,
  hooks: JobHooks,
): Promise<ScaledThreshold[]> {
  const exact = ({ falseAccepts, falseRejects }: ThresholdRates): ScaledThreshold['counted'] => ({
    falseAccepts,
    falseRejects,
  });
  const scales = score === 'cosine' ? thresholdScales(threshold) : null;
  const own: ScaledThreshold = {
    scale: score === 'cosine' ? 'cosine-similarity' : 'as-norm',
    value: threshold,
    accept: 'at-or-above',
    counted: exact(rates),
  };
  if (scales === null) return [own];
  const values = distanceScales.map(([scale, name]) => ({
    scale,
    value: scales[name],
    least: leastSimilarity(name, scales[name]),
  }));
  const thresholds = [...new Set(values.map(({ least }) => least))];
  const request = { evaluationId: provenance.evaluationId, thresholds, seed };
  const counted = await countAtThresholds(parts, request, hooks);
  return [
    own,
    ...values.map(({ scale, value, least }): ScaledThreshold => ({
      scale,
      value,
      accept: 'at-or-below',
      counted: exact(counted[thresholds.indexOf(least)]!),
    })),
  ];
}

function ratesOf(rates: ThresholdRates, { images, classes }: Evaluation): PassportRates {
  return {
    set: rates.set,
    images,
    classes,
    falseAccept: {
      rate: rates.falseAcceptRate,
      errors: rates.falseAccepts,
      pairs: rates.impostorPairs,
      interval: rates.falseAcceptRateInterval,
      optimistic: rates.optimistic.falseAcceptRate,
    },
    falseReject: {
      rate: rates.falseRejectRate,
      errors: rates.falseRejects,
      pairs: rates.genuinePairs,
      interval: rates.falseRejectRateInterval,
      optimistic: rates.optimistic.falseRejectRate,
    },
  };
}

/** The classes with the highest rate, highest first; those with a rate of 0 are not named. */
function worst(
  by: readonly (number | null)[],
  rates: ThresholdRates,
  { classNames, classImages }: Evaluation,
): Passport['worstClasses']['byFalseAcceptRate'] {
  return Array.from(by.keys())
    .filter((c) => (by[c] ?? 0) > 0)
    .sort((a, b) => by[b]! - by[a]! || a - b)
    .slice(0, worstClasses)
    .map((c) => ({
      name: classNames[c]!,
      images: classImages[c]!,
      falseAcceptRate: rates.classFalseAcceptRate[c] ?? null,
      falseRejectRate: rates.classFalseRejectRate[c] ?? null,
    }));
}

/** The content of a passport's file. */
export function passportBytes(passport: Passport): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(passportSchema.parse(passport), null, 2)}\n`);
}

/**
 * Reads a passport and checks that it is whole: every field, the direction of every scale, values that
 * are one and the same threshold, and the signature where there is one.
 *
 * @param source what to call it in errors
 * @throws IsolineError (input) `passport-invalid`, naming the field; `passport-signature-broken`
 */
export function readPassport(text: string, source: string): Passport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(source, 'it is not JSON', error);
  }
  const parsed = passportSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
    throw invalid(source, `${where}${issue.message}`, parsed.error);
  }
  const passport = parsed.data;
  const fault = contradiction(passport);
  if (fault !== null) throw invalid(source, fault);
  if (passport.signature !== undefined) checkSignature(passport, source);
  return passport;
}

/** What a passport says that cannot be true, or null. */
function contradiction(passport: Passport): string | null {
  const { score, thresholds, data, policy, reported, heldOut } = passport;
  const wanted: ScaledThreshold['scale'][] =
    score === 'cosine'
      ? ['cosine-similarity', 'cosine-distance', 'l2-distance', 'angle-degrees']
      : ['as-norm'];
  if (thresholds.map(({ scale }) => scale).join() !== wanted.join()) {
    return `thresholds: a passport of ${score} scores has the scales ${wanted.join(', ')}, in this order`;
  }
  for (const { scale, accept } of thresholds) {
    const right =
      scale === 'cosine-similarity' || scale === 'as-norm' ? 'at-or-above' : 'at-or-below';
    if (accept !== right) return `thresholds: ${scale} accepts ${right}, not ${accept}`;
  }
  const [similarity, ...distances] = thresholds;
  if (score === 'cosine') {
    const scales = thresholdScales(similarity!.value);
    if (Math.fround(similarity!.value) !== similarity!.value) {
      return 'thresholds: cosine-similarity is not a float32 number';
    }
    for (const [k, { scale, value }] of distances.entries()) {
      if (scales?.[distanceScales[k]![1]] !== value) {
        return `thresholds: ${scale} and cosine-similarity are different thresholds`;
      }
    }
  } else if (data.cohortFingerprint === null) {
    return 'data.cohortFingerprint: AS-norm scores belong to a cohort';
  }
  if (policy.threshold !== undefined && atOrAbove32(policy.threshold) !== similarity!.value) {
    return 'policy.threshold: the passport gives another threshold';
  }
  if ((reported === 'heldOut') !== (heldOut !== null)) {
    return 'reported: it names heldOut where there is one, and only then';
  }
  return null;
}

function invalid(source: string, what: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'passport-invalid',
    sentence: `${source} is not a threshold passport (${what}).`,
    next: 'Give a file that isoline decide --out wrote, unchanged.',
    subject: source,
    cause,
  });
}

/** What a passport is used with. */
export interface PassportUse {
  score: Passport['score'];
  /** Null where it is not known. */
  modelSha256: string | null;
  recipe: unknown;
  /** The model's tensors, whose names a recipe may leave out; null where the model is not known. */
  model: Pick<ModelDescription, 'imageInputs' | 'outputs'> | null;
}

/** One way in which a passport does not belong to what it is used with, as a sentence. */
export interface PassportMismatch {
  field: 'scale' | 'model' | 'recipe';
  sentence: string;
}

/** Every way in which a passport does not belong to what it is used with; empty when it does. */
export function passportMismatches(passport: Passport, use: PassportUse): PassportMismatch[] {
  const mismatches: PassportMismatch[] = [];
  if (passport.score !== use.score) {
    mismatches.push({
      field: 'scale',
      sentence: `The passport's threshold is for ${passport.score} scores, and these are ${use.score} scores.`,
    });
  }
  const { sha256, recipe } = passport.model;
  if (sha256 !== use.modelSha256) {
    mismatches.push({
      field: 'model',
      sentence:
        use.modelSha256 === null
          ? `The passport is for the model with the SHA-256 ${String(sha256)}, and what made these embeddings is not known.`
          : sha256 === null
            ? `The passport does not say for which model it is, and this one has the SHA-256 ${use.modelSha256}.`
            : `The passport is for the model with the SHA-256 ${sha256}, and this one has ${use.modelSha256}.`,
    });
  }
  if (!sameRecipe(recipe, use.recipe, use.model)) {
    mismatches.push({
      field: 'recipe',
      sentence: `The passport is for images prepared by the recipe ${JSON.stringify(recipe)}, and these are prepared by ${JSON.stringify(use.recipe)}.`,
    });
  }
  return mismatches;
}

function sameRecipe(one: unknown, other: unknown, model: PassportUse['model']): boolean {
  if (one === null || other === null) return one === other;
  const hash = (recipe: unknown): string => {
    const read = recipeSchema.parse(recipe);
    return recipeSha256(model === null ? read : namedRecipe(read, model));
  };
  return hash(one) === hash(other);
}
