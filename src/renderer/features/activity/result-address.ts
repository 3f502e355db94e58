import type { JobState } from '../../../contract/job.ts';

/** Where the result of a done job is shown; null where it has no screen of its own. */
export function resultAddress({ id, kind, status, result }: JobState): string | null {
  if (status !== 'done' || typeof result !== 'object' || result === null) return null;
  const text = (name: string): string | null => {
    const value = (result as Record<string, unknown>)[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  const at = (screen: string, id: string | null): string | null =>
    id === null ? null : `/${screen}/${encodeURIComponent(id)}`;
  switch (kind) {
    case 'import':
      return at('data', text('datasetId'));
    case 'import-model':
    case 'export':
      return at('models', text('sha256'));
    case 'evaluate':
    case 'demo':
    case 'apply-review':
      return at('threshold', text('evaluationId'));
    case 'train':
      return at('training', text('runId'));
    case 'compare':
      return at('compare', text('comparisonId'));
    case 'prepare-review':
      return at('review', text('evaluationId'));
    case 'identify': {
      const evaluation = at('review', text('evaluationId'));
      return evaluation === null ? null : `${evaluation}/gallery?search=${String(id)}`;
    }
    case 'import-pairs':
      return at('review/pairs', text('pairSetId'));
    default:
      return null;
  }
}
