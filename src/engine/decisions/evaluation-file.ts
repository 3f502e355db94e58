import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { evaluationSchemaVersion } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';

const identifiedSchema = z.object({
  schema: z.literal(evaluationSchemaVersion),
  provenance: z.object({ evaluationId: z.string() }),
});

/**
 * The id of the evaluation that `evaluate --json` wrote to a file: the workspace knows the rest.
 *
 * @throws IsolineError (input) `evaluation-file-unreadable`, `evaluation-file-invalid`
 */
export async function readEvaluationId(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new IsolineError({
      code: 'evaluation-file-unreadable',
      sentence: `The evaluation ${file} cannot be read.`,
      next: 'Check the path.',
      subject: file,
      cause: error,
    });
  });
  try {
    return identifiedSchema.parse(JSON.parse(text)).provenance.evaluationId;
  } catch (error) {
    throw new IsolineError({
      code: 'evaluation-file-invalid',
      sentence: `The file ${file} is not an evaluation.`,
      next: 'Give a file that isoline evaluate --json wrote.',
      subject: file,
      cause: error,
    });
  }
}
