import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metadata, Sharp } from 'sharp';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageFile } from './image-file.ts';
import { hashFile, isImageName, readImageFile } from './image-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-image-file-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** 12 pixels wide, 7 high, with content. */
function picture(channels: 1 | 3 | 4 = 3): Sharp {
  const pixels = Uint8Array.from({ length: 12 * 7 * channels }, (_, k) => (k * 37) % 251);
  return sharp(pixels, { raw: { width: 12, height: 7, channels } });
}

async function animation(): Promise<Buffer> {
  const frames = Uint8Array.from({ length: 12 * 21 * 3 }, (_, k) => (k * 91) % 253);
  return sharp(frames, { raw: { width: 12, height: 21, channels: 3, pageHeight: 7 } })
    .gif({ delay: [100, 100, 100] })
    .toBuffer();
}

/** A bitmap of 2 x 2 black pixels, 24 bits each. */
function bitmap(): Buffer {
  const bytes = Buffer.alloc(70);
  bytes.write('BM');
  bytes.writeUInt32LE(70, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

async function read(name: string, contents: Buffer | string): ReturnType<typeof readImageFile> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return readImageFile(path, undefined, undefined);
}

describe('readImageFile', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['colour.jpg', () => picture().jpeg().toBuffer()],
    ['cmyk.jpeg', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['grey.jpe', () => picture(1).toColourspace('b-w').jpeg().toBuffer()],
    ['upper-case.JFIF', () => picture().jpeg().toBuffer()],
    ['alpha.png', () => picture(4).png().toBuffer()],
    ['one-bit.png', () => picture(1).threshold().png({ palette: true, colours: 2 }).toBuffer()],
    ['sixteen-bit.png', () => picture().toColourspace('rgb16').png().toBuffer()],
    ['lossy.webp', () => picture().webp().toBuffer()],
    ['animated.gif', animation],
    ['plain.tif', () => picture().tiff().toBuffer()],
    ['cmyk.tiff', () => picture().toColourspace('cmyk').tiff().toBuffer()],
    ['jpeg-named.png', () => picture().jpeg().toBuffer()],
  ])('reads size and hash of %s', async (name, make) => {
    const contents = await make();
    expect(await read(name, contents)).toMatchObject({
      bytes: contents.length,
      sha256: createHash('sha256').update(contents).digest('hex'),
      width: 12,
      height: 7,
    });
  });

  it('makes the variants that the names promise', async () => {
    const metadata = (name: string): Promise<Metadata> => sharp(join(folder, name)).metadata();
    expect(await metadata('cmyk.jpeg')).toMatchObject({ space: 'cmyk', channels: 4 });
    expect(await metadata('grey.jpe')).toMatchObject({ channels: 1 });
    expect(await metadata('alpha.png')).toMatchObject({ hasAlpha: true });
    expect(await metadata('one-bit.png')).toMatchObject({ bitsPerSample: 1 });
    expect(await metadata('sixteen-bit.png')).toMatchObject({ bitsPerSample: 16 });
    expect(await metadata('animated.gif')).toMatchObject({ pages: 3 });
  });

  it('turns the size by the EXIF orientation', async () => {
    const contents = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await read('turned.jpg', contents)).toMatchObject({ width: 7, height: 12 });
  });

  it.each([
    ['bitmap.bmp', bitmap()],
    ['grey.pgm', Buffer.from('P5\n2 2\n255\n\0\x01\x02\x03', 'latin1')],
    ['colour.ppm', Buffer.from(`P6\n1 1\n255\n\0\0\0`, 'latin1')],
    ['bits.pbm', 'P1\n2 2\n0 1\n1 0\n'],
    ['any.pnm', 'P1\n2 2\n0 1\n1 0\n'],
  ])('says that it does not read %s', async (name, contents) => {
    expect(await read(name, contents)).toMatchObject({
      unusable: 'unsupported-format',
      reason: expect.stringMatching(/does not read \.\w+ images/) as string,
      bytes: contents.length,
    });
  });

  it('lists what is no image, with the reason', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    expect(await read('garbage.png', 'no image')).toMatchObject({
      unusable: 'unreadable',
      reason: 'The file is damaged or holds no image of a format that Isoline reads.',
    });
    expect(await read('empty.png', '')).toMatchObject({ reason: 'The file is empty.' });
    expect(await read('cut.jpg', jpeg.subarray(0, 20))).toMatchObject({
      unusable: 'unreadable',
      reason: expect.stringMatching(/corrupt header.*premature end/) as string,
    });
    expect(await read('drawing.png', svg)).toMatchObject({
      reason: expect.stringContaining('holds svg') as string,
    });
    expect(await readImageFile(folder, undefined, undefined)).toMatchObject({
      unusable: 'unreadable',
      reason: 'It is not a regular file.',
    });
    expect(await readImageFile(join(folder, 'none.png'), undefined, undefined)).toMatchObject({
      unusable: 'absent',
    });
    await symlink(join(folder, 'none.png'), join(folder, 'dangling.png'));
    expect(await readImageFile(join(folder, 'dangling.png'), undefined, undefined)).toMatchObject({
      unusable: 'absent',
      reason: expect.stringContaining('link to nothing') as string,
    });
    await symlink('itself.png', join(folder, 'itself.png'));
    expect(await readImageFile(join(folder, 'itself.png'), undefined, undefined)).toMatchObject({
      unusable: 'unreadable',
      reason: 'It is a link that leads back to itself.',
    });
  });

  it('reads a file again only when its size or time changed', async () => {
    const path = join(folder, 'again.png');
    await writeFile(path, await picture().png().toBuffer());
    await utimes(path, 1000, 1000);
    const first = (await readImageFile(path, undefined, undefined)) as ImageFile;
    // A mark that only an unread file keeps.
    const marked = { ...first, sha256: 'marked' };
    expect(await readImageFile(path, marked, undefined)).toEqual(marked);
    await utimes(path, 2000, 2000);
    expect(await readImageFile(path, marked, undefined)).toMatchObject({ sha256: first.sha256 });
    await utimes(path, 1000, 1000);
    await appendFile(path, 'x');
    expect(await readImageFile(path, marked, undefined)).toMatchObject({ bytes: first.bytes + 1 });
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff'] as const)(
    'sees the new size of a %s that was rewritten in place',
    async (format) => {
      const name = `rewritten.${format}`;
      expect(await read(name, await picture().toFormat(format).toBuffer())).toMatchObject({
        width: 12,
      });
      const larger = await picture().resize(40, 30).toFormat(format).toBuffer();
      expect(await read(name, larger)).toMatchObject({ width: 40, height: 30 });
    },
  );

  it('stops with the reason of the signal', async () => {
    const path = join(folder, 'stopped.png');
    await writeFile(path, await picture().png().toBuffer());
    const reason = new Error('enough');
    await expect(readImageFile(path, undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('hashFile', () => {
  it('hashes files below, at and above the size of a chunk', async () => {
    for (const length of [0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 17]) {
      const path = join(folder, 'bytes');
      await writeFile(path, Buffer.alloc(length, 'isoline'));
      const expected = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      expect(await hashFile(path, length)).toBe(expected);
      expect(await hashFile(path, length + 1)).toBeNull();
    }
  });
});

describe('isImageName', () => {
  it('goes by the extension, in any case', () => {
    const images = 'jpg jpeg jpe jfif png webp gif tif tiff bmp pgm ppm pbm pnm TIFF'.split(' ');
    expect(images.filter((extension) => !isImageName(`a.b.${extension}`))).toEqual([]);
    expect(['a.txt', 'png', 'a.png.json', 'a.'].filter((name) => isImageName(name))).toEqual([]);
  });
});
