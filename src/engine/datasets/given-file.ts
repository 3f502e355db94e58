import { readFile } from 'node:fs/promises';
import { IsolineError } from '../../core/errors.ts';
import { reasonOf } from './image-file.ts';

/**
 * Reads a file that a person named.
 *
 * @param what what it should be, to be named in the sentence: "The passport"
 * @param code of the error
 * @throws IsolineError (input) why it cannot be read
 */
export async function readGivenFile(file: string, what: string, code: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new IsolineError({
      code,
      sentence: `${what} ${file} cannot be read. ${reasonOf(error, file)}`,
      next: 'Check the path.',
      subject: file,
      cause: error,
    });
  });
}
