import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from './manifest.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-manifest-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function manifestOf(text: string): ReturnType<typeof readManifest> {
  const path = join(folder, 'images.csv');
  await writeFile(path, text);
  return readManifest(path);
}

describe('readManifest', () => {
  it('reads relative paths, absolute ones below its folder, and quoted fields', async () => {
    const inside = join(folder, 'deep', '..x', 'c.png');
    const text = `\uFEFFpath,class\r\n./a/../b.png,one\r\n"a, 1.png","two, too"\r\n${inside},three\r\n`;
    expect(await manifestOf(text)).toEqual({
      root: folder,
      split: null,
      images: [
        { path: 'b.png', className: 'one', line: 2 },
        { path: 'a, 1.png', className: 'two, too', line: 3 },
        { path: 'deep/..x/c.png', className: 'three', line: 4 },
      ],
    });
  });

  it('reads a split', async () => {
    const text = 'path,class,split\n1.png,a,train\n2.png,b,test\n3.png,a,training\n';
    expect((await manifestOf(text)).split).toEqual(
      new Map([
        ['a', 'training'],
        ['b', 'held-out'],
      ]),
    );
  });

  it.each([
    ['a path above its folder', 'path,class\na.png,a\n../b.png,b\n', 'manifest-path-outside', 3],
    ['an absolute path elsewhere', 'path,class\n/etc/passwd,a\n', 'manifest-path-outside', 2],
    ['its own folder', 'path,class\n.,a\n', 'manifest-path-outside', 2],
    ['a path twice', 'path,class\na.png,a\nb.png,a\n./a.png,b\n', 'manifest-path-twice', 4],
    ['an empty path', 'path,class\n,a\n', 'manifest-path-empty', 2],
    ['an empty class', 'path,class\na.png," "\n', 'manifest-class-empty', 2],
    ['an unknown split', 'path,class,split\na.png,a,train\nb.png,b,dev\n', 'split-word-unknown', 3],
    ['a row without split', 'path,class,split\na.png,a,\n', 'split-word-unknown', 2],
    [
      'a class in two sets',
      'path,class,split\na.png,a,train\nb.png,a,test\n',
      'manifest-class-in-two-sets',
      3,
    ],
    ['a missing column', 'path\na.png\n', 'csv-column-missing', 1],
    ['a short row', 'path,class\na.png,a\nb.png\n', 'csv-malformed', 3],
  ])('refuses %s and names the line', async (_, text, code, line) => {
    await expect(manifestOf(text)).rejects.toMatchObject({
      code,
      sentence: expect.stringMatching(new RegExp(`, line ${line}: `)) as string,
    });
  });
});
