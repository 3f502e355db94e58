import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Create, Sharp } from 'sharp';
import sharp from 'sharp';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../store/migrate.ts';
import { migrations } from '../store/schema.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { importDataset } from './dataset.ts';
import { drawThumbnail, findImageFile } from './thumbnail.ts';

let db: Database.Database;
let root: string;

beforeEach(() => {
  db = new Database(':memory:');
  onTestFinished(() => void db.close());
  migrate(db, migrations, 'memory');
  root = temporaryFolder();
  mkdirSync(path.join(root, 'class'));
});

/** Imports a file and gives its image's id. */
async function imported(name: string, content: Buffer): Promise<number> {
  writeFileSync(path.join(root, 'class', name), content);
  await importDataset(db, root);
  return db.prepare('SELECT id FROM images WHERE path = ?').pluck().get(`class/${name}`) as number;
}

function plain(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

test('draws an image small: as wide as asked, never larger than it is, at most four times as high', async () => {
  const sizes: [number, number, number, number, number][] = [
    [400, 200, 80, 80, 40],
    [40, 20, 80, 40, 20],
    [100, 2000, 80, 16, 320],
  ];
  for (const [width, height, asked, ...expected] of sizes) {
    const id = await imported(`${width}.png`, await plain(width, height, 'teal').png().toBuffer());
    const thumbnail = await drawThumbnail(findImageFile(db, id), asked);
    const metadata = await sharp(thumbnail).metadata();
    expect([metadata.format, metadata.width, metadata.height]).toEqual(['webp', ...expected]);
  }
});

test('turns it as its EXIF says, and puts what is transparent on white', async () => {
  const lying = await plain(40, 20, 'teal').jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const turned = await drawThumbnail(findImageFile(db, await imported('a.jpg', lying)), 80);
  expect(await sharp(turned).metadata()).toMatchObject({ width: 20, height: 40 });

  const clear = { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const png = await sharp({ create: clear as Create })
    .png()
    .toBuffer();
  const white = await drawThumbnail(findImageFile(db, await imported('b.png', png)), 80);
  expect([...(await sharp(white).raw().toBuffer())].every((level) => level >= 254)).toBe(true);
});

test('shows the bytes that were imported or nothing', async () => {
  const png = await plain(8, 8, 'teal').png().toBuffer();
  const id = await imported('a.png', png);
  const image = findImageFile(db, id);
  const file = path.join(root, 'class', 'a.png');
  // A copy of a folder has new times and the same bytes.
  utimesSync(file, 1, 1);
  await drawThumbnail(image, 80);
  writeFileSync(file, Buffer.concat([png, Buffer.from('more')]));
  await expect(drawThumbnail(image, 80)).rejects.toMatchObject({ code: 'image-changed' });
  const other = Buffer.from(png);
  other[other.length - 1]! ^= 1;
  writeFileSync(file, other);
  await expect(drawThumbnail(image, 80)).rejects.toMatchObject({ code: 'image-changed' });
  rmSync(file);
  await expect(drawThumbnail(image, 80)).rejects.toMatchObject({ code: 'image-unreadable' });
});

test('says why there is nothing to show', async () => {
  expect(() => findImageFile(db, 7)).toThrow('The workspace has no image 7.');
  const id = await imported('broken.png', Buffer.from('no image'));
  const shown = (image: number): Promise<Buffer> =>
    Promise.resolve().then(() => drawThumbnail(findImageFile(db, image), 80));
  await expect(shown(id)).rejects.toMatchObject({
    code: 'image-unreadable',
    message: expect.stringContaining('broken.png cannot be shown.') as string,
  });
  // Cut short: its header is whole, its pixels are not.
  const photo = await plain(64, 64, 'teal').jpeg().toBuffer();
  const cut = await imported('cut.jpg', photo.subarray(0, photo.length - 40));
  await expect(shown(cut)).rejects.toMatchObject({ code: 'image-unreadable' });
});

test('an image of a dataset that was taken out of the lists is still shown', async () => {
  const id = await imported('a.png', await plain(8, 8, 'teal').png().toBuffer());
  db.prepare('UPDATE datasets SET removed_at = 1').run();
  expect((await drawThumbnail(findImageFile(db, id), 80)).length).toBeGreaterThan(0);
});
