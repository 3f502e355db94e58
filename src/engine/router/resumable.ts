import path from 'node:path';
import type { JobState } from '../../contract/job.ts';
import { GrantedFolders } from '../datasets/granted-folders.ts';
import type { RouterContext } from './base.ts';

/**
 * Refuses to run a job again whose input names what a caller could not name now: folders may have been
 * granted to an earlier program alone. As when a job is started, the workspace's own files may be read,
 * and its datasets, except by an import, which is what makes a folder a dataset. Whatever in the input
 * looks like an absolute path is taken for one.
 *
 * @throws IsolineError (input) as `GrantedFolders.check` does
 */
export async function checkResumable(
  { engine: { db, workspace }, folders }: RouterContext,
  { kind, input }: Pick<JobState, 'kind' | 'input'>,
): Promise<void> {
  const own = new GrantedFolders([workspace.folder]);
  const dataset = db.prepare<{ place: string }>(
    'SELECT 1 FROM datasets WHERE root = :place OR manifest = :place',
  );
  for (const place of pathsIn(input)) {
    if (kind !== 'import' && dataset.get({ place }) !== undefined) continue;
    const isOwn = await own.check(place).then(
      () => true,
      () => false,
    );
    if (!isOwn) await folders.check(place);
  }
}

function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return path.isAbsolute(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
