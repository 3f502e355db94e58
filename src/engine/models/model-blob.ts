import { openAsBlob } from 'node:fs';
import { IsolineError } from '../../core/errors.ts';
import type { ModelRecord } from './model.ts';

/** More would be held in memory on both sides of a connection. */
const largestBytes = 512 * 2 ** 20;

/**
 * A model's file, to be saved elsewhere.
 *
 * @throws IsolineError (input) `model-in-several-files`, `model-too-large`, each with the place of the
 *   file; (failure) `model-file-missing`
 */
export async function modelBlob({ name, file, bytes, description }: ModelRecord): Promise<Blob> {
  if (description.externalFiles.length > 0) {
    throw new IsolineError({
      code: 'model-in-several-files',
      sentence: `The model "${name}" keeps its weights in files of their own, so it cannot be handed over as one file.`,
      next: `Copy the folder of ${file} on the engine's machine.`,
      subject: file,
    });
  }
  if (bytes > largestBytes) {
    throw new IsolineError({
      code: 'model-too-large',
      sentence: `The model "${name}" has ${Math.ceil(bytes / 2 ** 20)} MB; up to 512 MB are handed over.`,
      next: `Copy ${file} on the engine's machine.`,
      subject: file,
    });
  }
  try {
    return await openAsBlob(file, { type: 'application/octet-stream' });
  } catch (error) {
    throw new IsolineError({
      code: 'model-file-missing',
      kind: 'failure',
      sentence: `The workspace's copy ${file} of the model "${name}" cannot be read.`,
      next: 'Import the model again.',
      subject: file,
      cause: error,
    });
  }
}
