import type { EvaluateInput } from '../../contract/api/evaluations.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { EvaluateRequest } from './evaluate.ts';
import { sourceOfWorkspace } from './workspace-source.ts';

/**
 * What an `evaluate` job of a dataset and a model of the workspace takes.
 *
 * @throws IsolineError (input) what `sourceOfWorkspace` throws
 */
export function evaluateRequest(
  parts: Pick<EmbeddingParts, 'db' | 'folder'>,
  { source, split, ...request }: EvaluateInput,
): EvaluateRequest {
  return {
    ...request,
    source: sourceOfWorkspace(parts, source),
    split: split === 'kept' ? null : split,
  };
}
