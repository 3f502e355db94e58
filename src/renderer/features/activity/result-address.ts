import type { JobState } from '../../../contract/job.ts';

/** Where a done job's result, or what it worked on, is shown; null where there is no such screen. */
export function resultAddress({ id, kind, status, input, result }: JobState): string | null {
  if (status !== 'done') return null;
  const number = String(id);
  const made = (name: string): string | null => textAt(result, name);
  const asked = (name: string): string | null => textAt(input, name);
  const at = (screen: string, part: string | null, more = ''): string | null =>
    part === null ? null : `/${screen}/${encodeURIComponent(part)}${more}`;
  switch (kind) {
    case 'import':
      return at('data', made('datasetId'));
    case 'import-model':
    case 'export':
    case 'stamp-model':
      return at('models', made('sha256'));
    case 'parity':
      return at('models', asked('modelSha256'), `/parity/${number}`);
    case 'evaluate':
    case 'demo':
    case 'apply-review':
      return at('threshold', made('evaluationId'));
    case 'count':
    case 'choose-threshold':
    case 'review-band':
      return at('threshold', asked('evaluationId'));
    case 'train':
      return at('training', made('runId'));
    case 'compare':
      return at('compare', made('comparisonId'));
    case 'report':
      return at(
        'threshold',
        textAt(fieldOf(fieldOf(input, 'evaluation'), 'stored'), 'evaluationId'),
      );
    case 'gate':
      return `/passport?${new URLSearchParams({ file: asked('passport') ?? '', gate: number }).toString()}`;
    case 'passport':
      return at('reports', asked('decisionId'));
    case 'prepare-review':
      return at('review', made('evaluationId'));
    case 'preview-review':
      return at('review', asked('evaluationId'), `/change?preview=${number}`);
    case 'identify':
      return at('review', made('evaluationId'), `/gallery?search=${number}`);
    case 'import-pairs':
      return at('review/pairs', made('pairSetId'));
    case 'score-pairs':
      return at('review/pairs', asked('id'));
    case 'evaluate-pairs':
      return at('review/pairs', asked('id'), `?evaluation=${number}`);
    default:
      return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function textAt(value: unknown, name: string): string | null {
  const field = fieldOf(value, name);
  return typeof field === 'string' || typeof field === 'number' ? String(field) : null;
}
