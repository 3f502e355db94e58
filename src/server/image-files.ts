import type { IncomingMessage, ServerResponse } from 'node:http';
import { IsolineError } from '../core/errors.ts';
import { drawThumbnail, findImageFile, thumbnailWidths } from '../engine/datasets/thumbnail.ts';
import type { Engine } from '../engine/engine.ts';
import { isHeld, send, sendSentence } from './responses.ts';

/** `/images/ID`; no path of a file ever stands in an address. */
const imageAddress = /^\/images\/([1-9]\d{0,14})$/;

/** Answers `GET /images/ID?width=N`; false where the address is another. */
export async function answerImage(
  db: Engine['db'],
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): Promise<boolean> {
  const id = imageAddress.exec(pathname)?.[1];
  if (id === undefined) return false;
  const width = searchParams.get('width');
  if (!thumbnailWidths.some((known) => String(known) === width)) {
    sendSentence(response, 400, {
      code: 'width-unknown',
      sentence: 'Images are not drawn in this width.',
      next: `Ask for a width of ${thumbnailWidths.join(', ')}.`,
    });
    return true;
  }
  try {
    const image = findImageFile(db, Number(id));
    const etag = `"${image.sha256}-${width}"`;
    // An id may come to stand for other bytes with the next import: the browser asks each time.
    const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
    if (isHeld(etag, request.headers['if-none-match'])) {
      send(response, 304, headers, Buffer.alloc(0));
    } else {
      const thumbnail = await drawThumbnail(image, Number(width));
      send(response, 200, { ...headers, 'Content-Type': 'image/webp' }, thumbnail);
    }
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    sendSentence(response, 404, error);
  }
  return true;
}
