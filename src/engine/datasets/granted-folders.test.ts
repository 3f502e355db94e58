import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { folderListingSchema } from '../../contract/api/workspace.ts';
import { IsolineError } from '../../core/errors.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { GrantedFolders } from './granted-folders.ts';

let base: string;
let root: string;
let folders: GrantedFolders;

beforeEach(() => {
  base = realpathSync.native(temporaryFolder());
  root = path.join(base, 'photos');
  mkdirSync(path.join(root, 'shoes', 'red'), { recursive: true });
  mkdirSync(path.join(base, 'photos-private'));
  writeFileSync(path.join(base, 'secret.txt'), 'secret');
  writeFileSync(path.join(base, 'photos-private', 'a.png'), '');
  writeFileSync(path.join(root, 'shoes', '1.png'), 'image');
  folders = new GrantedFolders([root]);
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    (value) => `no error, but ${String(value)}`,
    (reason: unknown) => reason,
  );
  return error instanceof IsolineError ? error.code : String(error);
}

test('what lies below a granted folder is given as its real path', async () => {
  expect(await folders.check(root)).toBe(root);
  expect(await folders.check(`${root}/shoes/`)).toBe(path.join(root, 'shoes'));
  expect(await folders.check(`${root}/./shoes//1.png`)).toBe(path.join(root, 'shoes', '1.png'));
});

test.each([
  ['another folder', () => base],
  ['a file beside', () => path.join(base, 'secret.txt')],
  ['a folder whose name begins alike', () => path.join(base, 'photos-private')],
  ['a folder that is not there', () => path.join(base, 'nowhere')],
  ['two dots that lead out', () => `${root}/../secret.txt`],
  ['two dots that stay inside', () => `${root}/shoes/../shoes`],
  ['two dots behind a backslash', () => `${root}/shoes\\..\\..\\secret.txt`],
  ['two dots from the start', () => `${root}/../photos`],
  ['a NUL', () => `${root}\0/secret`],
  ['a relative path', () => 'photos'],
  ['nothing', () => ''],
  ['another machine', () => '//server/share'],
  ['another machine, as Windows has it', () => '\\\\server\\share'],
  ['a device', () => '\\\\?\\C:\\'],
  ['a file address', () => `file://${root}`],
  ['the root of all', () => '/'],
])('%s is refused', async (_, place) => {
  expect(await codeOf(folders.check(place()))).toBe('path-not-granted');
});

test('nothing is decoded: an encoded name is a name like any other', async () => {
  expect(await codeOf(folders.check(`${root}/%2e%2e/secret.txt`))).toBe('folder-unreadable');
  expect(await codeOf(folders.check(`${root}%2fshoes`))).toBe('path-not-granted');
  mkdirSync(path.join(root, '%2e%2e'));
  expect(await folders.check(`${root}/%2e%2e`)).toBe(path.join(root, '%2e%2e'));
});

test('a link that leads out is refused, with all behind it; one that stays is followed', async () => {
  symlinkSync(base, path.join(root, 'out'));
  symlinkSync(path.join(base, 'secret.txt'), path.join(root, 'secret.png'));
  symlinkSync(path.join(root, 'shoes'), path.join(root, 'in'));
  for (const name of ['out', 'out/secret.txt', 'secret.png']) {
    expect(await codeOf(folders.check(path.join(root, name)))).toBe('path-not-granted');
  }
  // By a detour, but inside.
  expect(await folders.check(path.join(root, 'out', 'photos', 'shoes'))).toBe(
    path.join(root, 'shoes'),
  );
  expect(await folders.check(path.join(root, 'in', '1.png'))).toBe(
    path.join(root, 'shoes', '1.png'),
  );
});

test('a root that is a link is granted as what it leads to, under both names', async () => {
  const link = path.join(base, 'link');
  symlinkSync(path.join(root, 'shoes'), link);
  const linked = new GrantedFolders([link]);
  expect(linked.roots).toEqual([path.join(root, 'shoes')]);
  expect(await linked.check(path.join(link, '1.png'))).toBe(path.join(root, 'shoes', '1.png'));
  expect(await codeOf(linked.check(root))).toBe('path-not-granted');
});

test('a later grant holds for a folder, or for one file alone', async () => {
  const folder = path.join(base, 'photos-private');
  const file = path.join(folder, 'a.png');
  expect(folders.grant(file)).toBe(file);
  expect(await folders.check(file)).toBe(file);
  expect(await codeOf(folders.check(folder))).toBe('path-not-granted');
  expect(folders.roots).toEqual([root]);
  folders.grant(folder);
  expect(await folders.check(folder)).toBe(folder);
  expect(folders.roots).toEqual([root, folder]);
  expect(() => folders.grant(path.join(base, 'nowhere'))).toThrow(/cannot be read/);
});

test('lists folders first, each by name as a person counts, without what is hidden', async () => {
  for (const name of ['image 10.png', 'image 2.png', '.hidden', 'Zebra.png']) {
    writeFileSync(path.join(root, name), name);
  }
  mkdirSync(path.join(root, 'apples'));
  mkdirSync(path.join(root, '.cache'));
  symlinkSync(base, path.join(root, 'out'));
  symlinkSync(path.join(base, 'nowhere'), path.join(root, 'broken'));
  symlinkSync(path.join(root, 'shoes', '1.png'), path.join(root, 'linked.png'));
  const listing = folderListingSchema.parse(await folders.list(root));
  expect(listing).toMatchObject({ path: root, parent: null, total: 6 });
  expect(listing.entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
    ['apples', 'folder', null],
    ['shoes', 'folder', null],
    ['image 2.png', 'file', 11],
    ['image 10.png', 'file', 12],
    ['linked.png', 'file', 5],
    ['Zebra.png', 'file', 9],
  ]);
  expect(await folders.list(path.join(root, 'shoes'))).toMatchObject({
    parent: root,
    entries: [{ name: 'red' }, { name: '1.png', path: path.join(root, 'shoes', '1.png') }],
  });
});

test('a long listing names the first 5,000 and tells how many', { timeout: 60_000 }, async () => {
  const many = path.join(root, 'many');
  mkdirSync(many);
  for (let k = 0; k < 5003; k++) writeFileSync(path.join(many, `${k}`), '');
  const { entries, total } = await folders.list(many);
  expect(total).toBe(5003);
  expect(entries.length).toBe(5000);
  expect(entries.at(-1)?.name).toBe('4999');
});

test('what is no folder cannot be listed', async () => {
  expect(await codeOf(folders.list(path.join(root, 'shoes', '1.png')))).toBe('folder-unreadable');
  expect(await codeOf(folders.list(path.join(root, 'nowhere')))).toBe('folder-unreadable');
  expect(await codeOf(folders.list(base))).toBe('path-not-granted');
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a folder that may not be read says so (not as root, who may read all)',
  async () => {
    const closed = path.join(root, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    expect(await codeOf(folders.list(closed))).toBe('folder-unreadable');
    chmodSync(closed, 0o700);
  },
);
