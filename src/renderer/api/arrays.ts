import { client } from './client.ts';

/** A numeric array of an evaluation. */
export interface StoredArray<Values extends Uint32Array | Float32Array> {
  shape: readonly number[];
  values: Values;
}

/** @throws where the evaluation has no such array, or one of another type */
export async function readUint32Array(
  id: string,
  name: string,
  signal?: AbortSignal,
): Promise<StoredArray<Uint32Array>> {
  const { shape, buffer } = await read(id, name, 'uint32', signal);
  return { shape, values: new Uint32Array(buffer) };
}

/** @throws where the evaluation has no such array, or one of another type */
export async function readFloat32Array(
  id: string,
  name: string,
  signal?: AbortSignal,
): Promise<StoredArray<Float32Array>> {
  const { shape, buffer } = await read(id, name, 'float32', signal);
  return { shape, values: new Float32Array(buffer) };
}

async function read(id: string, name: string, wanted: string, signal: AbortSignal | undefined) {
  const { shape, type, data } = await client.evaluations.array(
    { id, name },
    signal === undefined ? {} : { signal },
  );
  if (type !== wanted) throw new Error(`The array ${name} is ${type}, not ${wanted}.`);
  return { shape, buffer: await data.arrayBuffer() };
}
