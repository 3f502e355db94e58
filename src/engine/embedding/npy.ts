import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { IsolineError } from '../../core/errors.ts';
import { openAtomicFile } from '../store/atomic-file.ts';

/**
 * NumPy's `.npy` files that hold a matrix of embeddings: read as float32, written as float32.
 *
 * Format: numpy.lib.format, versions 1.0 to 3.0. Numbers are little-endian, as is every machine that
 * Node's binaries of our dependencies exist for.
 */

/** A matrix in C order: row r, column c is `data[r * columns + c]`. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float32Array;
}

/** What the header of a matrix file says, checked against the file's length. */
export interface MatrixHeader {
  rows: number;
  columns: number;
  type: 'float32' | 'float64';
  /** Where the numbers begin, in bytes. */
  dataOffset: number;
}

/** Writes a matrix row by row: see `openNpyWriter`. */
export interface NpyWriter {
  /** Appends whole rows: a multiple of `columns` numbers. */
  write(rows: Float32Array): Promise<void>;
  /** Brings the file to the disk and gives it its name. All rows must have been written. */
  commit(): Promise<void>;
  /** Leaves nothing behind. Without effect after `commit`. */
  discard(): Promise<void>;
}

const magic = Buffer.from('\x93NUMPY', 'latin1');
/** More than any matrix's header: beyond it the header is not one of ours to read. */
const longestHeader = 1 << 20;
/** Read and converted at a time, in bytes. */
const blockBytes = 1 << 24;

/**
 * Reads a matrix [N, D] of float32 or float64; float64 is rounded to float32.
 *
 * @throws IsolineError (input) `npy-not-found`; `npy-not-npy`, `npy-version`; `npy-type` for other
 *   numbers, `npy-fortran-order`, `npy-shape` for other ranks or no rows or columns; `npy-truncated`
 */
export async function readNpy(file: string): Promise<Matrix> {
  const handle = await openForReading(file);
  try {
    const { rows, columns, type, dataOffset } = await readHeader(handle, file);
    const data = new Float32Array(rows * columns);
    if (type === 'float32') {
      await readFully(handle, new Uint8Array(data.buffer), dataOffset, file);
    } else {
      const block = new Float64Array(Math.min(blockBytes / 8, data.length));
      for (let first = 0; first < data.length; first += block.length) {
        const part = block.subarray(0, Math.min(block.length, data.length - first));
        const bytes = new Uint8Array(part.buffer, 0, part.byteLength);
        await readFully(handle, bytes, dataOffset + first * 8, file);
        data.set(part, first);
      }
    }
    return { rows, columns, data };
  } finally {
    await handle.close();
  }
}

/** Reads shape and type alone, and checks the file's length: see `readNpy` for the errors. */
export async function readNpyHeader(file: string): Promise<MatrixHeader> {
  const handle = await openForReading(file);
  try {
    return await readHeader(handle, file);
  } finally {
    await handle.close();
  }
}

/** Writes a float32 matrix [rows, columns] at once, whole or not at all: see `openNpyWriter`. */
export async function writeNpy(file: string, { rows, columns, data }: Matrix): Promise<void> {
  const writer = await openNpyWriter(file, rows, columns);
  try {
    await writer.write(data);
    await writer.commit();
  } finally {
    await writer.discard();
  }
}

/**
 * Opens a float32 matrix of known shape for writing in row order. The file has its name only once
 * `commit` has brought all of it to the disk.
 *
 * @throws IsolineError `disk-full`, `file-not-writable`: see `openAtomicFile`
 */
export async function openNpyWriter(
  file: string,
  rows: number,
  columns: number,
): Promise<NpyWriter> {
  const header = float32Header(rows, columns);
  const atomic = await openAtomicFile(file, header.length + rows * columns * 4);
  let written = 0;
  const append = async (bytes: Uint8Array): Promise<void> => {
    try {
      for (let sent = 0; sent < bytes.length;) {
        const { bytesWritten } = await atomic.handle.write(bytes, sent, bytes.length - sent);
        sent += bytesWritten;
      }
    } catch (error) {
      await atomic.discard();
      throw error;
    }
  };
  await append(header);
  return {
    async write(block) {
      if (block.length % columns !== 0) {
        throw new RangeError(`${block.length} numbers are no whole rows of ${columns}`);
      }
      await append(new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
      written += block.length / columns;
    },
    async commit() {
      if (written !== rows) throw new RangeError(`${written} of ${rows} rows were written`);
      await atomic.commit();
    },
    discard: () => atomic.discard(),
  };
}

/** The header of a float32 matrix, version 1.0, padded as NumPy pads it. */
function float32Header(rows: number, columns: number): Buffer {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  // Magic, version and length take 10 bytes; the numbers begin at a multiple of 64.
  const padded = dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11) + '\n';
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([magic, Buffer.from([1, 0]), length, Buffer.from(padded, 'latin1')]);
}

async function openForReading(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw npyError(
      'not-found',
      file,
      `The matrix ${file} cannot be opened: ${(error as Error).message}.`,
      'Give the path of a .npy file that can be read.',
      error,
    );
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<MatrixHeader> {
  const size = (await handle.stat()).size;
  const start = Buffer.alloc(12);
  const { bytesRead } = await handle.read(start, 0, 12, 0);
  if (bytesRead < 10 || !start.subarray(0, 6).equals(magic)) {
    throw npyError(
      'not-npy',
      file,
      `${file} is not a .npy file.`,
      'Save the matrix with numpy.save.',
    );
  }
  const version = start.readUInt8(6);
  if (version < 1 || version > 3) {
    throw npyError(
      'version',
      file,
      `${file} has version ${version} of the .npy format, which is not known here.`,
      'Save the matrix with numpy.save.',
    );
  }
  const prefix = version === 1 ? 10 : 12;
  const length = version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (prefix + length > size || length > longestHeader) throw truncated(file);
  const text = Buffer.alloc(length);
  await readFully(handle, text, prefix, file);
  const header = {
    ...parseHeader(text.toString(version === 3 ? 'utf8' : 'latin1'), file),
    dataOffset: prefix + length,
  };
  const numberBytes = header.type === 'float32' ? 4 : 8;
  if (size < header.dataOffset + header.rows * header.columns * numberBytes) throw truncated(file);
  return header;
}

function parseHeader(text: string, file: string): Omit<MatrixHeader, 'dataOffset'> {
  const type = /'descr'\s*:\s*('([^']*)'|\[)/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text);
  if (type === null || fortran === null || shape === null) {
    throw npyError(
      'not-npy',
      file,
      `The header of ${file} cannot be read.`,
      'Save the matrix with numpy.save.',
    );
  }
  const descr = type[2] ?? 'a structured type';
  if (descr !== '<f4' && descr !== '<f8') {
    throw npyError(
      'type',
      file,
      `${file} holds ${descr}; embeddings are float32 or float64 (little-endian).`,
      "Convert it with matrix.astype('<f4').",
    );
  }
  const sizes = (shape[1] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  const [rows, columns] = sizes;
  if (sizes.length !== 2 || !rows || !columns) {
    throw npyError(
      'shape',
      file,
      `${file} has the shape (${sizes.join(', ')}); embeddings are a matrix [N, D] with at least one row and column.`,
      'Save one row an image, one column a dimension.',
    );
  }
  // A single row or column lies the same way in both orders.
  if (fortran[1] === 'True' && rows > 1 && columns > 1) {
    throw npyError(
      'fortran-order',
      file,
      `${file} is in Fortran order; embeddings are read in C order.`,
      'Convert it with numpy.ascontiguousarray.',
    );
  }
  return { rows, columns, type: descr === '<f4' ? 'float32' : 'float64' };
}

/** Fills `target` from the file, in blocks: one read call takes at most 2 GiB. */
async function readFully(
  handle: FileHandle,
  target: Uint8Array,
  position: number,
  file: string,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const want = Math.min(blockBytes, target.length - done);
    const { bytesRead } = await handle.read(target, done, want, position + done);
    if (bytesRead === 0) throw truncated(file);
    done += bytesRead;
  }
}

function truncated(file: string): IsolineError {
  return npyError(
    'truncated',
    file,
    `${file} ends before its matrix does.`,
    'Copy or save the file again.',
  );
}

function npyError(
  kind: string,
  file: string,
  sentence: string,
  next: string,
  cause?: unknown,
): IsolineError {
  return new IsolineError({ code: `npy-${kind}`, sentence, next, subject: file, cause });
}
