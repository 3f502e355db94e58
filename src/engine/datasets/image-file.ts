import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { AvailableFormatInfo } from 'sharp';
import sharp from 'sharp';

// The cache of libvips is keyed by path: a WebP that is rewritten in place keeps its old size and
// pixels in it. Nothing here reads a file twice, so it gains nothing.
sharp.cache(false);

/** What a readable image file is, as far as its bytes and its header tell. */
export interface ImageFile {
  /** Size of the file in bytes. */
  bytes: number;
  /** Time of the last change, milliseconds since 1970. */
  modifiedAt: number;
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  sha256: string;
  /** Pixels, after the EXIF orientation; of the first frame. */
  width: number;
  height: number;
}

/** A file that cannot be used as an image. */
export interface UnusableImageFile {
  /** `absent`: there is no such file; `unsupported-format`: by its extension, it was not read. */
  unusable: 'unreadable' | 'unsupported-format' | 'absent';
  /** One sentence. */
  reason: string;
  /** Size and time of change, 0 where not even they can be read. */
  bytes: number;
  modifiedAt: number;
}

const imageExtensions = new Set([
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff'],
  ...['bmp', 'pgm', 'ppm', 'pbm', 'pnm'],
]);

/** What this build of sharp reads among them. */
const readableExtensions = new Set(
  (Object.values(sharp.format) as AvailableFormatInfo[])
    .filter((format) => format.input.file)
    .flatMap((format) => format.input.fileSuffix ?? [])
    .map((suffix) => suffix.slice(1))
    .filter((extension) => imageExtensions.has(extension)),
);

/** Formats accepted by content: an SVG or a PDF behind an image's name is no image. */
const rasterFormats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff']);

/** The extension of a file's name or path, lower case, without the dot; '' where there is none. */
export function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

/** Whether a file name ends like an image's, readable or not. */
export function isImageName(name: string): boolean {
  return imageExtensions.has(extensionOf(name));
}

/** The bytes hashed at a time. */
const chunkBytes = 1 << 20;

/**
 * Reads an image file once from end to end for its hash, and its header for its size in pixels. The
 * pixels are not decoded: a file may still prove damaged when it is embedded.
 *
 * @param known what an earlier scan found: where size and time of change are the same, it is returned
 *   as it is and the file is not read
 * @param signal where aborted, rejects with its reason before the next chunk
 */
export async function readImageFile(
  path: string,
  known: ImageFile | undefined,
  signal: AbortSignal | undefined,
): Promise<ImageFile | UnusableImageFile> {
  let bytes = 0;
  let modifiedAt = 0;
  const unusable = (
    reason: string,
    kind: UnusableImageFile['unusable'] = 'unreadable',
  ): UnusableImageFile => ({ unusable: kind, reason, bytes, modifiedAt });
  try {
    const status = await stat(path);
    if (!status.isFile()) return unusable('It is not a regular file.');
    bytes = status.size;
    modifiedAt = status.mtimeMs;
    if (known !== undefined && known.bytes === bytes && known.modifiedAt === modifiedAt) {
      return known;
    }
    const extension = extensionOf(path);
    if (imageExtensions.has(extension) && !readableExtensions.has(extension)) {
      const reason = `Isoline does not read .${extension} images; convert them to PNG.`;
      return unusable(reason, 'unsupported-format');
    }
    if (bytes === 0) return unusable('The file is empty.');
    const sha256 = await hashFile(path, bytes, signal);
    if (sha256 === null) return unusable('The file changed while it was read; import again.');
    const { format, autoOrient } = await sharp(path).metadata();
    if (!rasterFormats.has(format)) {
      return unusable(`The file holds ${format}, which Isoline does not read as an image.`);
    }
    return { bytes, modifiedAt, sha256, width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    signal?.throwIfAborted();
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return unusable(reasonOf(error, path), absent ? 'absent' : 'unreadable');
  }
}

/** SHA-256 of a file as lower-case hexadecimal; null where it does not have `bytes` bytes. */
export async function hashFile(
  path: string,
  bytes: number,
  signal?: AbortSignal,
): Promise<string | null> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytes + 1));
    let total = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return total === bytes ? hash.digest('hex') : null;
      hash.update(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
  } finally {
    await file.close();
  }
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file, or it is a link to nothing.',
  EACCES: 'Reading it is not permitted.',
  EPERM: 'Reading it is not permitted.',
  ELOOP: 'It is a link that leads back to itself.',
  ENAMETOOLONG: 'Its path is too long for this system.',
  EIO: 'The disk failed to read it.',
};

/** Why the file or folder at `path` cannot be read, as a sentence. */
export function reasonOf(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  // What is no Unicode on disk reaches us with U+FFFD, or half a surrogate pair, in its place.
  if (code === 'ENOENT' && (path.includes('\uFFFD') || !path.isWellFormed())) {
    return 'Its name is not valid Unicode; rename it.';
  }
  const known = code === undefined ? undefined : systemReasons[code];
  if (known !== undefined) return known;
  // libvips repeats itself over several lines.
  const [first = ''] = message.split('\n');
  if (first.includes('unsupported image format')) {
    return 'The file is damaged or holds no image of a format that Isoline reads.';
  }
  return `The file cannot be read: ${first.replace(/^Input file has /, '')}.`;
}
