import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { ProblemList } from './problems.ts';
import type { DatasetProblem } from './problems.ts';
import type { FoundImage, ScanSummary } from './scan.ts';
import { scanFolder } from './scan.ts';

let base: string;
let root: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'isoline-scan-')));
  root = join(base, 'data');
  await mkdir(root);
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

/** Makes files (content does not matter to the scan) and, for names that end in '/', folders. */
async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const absolute = join(root, path);
    await mkdir(path.endsWith('/') ? absolute : dirname(absolute), { recursive: true });
    if (!path.endsWith('/')) await writeFile(absolute, 'x');
  }
}

async function scan(
  folder = root,
  signal?: AbortSignal,
): Promise<{ images: FoundImage[]; summary: ScanSummary; problems: DatasetProblem[] }> {
  const problems = new ProblemList();
  const images: FoundImage[] = [];
  const generator = scanFolder(folder, problems, signal);
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return { images, summary: value, problems: problems.all() };
    images.push(value);
  }
}

describe('scanFolder', () => {
  it('takes the folder of an image as its class, at any depth', async () => {
    await make('a/1.png', 'a/b/c/2.JPG', 'a/b/3.bmp');
    expect((await scan()).images).toEqual([
      { path: 'a/1.png', className: 'a' },
      { path: 'a/b/3.bmp', className: 'a/b' },
      { path: 'a/b/c/2.JPG', className: 'a/b/c' },
    ]);
  });

  it('yields paths by code point, across folders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc
            .array(fc.constantFrom('a', 'A', 'a!', 'a0', 'é', 'e\u0301', '\uFF41', '😀', '漢'), {
              minLength: 2,
              maxLength: 4,
            })
            .map((parts) => `${parts.join('/')}.png`),
          { maxLength: 12 },
        ),
        async (paths) => {
          await rm(root, { recursive: true });
          await mkdir(root);
          await make(...paths);
          const { images } = await scan();
          expect(images.map(({ path }) => path)).toEqual([...paths].sort(compareCodePoints));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps names as they are on disk', async () => {
    const classes = ['e\u0301', 'é', '👩‍👩‍👧', 'with\nline and\ttab', "quote ' and \\ backslash"];
    await make(...classes.map((name) => `${name}/😀 \u0301.png`));
    const { images } = await scan();
    expect(new Set(images.map(({ className }) => className))).toEqual(new Set(classes));
  });

  it('passes over hidden names and counts them', async () => {
    await make(
      ...['a/1.png', 'a/.hidden.png', 'a/Thumbs.db', 'a/DESKTOP.INI', '.git/x/1.png'],
      '__MACOSX/a/1.png',
    );
    const { images, summary, problems } = await scan();
    expect(images.map(({ path }) => path)).toEqual(['a/1.png']);
    expect(summary.hidden).toBe(5);
    expect(problems).toEqual([]);
  });

  it('lists images without a class, and counts other files by extension', async () => {
    await make('1.png', 'a/1.png', 'a/n.txt', 'b/n.TXT', 'LICENSE', 'b/x.csv', 'b/1.png');
    const { summary, problems } = await scan();
    expect(summary).toMatchObject({ notImages: 4, withoutClass: 1 });
    expect(problems).toMatchObject([
      { kind: 'image-without-class', path: '1.png', count: 1 },
      { kind: 'not-an-image', path: 'LICENSE', count: 1 },
      {
        kind: 'not-an-image',
        path: 'a/n.txt',
        count: 2,
        reason: expect.stringMatching(/^2 .*\.txt/) as string,
      },
      { kind: 'not-an-image', path: 'b/x.csv', count: 1 },
    ]);
  });

  it('lists the topmost folders without images, also one that is named like an image', async () => {
    await make('a/1.png', 'a/none/', 'b/c/d/', 'b/e/notes.txt', 'x.png/', 'full/deep/1.png');
    expect((await scan()).summary.emptyFolders).toEqual(['a/none', 'b', 'x.png']);
  });

  it('follows links to files and to folders elsewhere', async () => {
    await make('a/1.png');
    await mkdir(join(base, 'elsewhere/sub'), { recursive: true });
    await writeFile(join(base, 'elsewhere/sub/2.png'), 'x');
    await symlink(join(base, 'elsewhere'), join(root, 'linked'));
    await symlink(join(base, 'elsewhere/sub/2.png'), join(root, 'a/3.png'));
    const { images, problems } = await scan();
    expect(images.map(({ path }) => path)).toEqual(['a/1.png', 'a/3.png', 'linked/sub/2.png']);
    expect(problems).toEqual([]);
  });

  it('follows a link to a hidden folder of the dataset, which is read nowhere else', async () => {
    await make('.store/v1/1.png');
    await symlink('.store/v1', join(root, 'a'));
    expect((await scan()).images.map(({ path }) => path)).toEqual(['a/1.png']);
  });

  it('lists linked folders that lead back or are read already, and ends', async () => {
    await make('a/1.png', 'b/2.png');
    await mkdir(join(base, 'elsewhere'));
    await writeFile(join(base, 'elsewhere/3.png'), 'x');
    await symlink('.', join(root, 'a/here'));
    await symlink('../..', join(root, 'a/up'));
    await symlink('../b', join(root, 'a/sibling'));
    await symlink('/', join(root, 'a/everything'));
    await symlink(join(base, 'elsewhere'), join(root, 'c1'));
    await symlink(join(base, 'elsewhere'), join(root, 'c2'));
    await symlink('.', join(base, 'elsewhere/again'));
    await symlink(root, join(base, 'elsewhere/back'));
    const { images, problems } = await scan();
    expect(images.map(({ path }) => path)).toEqual(['a/1.png', 'b/2.png', 'c1/3.png']);
    expect(problems.map(({ kind, path }) => [kind, path])).toEqual([
      ['linked-twice', 'a/everything'],
      ['linked-twice', 'a/here'],
      ['linked-twice', 'a/sibling'],
      ['linked-twice', 'a/up'],
      ['linked-twice', 'c1/again'],
      ['linked-twice', 'c1/back'],
      ['linked-twice', 'c2'],
    ]);
  });

  it('yields a broken link with an image name, and lists one without', async () => {
    await make('a/1.png');
    await symlink('nothing', join(root, 'a/broken.png'));
    await symlink('nothing', join(root, 'a/broken'));
    await symlink('circle.png', join(root, 'a/circle.png'));
    const { images, problems } = await scan();
    expect(images.map(({ path }) => path)).toEqual(['a/1.png', 'a/broken.png', 'a/circle.png']);
    expect(problems).toMatchObject([
      {
        kind: 'unreadable',
        path: 'a/broken',
        reason: expect.stringContaining('link to nothing') as string,
      },
    ]);
  });

  it.skipIf(process.platform !== 'linux')('yields a pipe without opening it', async () => {
    await make('a/1.png');
    execFileSync('mkfifo', [join(root, 'a/pipe.png')]);
    expect((await scan()).images.map(({ path }) => path)).toEqual(['a/1.png', 'a/pipe.png']);
  });

  it.skipIf(process.platform !== 'linux')('lists a folder whose name is no Unicode', async () => {
    await make('a/1.png');
    await mkdir(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x62, 0xff])]));
    const { images, problems } = await scan();
    expect(images).toHaveLength(1);
    expect(problems).toMatchObject([
      { kind: 'unreadable-folder', reason: expect.stringContaining('not valid Unicode') as string },
    ]);
  });

  it('is reached through a linked root', async () => {
    await make('a/1.png');
    await symlink(root, join(base, 'link'));
    expect((await scan(join(base, 'link'))).images).toEqual([{ path: 'a/1.png', className: 'a' }]);
  });

  it('stops between folders with the reason of the signal', async () => {
    await make('a/1.png', 'b/1.png', 'c/1.png');
    const controller = new AbortController();
    const generator = scanFolder(root, new ProblemList(), controller.signal);
    expect((await generator.next()).value).toEqual({ path: 'a/1.png', className: 'a' });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(generator.next()).rejects.toBe(reason);
  });
});

describe('ProblemList', () => {
  it('lists a thousand of a kind and counts the others', () => {
    const problems = new ProblemList();
    for (let k = 0; k < 1005; k++) problems.add('missing', `${k}.png`, 'gone', 2);
    problems.add('empty-class', 'a', 'empty');
    const all = problems.all();
    expect(all).toHaveLength(1002);
    expect(all[1000]).toEqual({ kind: 'empty-class', path: 'a', reason: 'empty', count: 1 });
    expect(all[1001]).toMatchObject({ kind: 'missing', path: '1000.png', count: 10 });
    expect(all[1001]?.reason).toMatch(/^5 more/);
  });
});
