import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../store/schema.ts';
import { importDataset, listImages } from './dataset.ts';
import { relocateDataset } from './relocate.ts';
import { removeDataset } from './stored-dataset.ts';

let base: string;
let root: string;
let moved: string;
let db: Database.Database;
let datasetId: number;

const pixel = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'isoline-relocate-'));
  root = join(base, 'here');
  moved = join(base, 'there');
  await mkdir(join(root, 'a'), { recursive: true });
  for (let k = 0; k < 30; k++) {
    await writeFile(join(root, `a/${k}.png`), Buffer.concat([pixel, Buffer.from([k])]));
  }
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  db.exec(migrations[0] as string);
  ({ datasetId } = await importDataset(db, root));
});
afterEach(async () => {
  db.close();
  await rm(base, { recursive: true });
});

const rootNow = (): unknown =>
  db.prepare('SELECT root FROM datasets WHERE id = ?').pluck().get(datasetId);

describe('relocateDataset', () => {
  it('takes the new root, and the next import has nothing to do', async () => {
    await rename(root, moved);
    await relocateDataset(db, datasetId, `${moved}/`);
    expect(rootNow()).toBe(moved);
    expect(listImages(db, datasetId)[0]?.path).toBe(join(moved, 'a/0.png'));
    expect(await importDataset(db, moved)).toMatchObject({
      datasetId,
      counts: { images: 30, unchanged: 30, added: 0 },
    });
  });

  it('refuses a folder where an image is missing, and names the first', async () => {
    await cp(root, moved, { recursive: true });
    await rm(join(moved, 'a/17.png'));
    await rm(join(moved, 'a/3.png'));
    await expect(relocateDataset(db, datasetId, moved)).rejects.toMatchObject({
      code: 'dataset-relocation-mismatch',
      subject: join(moved, 'a/17.png'),
    });
    expect(rootNow()).toBe(root);
  });

  it('refuses other sizes and other contents', async () => {
    await cp(root, moved, { recursive: true });
    await writeFile(join(moved, 'a/5.png'), pixel);
    await expect(relocateDataset(db, datasetId, moved)).rejects.toMatchObject({
      sentence: expect.stringContaining(`5.png has ${pixel.length} bytes`) as string,
    });
    for (let k = 0; k < 30; k++) {
      await writeFile(join(moved, `a/${k}.png`), Buffer.concat([pixel, Buffer.from([k + 1])]));
    }
    await expect(relocateDataset(db, datasetId, moved)).rejects.toMatchObject({
      sentence: expect.stringContaining('0.png has other contents') as string,
    });
    expect(rootNow()).toBe(root);
  });

  it('moves a manifest with its images', async () => {
    await writeFile(join(root, 'list.csv'), 'path,class\na/1.png,x\n');
    const ofManifest = await importDataset(db, join(root, 'list.csv'));
    await cp(root, moved, { recursive: true });
    await rm(join(moved, 'list.csv'));
    await expect(relocateDataset(db, ofManifest.datasetId, moved)).rejects.toMatchObject({
      subject: join(moved, 'list.csv'),
    });
    await cp(join(root, 'list.csv'), join(moved, 'list.csv'));
    await relocateDataset(db, ofManifest.datasetId, moved);
    expect(
      db.prepare('SELECT manifest FROM datasets WHERE id = ?').pluck().get(ofManifest.datasetId),
    ).toBe(join(moved, 'list.csv'));
  });

  it('refuses a folder that does not exist, another dataset, and none', async () => {
    const code = (wanted: string): object => expect.objectContaining({ code: wanted }) as object;
    await expect(relocateDataset(db, datasetId, moved)).rejects.toEqual(code('dataset-not-found'));
    await cp(root, moved, { recursive: true });
    const other = await importDataset(db, moved);
    await expect(relocateDataset(db, datasetId, moved)).rejects.toEqual(
      code('dataset-known-elsewhere'),
    );
    removeDataset(db, other.datasetId);
    await expect(relocateDataset(db, datasetId, moved)).rejects.toMatchObject({
      code: 'dataset-known-elsewhere',
      sentence: `${moved} is the dataset "${other.name}", which was removed.`,
      next: 'Import the folder to bring that dataset back.',
    });
    await expect(relocateDataset(db, 99, moved)).rejects.toEqual(code('dataset-unknown'));
  });
});
