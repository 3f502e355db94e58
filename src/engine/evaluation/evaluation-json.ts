import { type EvaluationFile, evaluationFileSchema } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { readGivenFile } from '../datasets/given-file.ts';

/**
 * Reads an evaluation that `evaluate --json` wrote.
 *
 * @throws IsolineError (input) `evaluation-file-unreadable`, `evaluation-file-invalid`
 */
export async function readEvaluationJson(file: string): Promise<EvaluationFile> {
  const text = (await readGivenFile(file, 'The evaluation', 'evaluation-file-unreadable')).toString(
    'utf8',
  );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalidFile(file, 'it is no JSON', error);
  }
  const parsed = evaluationFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw invalidFile(file, `${where}${issue.message}`, parsed.error);
}

function invalidFile(file: string, what: string, cause: unknown): IsolineError {
  return new IsolineError({
    code: 'evaluation-file-invalid',
    sentence: `The file ${file} is not an evaluation (${what}).`,
    next: 'Give a file that isoline evaluate --json wrote.',
    subject: file,
    cause,
  });
}
