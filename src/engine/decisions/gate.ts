import type { ThresholdRates } from '../../contract/decision.ts';
import { type GateCheck, gateChecks, type GateResult } from '../../contract/gate.ts';
import type { Passport } from '../../contract/passport.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import {
  type EvaluationSource,
  type JobHooks,
  prepareSource,
  recipeFor,
  type SourceRequest,
} from '../evaluation/evaluation-source.ts';
import { describeModel } from '../models/describe.ts';
import { suggestRecipe } from '../models/recipe.ts';
import type { CountInput } from './exact-counts.ts';
import { limitChecks } from './gate-limits.ts';
import { modelHashes } from './model-passport.ts';
import { readPassportFile } from './passport-file.ts';
import { type PassportMismatch, type PassportUse, passportMismatches } from './passport.ts';
import { checkSignature, readPublicKey } from './signature.ts';

/** What to re-check a passport on: the input of a `gate` job. */
export interface GateRequest {
  /** Absolute path of the passport. */
  passport: string;
  /** Absolute path of the key that it must be signed with; null: any, or none. */
  publicKey: string | null;
  source: SourceRequest;
  /** By how much of itself a rate may exceed its target before the gate fails. */
  tolerance: number;
  /** Up to how many times the target the rate must be excluded. */
  ceiling: number;
  seed: number;
}

/**
 * Re-checks a passport on labelled data: that it is whole, that model, recipe and scale are those in
 * use, that no class of it is missing, and that FAR and FRR of these classes are still what it says.
 * Fails closed: what cannot be shown to be right has failed, and says so by name.
 *
 * @throws IsolineError (input) `key-unreadable`; only failures of ours and interruptions otherwise
 */
export async function gate(
  parts: EmbeddingParts,
  request: GateRequest,
  hooks: JobHooks,
): Promise<GateResult> {
  const checks = new Checks();
  const rates = await runChecks(parts, request, hooks, checks);
  return { schema: 'isoline-gate-1', passed: checks.passed, checks: checks.all(), rates };
}

/** The outcomes so far. */
class Checks {
  readonly #outcomes = new Map<GateCheck['name'], GateCheck>();

  add(check: GateCheck): void {
    this.#outcomes.set(check.name, check);
  }

  pass(name: GateCheck['name'], sentence: string): void {
    this.add({ name, outcome: 'passed', sentence });
  }

  fail(name: GateCheck['name'], sentence: string): void {
    this.add({ name, outcome: 'failed', sentence });
  }

  /** Every check was made, and none failed. */
  get passed(): boolean {
    return gateChecks.every((name) => this.#outcomes.get(name)?.outcome === 'passed');
  }

  all(): GateCheck[] {
    return gateChecks.map(
      (name) =>
        this.#outcomes.get(name) ?? {
          name,
          outcome: 'skipped',
          sentence: 'Not checked, since another check has failed.',
        },
    );
  }
}

async function runChecks(
  parts: EmbeddingParts,
  request: GateRequest,
  hooks: JobHooks,
  checks: Checks,
): Promise<ThresholdRates | null> {
  const key = request.publicKey === null ? null : await readPublicKey(request.publicKey);
  const passport = await attempt(checks, 'passport', () => readPassportFile(request.passport));
  if (passport === null) return null;
  checks.pass('passport', `The passport of ${passport.decision.author} is whole.`);

  if (passport.signature === undefined && key === null) {
    checks.pass('signature', 'The passport is not signed, and no key was asked for.');
  } else {
    const signed = await attempt(checks, 'signature', () => {
      checkSignature(passport, request.passport, key);
      return Promise.resolve(true);
    });
    if (signed === null) return null;
    checks.pass('signature', 'The signature fits.');
  }

  const recipe = await checkUse(passport, request.source, checks);
  if (recipe === null) return null;

  const source = await attempt(checks, 'data', () => {
    const wanted: SourceRequest =
      request.source.kind === 'matrix' || recipe.recipe === null
        ? request.source
        : { ...request.source, recipe: { from: 'recipe', recipe: recipe.recipe, note: null } };
    return prepareSource(parts, wanted, hooks);
  });
  if (source === null) return null;
  const lost = lostImages(parts, source);
  if (lost.length > 0) {
    const named = lost.slice(0, 5).join(', ');
    checks.fail(
      'data',
      `${String(lost.length)} ${lost.length === 1 ? 'image is' : 'images are'} missing or cannot be read: ${named}${lost.length > 5 ? ', …' : ''}.`,
    );
  } else checks.pass('data', `${source.description}: every image was read.`);

  const present = new Set(source.rowClasses);
  const { classNames } = passport.data;
  const missing = classNames.filter((name) => !present.has(name));
  if (missing.length > 0) {
    checks.fail(
      'classes',
      `${String(missing.length)} of the ${String(classNames.length)} classes that the passport reports are missing from the data: ${missing.join(', ')}.`,
    );
    return null;
  }
  const others = present.size - classNames.length;
  checks.pass(
    'classes',
    `All ${String(classNames.length)} classes that the passport reports are there${others > 0 ? `; ${String(others)} others are left out` : ''}.`,
  );

  const rates = await attempt(checks, 'data', () =>
    countRates(parts, passport, source, request.seed, hooks),
  );
  if (rates === null) return null;
  for (const { passed, ...check } of limitChecks(passport, rates, request)) {
    checks.add({ ...check, outcome: passed ? 'passed' : 'failed' });
  }
  return rates;
}

/**
 * Does one thing; what is wrong with the call's files is the failure of a check.
 *
 * @throws failures of ours and interruptions
 */
async function attempt<Result>(
  checks: Checks,
  name: GateCheck['name'],
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IsolineError) || error.kind !== 'input') throw error;
    checks.fail(name, error.sentence);
    return null;
  }
}

/**
 * Checks scale, model and recipe before anything is embedded.
 *
 * @returns the recipe to embed with (null of a matrix); null when a check failed
 */
async function checkUse(
  passport: Passport,
  source: SourceRequest,
  checks: Checks,
): Promise<{ recipe: Recipe | null } | null> {
  const inUse =
    source.kind === 'dataset'
      ? await modelInUse(passport, source, checks)
      : // The recipe of a matrix is as unknown as its model: the model's check names it.
        { modelSha256: null, recipe: passport.model.recipe as Recipe | null, model: null };
  if (inUse === null) return null;
  const { modelSha256 } = inUse;
  const mismatches = passportMismatches(passport, { score: 'cosine', ...inUse });
  const sentenceOf = (field: PassportMismatch['field']): string | undefined =>
    mismatches.find((mismatch) => mismatch.field === field)?.sentence;
  for (const [field, right] of [
    ['scale', 'The threshold is for cosine scores, and so are these.'],
    ['model', modelSha256 === null ? 'Neither names a model.' : `The model is ${modelSha256}.`],
    ['recipe', 'Images are prepared as the passport says.'],
  ] as const) {
    const sentence = sentenceOf(field);
    if (sentence === undefined) checks.pass(field, right);
    else checks.fail(field, sentence);
  }
  if (mismatches.length > 0) return null;
  // Of two ways to say the same the passport's: embeddings are kept by it.
  return { recipe: source.kind === 'matrix' ? null : (passport.model.recipe as Recipe) };
}

/** Null when the model or its recipe cannot be read. */
async function modelInUse(
  passport: Passport,
  source: Extract<SourceRequest, { kind: 'dataset' }>,
  checks: Checks,
): Promise<(Omit<PassportUse, 'score'> & { recipe: Recipe }) | null> {
  const known = await attempt(checks, 'model', async () => {
    const description = await describeModel(source.model);
    return { description, hashes: await modelHashes(source.model, description.sha256) };
  });
  if (known === null) return null;
  const recipe = await attempt(checks, 'recipe', () =>
    recipeInUse(passport, source, known.description),
  );
  if (recipe === null) return null;
  const own = known.hashes.find((hash) => hash === passport.model.sha256);
  return { modelSha256: own ?? known.hashes[0]!, recipe, model: known.description };
}

/** The recipe that the call or the model names; the passport's own where neither does. */
async function recipeInUse(
  passport: Passport,
  source: Extract<SourceRequest, { kind: 'dataset' }>,
  description: Parameters<typeof suggestRecipe>[0],
): Promise<Recipe> {
  if (
    source.recipe.from === 'model' &&
    passport.model.recipe !== null &&
    suggestRecipe(description).source === 'guess'
  ) {
    return passport.model.recipe as Recipe;
  }
  return (await recipeFor(source, description)).recipe;
}

/** Images of a dataset that are gone or broken, by path. */
function lostImages({ db }: EmbeddingParts, { datasetId }: EvaluationSource): string[] {
  if (datasetId === null) return [];
  return db
    .prepare<[number], { path: string }>(
      "SELECT path FROM images WHERE dataset_id = ? AND status <> 'ok' ORDER BY path",
    )
    .all(datasetId)
    .map((row) => row.path);
}

async function countRates(
  { compute }: EmbeddingParts,
  passport: Passport,
  source: EvaluationSource,
  seed: number,
  hooks: JobHooks,
): Promise<ThresholdRates> {
  const indexOf = new Map(passport.data.classNames.map((name, c) => [name, c]));
  const rows: number[] = [];
  source.rowClasses.forEach((name, row) => {
    if (indexOf.has(name)) rows.push(row);
  });
  const none = { first: new Uint32Array(), second: new Uint32Array(), scores: new Float32Array() };
  const input: CountInput = {
    set: passport.heldOut === null ? 'all' : 'held-out',
    stored: {
      evaluationId: passport.decision.evaluationId,
      source: {
        matrixFile: source.matrixFile,
        rows: Uint32Array.from(rows),
        cohort: null,
        known: none,
      },
      labels: Int32Array.from(rows, (row) => indexOf.get(source.rowClasses[row]!)!),
      classes: passport.data.classNames.length,
      imageNames: rows.map((row) => source.rowNames[row]!),
      tail: { ...none, complete: false },
    },
    thresholds: [passport.thresholds[0]!.value],
    seed,
  };
  const [rates] = await compute.run<ThresholdRates[]>('decisions.count', input, hooks);
  return rates!;
}
