import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels } from './labels.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-labels-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function labelsOf(text: string): ReturnType<typeof readLabels> {
  const path = join(folder, 'labels.csv');
  await writeFile(path, text);
  return readLabels(path);
}

describe('readLabels', () => {
  it('reads index,class', async () => {
    expect(await labelsOf('index,class\n0,b\n1,a\n2,b\n')).toEqual({
      classNames: ['b', 'a', 'b'],
      paths: null,
    });
  });

  it('reads path,class', async () => {
    expect(await labelsOf('path,class\nb/1.png,b\na/1.png,a\n')).toEqual({
      classNames: ['b', 'a'],
      paths: ['b/1.png', 'a/1.png'],
    });
  });

  it('reads and checks both', async () => {
    expect(await labelsOf('index,path,class\n0,b/1.png,b\n')).toEqual({
      classNames: ['b'],
      paths: ['b/1.png'],
    });
    await expect(labelsOf('index,path,class\n1,b/1.png,b\n')).rejects.toMatchObject({
      code: 'labels-index-wrong',
    });
  });

  it.each([
    ['an index that starts at 1', 'index,class\n1,a\n', 'labels-index-wrong', 'line 2'],
    ['a gap', 'index,class\n0,a\n2,b\n', 'labels-index-wrong', 'line 3'],
    ['rows out of order', 'index,class\n0,a\n2,b\n1,c\n', 'labels-index-wrong', 'line 3'],
    ['an index that is no integer', 'index,class\n0.0,a\n', 'labels-index-wrong', 'line 2'],
    ['an empty class', 'index,class\n0,a\n1,\n', 'labels-class-empty', 'line 3'],
    ['a path twice', 'path,class\nx,a\ny,a\nx,b\n', 'labels-path-twice', 'line 4'],
    ['an empty path', 'path,class\n,a\n', 'labels-path-empty', 'line 2'],
    ['no rows', 'index,class\n', 'labels-empty', 'no rows'],
    ['no class column', 'index,label\n0,a\n', 'csv-column-missing', '"class"'],
    ['neither index nor path', 'class\na\n', 'csv-column-missing', '"index"'],
  ])('refuses %s', async (_, text, code, words) => {
    await expect(labelsOf(text)).rejects.toMatchObject({
      code,
      sentence: expect.stringContaining(words) as string,
    });
  });

  const shared = process.env['ISOLINE_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
  const golden = join(shared, 'golden/omniglot-100.csv');
  it.skipIf(!existsSync(golden))(
    `reads the golden labels (skipped without ${golden})`,
    async () => {
      const { classNames, paths } = await readLabels(golden);
      expect(classNames).toHaveLength(2000);
      expect(new Set(classNames).size).toBe(100);
      expect(paths).toBeNull();
    },
  );
});
