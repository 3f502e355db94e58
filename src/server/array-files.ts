import type { IncomingMessage, ServerResponse } from 'node:http';
import { arrayPath, arrayShapeHeader, arrayTypeHeader } from '../contract/array.ts';
import { IsolineError } from '../core/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { storedArray } from '../engine/evaluation/stored-evaluations.ts';
import { isHeld, send, sendSentence } from './responses.ts';

/** Answers `GET /arrays/EVALUATION/NAME`; false where the address is another. */
export function answerArray(
  db: Engine['db'],
  request: IncomingMessage,
  response: ServerResponse,
  { pathname }: URL,
): boolean {
  const [, id, name] = arrayPath.exec(pathname) ?? [];
  if (id === undefined || name === undefined) return false;
  try {
    const { type, shape, data } = storedArray(db, id, name);
    // An evaluation never changes, and no other one ever has its id.
    const etag = `"${id}-${name}"`;
    const headers = { ETag: etag, 'Cache-Control': 'private, max-age=31536000, immutable' };
    if (isHeld(etag, request.headers['if-none-match'])) {
      send(response, 304, headers, Buffer.alloc(0));
    } else {
      const described = {
        'Content-Type': 'application/octet-stream',
        [arrayTypeHeader]: type,
        [arrayShapeHeader]: shape.join(','),
      };
      send(response, 200, { ...headers, ...described }, data);
    }
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    sendSentence(response, 404, error);
  }
  return true;
}
