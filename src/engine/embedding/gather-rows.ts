import { closeSync, openSync, readSync } from 'node:fs';
import { IsolineError } from '../../core/errors.ts';
import { openNpyWriter } from './npy.ts';

/** Where one row of a new matrix is taken from. */
export interface RowSource {
  /** Absolute. */
  file: string;
  /** Where the rows of that file begin, in bytes. */
  dataOffset: number;
  row: number;
}

/** About so many bytes are gathered before they are written. */
const blockBytes = 1 << 23;

/**
 * Writes a matrix whose rows are copied from rows of other files of float32, in the given order.
 *
 * @throws IsolineError `embeddings-damaged` (failure) when a file is shorter than its rows;
 *   `disk-full`, `file-not-writable`: see `openNpyWriter`; the signal's reason when it is aborted
 */
export async function gatherRows(
  target: string,
  dimension: number,
  sources: readonly RowSource[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const descriptors = new Map<string, number>();
  const writer = await openNpyWriter(target, sources.length, dimension);
  try {
    const rowBytes = dimension * 4;
    const blockRows = Math.max(1, Math.floor(blockBytes / rowBytes));
    const block = new Float32Array(Math.min(blockRows, sources.length) * dimension);
    for (let first = 0; first < sources.length; first += blockRows) {
      signal?.throwIfAborted();
      const part = sources.slice(first, first + blockRows);
      for (let k = 0; k < part.length;) {
        const { file, dataOffset, row } = part[k] as RowSource;
        // Neighbours in the same file come in one read.
        let end = k + 1;
        while (part[end]?.file === file && part[end]?.row === row + end - k) end++;
        const bytes = new Uint8Array(block.buffer, k * rowBytes, (end - k) * rowBytes);
        readExactly(descriptors, file, bytes, dataOffset + row * rowBytes);
        k = end;
      }
      await writer.write(block.subarray(0, part.length * dimension));
    }
    await writer.commit();
  } finally {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    await writer.discard();
  }
}

function readExactly(
  descriptors: Map<string, number>,
  file: string,
  bytes: Uint8Array,
  position: number,
): void {
  let descriptor = descriptors.get(file);
  if (descriptor === undefined) {
    descriptor = openSync(file, 'r');
    descriptors.set(file, descriptor);
  }
  for (let done = 0; done < bytes.length;) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, position + done);
    if (read === 0) {
      throw new IsolineError({
        code: 'embeddings-damaged',
        kind: 'failure',
        sentence: `The embeddings in ${file} are shorter than the workspace says.`,
        next: 'Delete that file and run it again: its images are embedded anew.',
        subject: file,
      });
    }
    done += read;
  }
}
