import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { openNpyWriter, readNpy, readNpyHeader, writeNpy } from './npy.ts';

/** A file as NumPy writes it, from the words of its header. */
function npyBytes(dictionary: string, data: ArrayBufferView, version = 1): Buffer {
  const prefix = version === 1 ? 10 : 12;
  const padding = 64 - ((prefix + dictionary.length + 1) % 64);
  const text = Buffer.from(`${dictionary}${' '.repeat(padding % 64)}\n`, 'latin1');
  const start = Buffer.alloc(prefix);
  start.write('\x93NUMPY', 'latin1');
  start.writeUInt8(version, 6);
  if (version === 1) start.writeUInt16LE(text.length, 8);
  else start.writeUInt32LE(text.length, 8);
  return Buffer.concat([start, text, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

const dictionary = (descr: string, fortran: string, shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

function save(bytes: Uint8Array): string {
  const file = path.join(temporaryFolder(), 'matrix.npy');
  writeFileSync(file, bytes);
  return file;
}

const six = Float32Array.of(1, -2.5, 3e-20, 4, 5, 6);

test.each([1, 2, 3])('reads version %i of the format', async (version) => {
  const file = save(npyBytes(dictionary('<f4', 'False', '(3, 2)'), six, version));
  expect(await readNpy(file)).toEqual({ rows: 3, columns: 2, data: six });
});

test('reads float64, rounded to float32', async () => {
  const values = Float64Array.of(0.1, 1 / 3, 1e300, -4, 5, 6);
  const file = save(npyBytes(dictionary('<f8', 'False', '(2, 3)'), values));
  const { rows, columns, data } = await readNpy(file);
  expect([rows, columns]).toEqual([2, 3]);
  expect([...data]).toEqual([...values].map(Math.fround));
});

test('a single row or column lies the same way in both orders', async () => {
  const file = save(npyBytes(dictionary('<f4', 'True', '(1, 6)'), six));
  expect((await readNpy(file)).data).toEqual(six);
});

test.each([
  ['npy-type', dictionary('<f2', 'False', '(3, 2)')],
  ['npy-type', dictionary('>f4', 'False', '(3, 2)')],
  ['npy-type', dictionary('<i8', 'False', '(3, 2)')],
  ['npy-type', "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3, 2), }"],
  ['npy-fortran-order', dictionary('<f4', 'True', '(3, 2)')],
  ['npy-shape', dictionary('<f4', 'False', '(6,)')],
  ['npy-shape', dictionary('<f4', 'False', '()')],
  ['npy-shape', dictionary('<f4', 'False', '(1, 3, 2)')],
  ['npy-shape', dictionary('<f4', 'False', '(0, 2)')],
  ['npy-truncated', dictionary('<f4', 'False', '(4, 2)')],
  ['npy-truncated', dictionary('<f8', 'False', '(3, 2)')],
  ['npy-not-npy', "{'shape': (3, 2)}"],
])('refuses with %s: %s', async (code, header) => {
  const file = save(npyBytes(header, six));
  await expect(readNpy(file)).rejects.toMatchObject({ code, kind: 'input', subject: file });
});

test('refuses other files, other versions and files that end in the header', async () => {
  const whole = npyBytes(dictionary('<f4', 'False', '(3, 2)'), six);
  const code = async (bytes: Uint8Array): Promise<unknown> =>
    readNpy(save(bytes)).catch((error: unknown) => (error as { code: string }).code);
  expect(await code(Buffer.alloc(0))).toBe('npy-not-npy');
  expect(await code(Buffer.from('index,class\n0,a\n'))).toBe('npy-not-npy');
  expect(await code(whole.subarray(0, 40))).toBe('npy-truncated');
  expect(await code(whole.subarray(0, whole.length - 1))).toBe('npy-truncated');
  const newer = Buffer.from(whole);
  newer.writeUInt8(4, 6);
  expect(await code(newer)).toBe('npy-version');
  await expect(readNpy(path.join(temporaryFolder(), 'absent.npy'))).rejects.toMatchObject({
    code: 'npy-not-found',
  });
});

test('writes what it reads, in blocks of any number of rows', async () => {
  const file = path.join(temporaryFolder(), 'matrix.npy');
  const matrix = fc
    .record({ rows: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 30 }) })
    .chain(({ rows, columns }) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        block: fc.integer({ min: 1, max: rows }),
        data: fc.float32Array({ minLength: rows * columns, maxLength: rows * columns }),
      }),
    );
  await fc.assert(
    fc.asyncProperty(matrix, async ({ rows, columns, block, data }) => {
      const writer = await openNpyWriter(file, rows, columns);
      for (let row = 0; row < rows; row += block) {
        await writer.write(data.subarray(row * columns, Math.min(rows, row + block) * columns));
      }
      await writer.commit();
      expect((await readNpyHeader(file)).dataOffset % 64).toBe(0);
      expect(await readNpy(file)).toEqual({ rows, columns, data });
    }),
    { numRuns: 25 },
  );
});

test('a matrix that is not finished never has its name', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'matrix.npy');
  const writer = await openNpyWriter(file, 3, 2);
  await writer.write(six.subarray(0, 4));
  expect(existsSync(file)).toBe(false);
  await expect(writer.commit()).rejects.toThrow('2 of 3 rows');
  await expect(writer.write(six.subarray(0, 3))).rejects.toThrow('no whole rows');
  await writer.discard();
  expect(readdirSync(folder)).toEqual([]);
});

const shared =
  process.env['ISOLINE_SHARED'] ?? path.join(import.meta.dirname, '../../../../shared');
const golden = path.join(shared, 'golden');

test.skipIf(!existsSync(golden))(
  'reads files that NumPy wrote, and writes them byte by byte alike (needs the golden data)',
  async () => {
    for (const [name, rows, columns] of [
      ['omniglot-100', 2000, 512],
      ['unbalanced', undefined, undefined],
    ] as const) {
      const file = path.join(golden, `${name}.npy`);
      const matrix = await readNpy(file);
      if (rows !== undefined) expect(matrix).toMatchObject({ rows, columns });
      const { type } = await readNpyHeader(file);
      if (type !== 'float32') continue;
      const copy = path.join(temporaryFolder(), 'copy.npy');
      await writeNpy(copy, matrix);
      expect(readFileSync(copy).equals(readFileSync(file))).toBe(true);
    }
  },
);
