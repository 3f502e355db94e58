import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsvRows } from './csv-rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-csv-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function rowsOf(contents: string | Buffer): Promise<[number, string, string][]> {
  const path = join(folder, 'rows.csv');
  await writeFile(path, contents);
  const rows: [number, string, string][] = [];
  for await (const { line, values } of readCsvRows(path, ['path', 'class'], [['path', 'class']])) {
    rows.push([line, values.path ?? '', values.class ?? '']);
  }
  return rows;
}

describe('readCsvRows', () => {
  it('reads a byte order mark, CRLF, quotes, other columns in any order, and empty lines', async () => {
    const text = '\uFEFFclass , camera,Path\r\n"a ""b""",1,"x, y.png"\r\n\r\né,2,z.png';
    expect(await rowsOf(text)).toEqual([
      [2, 'x, y.png', 'a "b"'],
      [4, 'z.png', 'é'],
    ]);
  });

  it('counts lines right behind line breaks in quotes, with LF and with CRLF', async () => {
    for (const end of ['\n', '\r\n']) {
      const text = ['path,class', '"a', 'b",one', 'c,two'].join(end);
      expect(await rowsOf(text)).toEqual([
        [3, 'a\nb', 'one'],
        [4, 'c', 'two'],
      ]);
    }
  });

  it('keeps characters and line ends whole across the chunks in which a file is read', async () => {
    // Each row has 25 bytes: chunk borders fall everywhere, also inside the emoji and between CR and LF.
    const count = 20_000;
    const lines = Array.from(
      { length: count },
      (_, k) => `${String(k).padStart(8, '0')}.png,😀 class`,
    );
    const rows = await rowsOf(`path,class\r\n${lines.join('\r\n')}\r\n`);
    expect(rows).toHaveLength(count);
    expect(rows.every(([line, , name], k) => line === k + 2 && name === '😀 class')).toBe(true);
  });

  it.each([
    ['an empty file', '', 'csv-column-missing', 'line 1'],
    ['a missing column', 'path,label\na,b\n', 'csv-column-missing', '"class"'],
    ['a column twice', 'path,class,Class\na,b,c\n', 'csv-column-twice', '"class"'],
    ['a short row', 'path,class\na,b\nc\n', 'csv-malformed', 'line 3'],
    ['an unclosed quote', 'path,class\na,"b\n', 'csv-malformed', 'line 2'],
    [
      'an unclosed quote in a large file',
      `path,class\na,"${'b\n'.repeat(2 ** 20)}`,
      'csv-malformed',
      'quote',
    ],
    ['text behind a quote', 'path,class\n"a"b,c\n', 'csv-malformed', 'line 2'],
    ['Latin-1', Buffer.from('path,class\na,caf\xe9\n', 'latin1'), 'csv-not-utf8', 'UTF-8'],
    ['UTF-16', Buffer.from('\uFEFFpath,class\na,b\n', 'utf16le'), 'csv-not-utf8', 'UTF-8'],
  ])('refuses %s', async (_, contents, code, words) => {
    await expect(rowsOf(contents)).rejects.toMatchObject({
      code,
      kind: 'input',
      sentence: expect.stringContaining(words) as string,
    });
  });

  it.each([';', '\t'])('says that %j is not what separates columns', async (separator) => {
    await expect(rowsOf(`path${separator}class\na${separator}b\n`)).rejects.toMatchObject({
      code: 'csv-column-missing',
      next: expect.stringMatching(/^Separate the columns by commas/) as string,
    });
  });

  it('says that there is no such file', async () => {
    const rows = readCsvRows(join(folder, 'none.csv'), ['path'], [['path']]);
    await expect(rows.next()).rejects.toMatchObject({ code: 'csv-unreadable' });
  });
});
