import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { IsolineError } from '../../core/errors.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';

/** Marks the file, and its version. */
const magic = 'ISOLINE-CHECKPOINT-1\n';

/** What a checkpoint holds: plain data, and arrays by name. */
export interface CheckpointContent<Data> {
  readonly data: Data;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

interface Header {
  data: unknown;
  /** Names and lengths, in the order of the file. */
  arrays: [string, number][];
}

/**
 * Writes a checkpoint over the earlier one, which stays whole where that fails. Numbers are kept bit
 * for bit.
 *
 * The file: a line with name and version, a line with the length of the header, the header as JSON,
 * then the arrays as float32, little-endian.
 *
 * @throws IsolineError `disk-full` (failure), `file-not-writable` (input)
 */
export async function writeCheckpoint(
  file: string,
  { data, arrays }: CheckpointContent<unknown>,
): Promise<void> {
  const entries = Object.entries(arrays);
  const header: Header = { data, arrays: entries.map(([name, values]) => [name, values.length]) };
  const text = Buffer.from(JSON.stringify(header));
  const parts = [
    Buffer.from(`${magic}${text.length}\n`),
    text,
    ...entries.map(([, values]) => littleEndian(values)),
  ];
  await writeFileAtomically(
    file,
    parts,
    parts.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
}

/**
 * Reads a checkpoint.
 *
 * @returns null where there is none, or none of this version: training begins anew then
 * @throws IsolineError (failure) `checkpoint-damaged`
 */
export async function readCheckpoint<Data>(file: string): Promise<CheckpointContent<Data> | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  if (bytes.toString('latin1', 0, magic.length) !== magic) return null;
  try {
    const lineEnd = bytes.indexOf(0x0a, magic.length);
    const length = Number(bytes.toString('latin1', magic.length, lineEnd));
    const header = JSON.parse(bytes.toString('utf8', lineEnd + 1, lineEnd + 1 + length)) as Header;
    const arrays: Record<string, Float32Array> = {};
    let position = lineEnd + 1 + length;
    for (const [name, count] of header.arrays) {
      const part = bytes.subarray(position, position + 4 * count);
      if (part.length !== 4 * count) throw new RangeError(`the array ${name} is cut off`);
      arrays[name] = Float32Array.from({ length: count }, (_, k) => part.readFloatLE(4 * k));
      position += 4 * count;
    }
    return { data: header.data as Data, arrays };
  } catch (error) {
    throw new IsolineError({
      code: 'checkpoint-damaged',
      kind: 'failure',
      sentence: `The checkpoint ${file} is damaged.`,
      next: 'Delete it; training then begins anew.',
      subject: file,
      cause: error,
    });
  }
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
