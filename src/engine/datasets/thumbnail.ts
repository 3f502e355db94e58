import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import { openImage } from '../embedding/decode.ts';
import { hashFile, reasonOf } from './image-file.ts';

/** Widths that are drawn, in pixels. */
export const thumbnailWidths: readonly number[] = [80, 160, 320, 640, 1280];

/** By default a thumbnail is at most so many times as high as wide: some images are strips. */
const highest = 4;

/** An image of a dataset, whether or not its dataset still stands in the lists. */
export interface StoredImageFile {
  /** Absolute path. */
  file: string;
  /** Of the bytes that were imported. */
  sha256: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/**
 * Finds an image by its id.
 *
 * @throws IsolineError (input) `image-unknown`; `image-unreadable` for one that could not be read when
 *   it was imported
 */
export function findImageFile(db: Database, id: number): StoredImageFile {
  const row = db
    .prepare<
      [number],
      Omit<StoredImageFile, 'file' | 'sha256'> & {
        root: string;
        path: string;
        sha256: string | null;
        reason: string | null;
      }
    >(
      `SELECT root, path, sha256, bytes, modified_at AS modifiedAt, reason
       FROM images JOIN datasets ON datasets.id = dataset_id WHERE images.id = ?`,
    )
    .get(id);
  if (row === undefined) {
    throw new IsolineError({
      code: 'image-unknown',
      sentence: `The workspace has no image ${id}.`,
      subject: String(id),
    });
  }
  const { root, sha256, bytes, modifiedAt, reason } = row;
  const file = path.join(root, row.path);
  if (sha256 === null) throw unreadable(file, reason ?? 'It could not be read.');
  return { file, sha256, bytes, modifiedAt };
}

/**
 * Draws an image small, as WebP: never enlarged, turned as its EXIF says, on white where it is
 * transparent.
 *
 * @param width at most so many pixels wide; @param height and high
 *
 * @throws IsolineError (input) `image-unreadable`; `image-changed` where the file holds other bytes
 *   than those that were imported
 */
export async function drawThumbnail(
  image: StoredImageFile,
  width: number,
  height = width * highest,
): Promise<Buffer> {
  const { file } = image;
  try {
    if (await holdsOtherBytes(image)) {
      throw new IsolineError({
        code: 'image-changed',
        sentence: `The file ${file} has changed since it was imported.`,
        next: 'Import its folder again.',
        subject: file,
      });
    }
    return await openImage(file)
      .resize({ width, height, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer();
  } catch (error) {
    if (error instanceof IsolineError) throw error;
    throw unreadable(file, reasonOf(error, file), error);
  }
}

/** Size and time of change decide where they are the same, as in an import; else the bytes do. */
async function holdsOtherBytes(image: StoredImageFile): Promise<boolean> {
  const { size, mtimeMs } = await stat(image.file);
  if (size !== image.bytes) return true;
  return mtimeMs !== image.modifiedAt && (await hashFile(image.file, size)) !== image.sha256;
}

function unreadable(file: string, reason: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'image-unreadable',
    sentence: `The image ${file} cannot be shown. ${reason}`,
    subject: file,
    cause,
  });
}
