import { arrayTypeHeader } from '../../contract/array.ts';
import type { ErrorData } from '../../contract/job.ts';
import { EngineError } from './engine-error.ts';

/**
 * An array of whole numbers of an evaluation, as the engine stores it: no copy is made of it. A worker
 * of the page can ask too.
 *
 * @throws EngineError where the evaluation has no such array
 */
export async function readUint32Array(id: string, name: string): Promise<Uint32Array<ArrayBuffer>> {
  const response = await fetch(`/arrays/${id}/${name}`);
  if (!response.ok) throw await refusalOf(response);
  const type = response.headers.get(arrayTypeHeader);
  if (type !== 'uint32') throw new Error(`The array ${name} is ${String(type)}, not uint32.`);
  return new Uint32Array(await response.arrayBuffer());
}

/** The engine says why in a sentence. Whoever answers instead of it says nothing of the kind. */
async function refusalOf(response: Response): Promise<Error> {
  const said = (await response.json().catch(() => null)) as Partial<ErrorData> | null;
  return said?.code !== undefined && said.sentence !== undefined
    ? new EngineError({ ...said, code: said.code, sentence: said.sentence })
    : new Error(`The engine does not answer (${String(response.status)}).`);
}
