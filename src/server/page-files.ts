import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { IsolineError } from '../core/errors.ts';
import { isHeld, send } from './responses.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** `index-B1xQ2z_9.js`: a name that the build took from the content. */
const hashedName = /[-.][\w-]{8}\.\w+$/;

interface PageFile {
  content: Buffer;
  type: string;
  etag: string;
  caching: string;
}

/**
 * The built page, read once: some megabytes. An address names a file of it or nothing, so that no
 * address can lead anywhere else.
 */
export class PageFiles {
  readonly #files: ReadonlyMap<string, PageFile>;

  private constructor(files: ReadonlyMap<string, PageFile>) {
    this.#files = files;
  }

  /** @throws IsolineError (input) `page-not-built` */
  static async read(folder: string): Promise<PageFiles> {
    const files = new Map<string, PageFile>();
    for (const entry of await entriesIn(folder)) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const address = `/${path.relative(folder, file).split(path.sep).join('/')}`;
      files.set(address, await readPageFile(file));
    }
    const index = files.get('/index.html');
    if (index === undefined) throw notBuilt(folder);
    files.set('/', index);
    return new PageFiles(files);
  }

  /** Answers a request for a file of the page; false where there is none of that address. */
  answer(request: IncomingMessage, response: ServerResponse, address: string): boolean {
    const file = this.#files.get(address);
    if (file === undefined) return false;
    const headers = { ETag: file.etag, 'Cache-Control': file.caching };
    if (isHeld(file.etag, request.headers['if-none-match'])) {
      send(response, 304, headers, Buffer.alloc(0));
    } else {
      send(response, 200, { ...headers, 'Content-Type': file.type }, file.content);
    }
    return true;
  }
}

async function entriesIn(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw notBuilt(folder);
    throw error;
  }
}

async function readPageFile(file: string): Promise<PageFile> {
  const content = await readFile(file);
  const extension = path.extname(file).toLowerCase();
  return {
    content,
    type: contentTypes[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('base64url')}"`,
    caching:
      extension === '.html'
        ? 'no-store'
        : hashedName.test(file)
          ? 'private, max-age=31536000, immutable'
          : 'private, no-cache',
  };
}

function notBuilt(folder: string): IsolineError {
  return new IsolineError({
    code: 'page-not-built',
    sentence: `The page has not been built: ${path.join(folder, 'index.html')} is missing.`,
    next: 'Run npm run build, then try again.',
    subject: folder,
  });
}
