import type { JobState } from '../../../contract/job.ts';

/** What the workspace calls the things that jobs work on: names by id. */
export interface KnownNames {
  /** By number, and by the folder or manifest that a job reads. */
  readonly datasets: ReadonlyMap<string, string>;
  /** By SHA-256. */
  readonly models: ReadonlyMap<string, string>;
  /** Held-out ones by the name of what they belong to. */
  readonly evaluations: ReadonlyMap<string, string>;
  readonly trainings: ReadonlyMap<string, string>;
  readonly pairSets: ReadonlyMap<string, string>;
  /** The evaluations that decisions are of, by the decision. */
  readonly decisions: ReadonlyMap<string, string>;
}

/** What a job works on, as names: what it made, once it is done. Null where it does not say. */
export function jobSubject({ kind, input, result }: JobState, known: KnownNames): string | null {
  const asked = (name: string): string => textAt(input, name);
  const made = (name: string): string => textAt(result, name);
  const source = fieldOf(input, 'source');
  const read = joined([
    datasetOf(textAt(source, 'path'), known),
    modelOf(textAt(source, 'model'), known),
    fileName(textAt(source, 'embeddings')),
  ]);
  const evaluation = known.evaluations.get(asked('evaluationId')) ?? null;
  switch (kind) {
    case 'import':
      return known.datasets.get(made('datasetId')) ?? datasetOf(asked('path'), known);
    case 'import-model':
      return known.models.get(made('sha256')) ?? fileName(asked('path'));
    case 'embed':
      return joined([datasetOf(asked('path'), known), modelOf(asked('model'), known)]);
    case 'evaluate':
    case 'demo':
    case 'apply-review':
      return known.evaluations.get(made('evaluationId')) ?? evaluation ?? read;
    case 'train':
      return known.trainings.get(made('runId')) ?? read;
    case 'export':
      return known.models.get(made('sha256')) ?? known.trainings.get(asked('runId')) ?? null;
    case 'parity':
      return known.models.get(asked('modelSha256')) ?? null;
    case 'compare':
      return joined(
        listAt(input, 'evaluations').map((one) => textAt(one, 'name')),
        ' → ',
      );
    case 'report':
      return textAt(fieldOf(input, 'evaluation'), 'name') || null;
    case 'passport':
    case 'stamp-model':
      return known.decisions.get(asked('decisionId')) ?? null;
    case 'gate':
      return joined([fileName(asked('passport')), read]);
    case 'import-pairs':
      return known.pairSets.get(made('pairSetId')) ?? fileName(asked('path'));
    case 'score-pairs':
      return joined([
        known.pairSets.get(asked('id')) ?? null,
        known.models.get(asked('modelSha256')) ?? null,
      ]);
    case 'evaluate-pairs':
      return known.pairSets.get(asked('id')) ?? null;
    default:
      return evaluation;
  }
}

function datasetOf(path: string, { datasets }: KnownNames): string | null {
  return datasets.get(path) ?? fileName(path);
}

/** The workspace keeps a model under its SHA-256. */
function modelOf(file: string, { models }: KnownNames): string | null {
  return models.get(/[0-9a-f]{64}/.exec(file)?.[0] ?? '') ?? fileName(file);
}

/** The last part of a path of any system; null of an empty one. */
function fileName(path: string): string | null {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? null;
}

function joined(names: readonly (string | null)[], mark = ' · '): string | null {
  return names.filter((name) => name !== null && name !== '').join(mark) || null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** '' where there is none. */
function textAt(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === 'string' || typeof field === 'number' ? String(field) : '';
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? (field as readonly unknown[]) : [];
}
