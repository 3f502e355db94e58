import { closeSync, fsyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { hashFile, reasonOf } from '../datasets/image-file.ts';
import { mapInOrder } from '../datasets/in-order.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ModelDescription } from '../models/describe.ts';
import type { Embeddings, EmbeddingSession, ProviderName } from '../models/session.ts';
import { openEmbeddingSession } from '../models/session.ts';
import { augmentImage } from './augment.ts';
import type { DecodedImage } from './decode.ts';
import { decodeImage } from './decode.ts';
import { imageWriter } from './normalise-pixels.ts';
import { drawAugmentation, type View } from './view.ts';

/** An image to embed, as the dataset knows it. */
export interface PlannedImage {
  id: number;
  /** Absolute. */
  path: string;
  sha256: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

export interface EmbedTaskInput {
  modelFile: string;
  model: ModelDescription;
  recipe: Recipe;
  /** Null: the images as they are. */
  view: View | null;
  provider: ProviderName;
  /** Images to a batch. Batch k holds the images k × batch and on, whatever was done before. */
  batch: number;
  /** All images of the plan; image k belongs into row k of the file. */
  images: PlannedImage[];
  /** Rows that are in the file already: a multiple of `batch`, or all. */
  rowsDone: number;
  /** Float32 rows without a header; the rows of images that were skipped stay zero. */
  rowsFile: string;
}

/** An image that has no embedding. */
export interface SkippedImage {
  id: number;
  /** `image-undecodable`: the same bytes will fail again. */
  code: 'image-undecodable' | 'image-unreadable' | 'image-changed';
  /** One sentence. */
  reason: string;
}

/** Rows that are on the disk from now on. */
export interface RowsWritten {
  /** All rows before this one are done. */
  rowsDone: number;
  dimension: number;
  /** Images skipped since the event before. */
  skipped: SkippedImage[];
}

export interface EmbedTaskOutput {
  /** Images that were decoded and embedded now. */
  embedded: number;
}

/** Batches whose images are decoded while one is in the model: the bound on memory, too. */
const batchesAhead = 2;
const checkpointMilliseconds = 2000;

/**
 * Embeds images in batches into a file of rows, and tells after each checkpoint how many rows are on
 * the disk (events of type `RowsWritten`). Image files are decoded on the thread pool while ONNX
 * Runtime works. Runs on the compute thread.
 *
 * What a batch holds depends on the list and the batch size alone, so a run that goes on after a kill
 * gives the same bits as one that was never stopped. When memory runs out, batches are run in halves.
 *
 * @throws IsolineError `embedding-not-finite`, `embedding-zero` (input) with the image's path;
 *   `disk-full` (failure); `stopped` (interrupted) after a last checkpoint; what
 *   `openEmbeddingSession` and its `run` throw
 */
export async function embedTask(
  input: EmbedTaskInput,
  context: TaskContext,
): Promise<EmbedTaskOutput> {
  const { images, batch, recipe, view, provider } = input;
  const session = await openEmbeddingSession({ ...input, threads: context.threads });
  const rows = new RowsFile(input.rowsFile, input.rowsDone, images.length);
  try {
    const { channels, type } = session.input;
    const length = batch * channels * recipe.size[0] * recipe.size[1];
    const pixels = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
    const write = imageWriter(recipe, pixels);
    const runner = new BatchRunner(session, pixels, batch);
    const parts = batchesOf(images, input.rowsDone, batch);
    const batches = mapInOrder(parts, batchesAhead + 1, (part) =>
      Promise.all(part.map((image) => decodeOrSkip(image, recipe, view))),
    );
    let skipped: SkippedImage[] = [];
    let embedded = 0;
    let rowsDone = input.rowsDone;
    const checkpoint = (): void => {
      rows.sync();
      context.emit({ rowsDone, dimension: rows.dimension, skipped } satisfies RowsWritten);
      skipped = [];
    };

    for await (const decoded of batches) {
      const kept: { image: PlannedImage; row: number }[] = [];
      decoded.forEach((result, k) => {
        const image = images[rowsDone + k] as PlannedImage;
        if ('reason' in result) {
          skipped.push(result);
        } else {
          write(result, kept.length);
          kept.push({ image, row: rowsDone + k });
        }
      });
      if (kept.length > 0) {
        const embeddings = await runner.run(kept.length);
        kept.forEach(({ image }, k) => checkEmbedding(embeddings, k, image));
        rows.write(
          embeddings,
          kept.map(({ row }) => row),
        );
        embedded += kept.length;
      }
      rowsDone += decoded.length;
      context.progress({
        stage: 'Embedding',
        done: rowsDone,
        total: images.length,
        unit: 'images',
        note:
          runner.limit < batch
            ? `${provider}, batches of ${runner.limit} for want of memory`
            : provider,
      });
      if (context.stopped()) break;
      if (rows.millisecondsSinceSync() >= checkpointMilliseconds) checkpoint();
    }
    checkpoint();
    context.throwIfStopped();
    return { embedded };
  } finally {
    rows.close();
    await session.close();
  }
}

function* batchesOf(
  images: readonly PlannedImage[],
  first: number,
  batch: number,
): Generator<PlannedImage[]> {
  for (let start = first; start < images.length; start += batch) {
    yield images.slice(start, start + batch);
  }
}

/** Never rejects: an image that cannot be used is a result, with its reason. */
async function decodeOrSkip(
  image: PlannedImage,
  recipe: Recipe,
  view: View | null,
): Promise<DecodedImage | SkippedImage> {
  const { id } = image;
  try {
    const [unchanged, decoded] = await Promise.allSettled([
      isUnchanged(image),
      decodeView(image, recipe, view),
    ]);
    if (unchanged.status === 'rejected') {
      return { id, code: 'image-unreadable', reason: reasonOf(unchanged.reason, image.path) };
    }
    if (!unchanged.value) {
      const reason = 'The file changed after its folder was read; import the folder again.';
      return { id, code: 'image-changed', reason };
    }
    if (decoded.status === 'fulfilled') return decoded.value;
    return { id, code: 'image-undecodable', reason: reasonOf(decoded.reason, image.path) };
  } catch (error) {
    return { id, code: 'image-undecodable', reason: reasonOf(error, image.path) };
  }
}

async function decodeView(
  { path: file, sha256 }: PlannedImage,
  recipe: Recipe,
  view: View | null,
): Promise<DecodedImage> {
  if (view === null) return decodeImage(file, recipe);
  const image = await augmentImage(file, drawAugmentation(sha256, view), recipe.size);
  return decodeImage(image, recipe);
}

/** Whether the file still is what the dataset knows: by size and time, and by its hash where they differ. */
async function isUnchanged({
  path: file,
  bytes,
  modifiedAt,
  sha256,
}: PlannedImage): Promise<boolean> {
  const status = await stat(file);
  if (status.size === bytes && status.mtimeMs === modifiedAt) return true;
  return status.size === bytes && (await hashFile(file, bytes)) === sha256;
}

/** Runs a batch whole, or in halves, quarters, ... once memory ran out. */
class BatchRunner {
  /** Most images in one call. */
  limit: number;
  readonly #session: EmbeddingSession;
  readonly #pixels: Float32Array | Uint8Array;
  readonly #imageLength: number;

  constructor(session: EmbeddingSession, pixels: Float32Array | Uint8Array, batch: number) {
    this.limit = batch;
    this.#session = session;
    this.#pixels = pixels;
    this.#imageLength = pixels.length / batch;
  }

  /** Embeds the first `count` images of the batch's tensor. */
  async run(count: number): Promise<Embeddings> {
    let all: Embeddings | undefined;
    for (let done = 0; done < count;) {
      const use = Math.min(this.limit, count - done);
      const part = this.#pixels.subarray(
        done * this.#imageLength,
        (done + use) * this.#imageLength,
      );
      let result: Embeddings;
      try {
        result = await this.#session.run(part, use);
      } catch (error) {
        const fixed = this.#session.input.batch;
        const memory = error instanceof IsolineError && error.code === 'out-of-memory';
        if (!memory || use === 1 || fixed !== null) throw error;
        this.limit = Math.ceil(use / 2);
        continue;
      }
      if (use === count) return result;
      all ??= { data: new Float32Array(count * result.dimension), dimension: result.dimension };
      all.data.set(result.data, done * result.dimension);
      done += use;
    }
    return all as Embeddings;
  }
}

/**
 * Rows at fixed places of a file. Written synchronously: an asynchronous write would wait in the
 * thread pool behind the images that are decoded there, and this thread has nothing else to do.
 */
class RowsFile {
  /** 0 until the first row. */
  dimension = 0;
  readonly #file: string;
  readonly #descriptor: number;
  readonly #rows: number;
  /** The first checkpoint comes at once: what cannot be kept shows early. */
  #lastSync = -Infinity;

  constructor(file: string, rowsDone: number, rows: number) {
    this.#file = file;
    this.#rows = rows;
    this.#descriptor = openSync(file, rowsDone > 0 ? 'r+' : 'w');
  }

  /** @param rows the row number of each embedding, ascending */
  write({ data, dimension }: Embeddings, rows: readonly number[]): void {
    if (this.dimension === 0) this.#checkRoom(rows[0] ?? 0, dimension);
    this.dimension = dimension;
    // Runs of neighbouring rows in one call.
    for (let first = 0; first < rows.length;) {
      const row = rows[first] ?? 0;
      let end = first + 1;
      while (rows[end] === row + end - first) end++;
      const part = data.subarray(first * dimension, end * dimension);
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      for (let sent = 0; sent < bytes.length;) {
        sent += this.#guard(() =>
          writeSync(this.#descriptor, bytes, sent, bytes.length - sent, row * dimension * 4 + sent),
        );
      }
      first = end;
    }
  }

  sync(): void {
    this.#guard(() => fsyncSync(this.#descriptor));
    this.#lastSync = performance.now();
  }

  millisecondsSinceSync(): number {
    return performance.now() - this.#lastSync;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** These rows and the matrix that is made of them must both find room. */
  #checkRoom(firstRow: number, dimension: number): void {
    const { bavail, bsize, blocks } = statfsSync(path.dirname(this.#file));
    const wanted = (2 * this.#rows - firstRow) * dimension * 4;
    if (blocks > 0 && bavail * bsize < wanted) throw diskFull(this.#file);
  }

  #guard<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ENOSPC' || code === 'EDQUOT' ? diskFull(this.#file, error) : error;
    }
  }
}

function checkEmbedding({ data, dimension }: Embeddings, k: number, image: PlannedImage): void {
  let squares = 0;
  for (let at = k * dimension; at < (k + 1) * dimension; at++) squares += data[at]! * data[at]!;
  if (squares > 0 && squares < Infinity) return;
  const zero = squares === 0;
  throw new IsolineError({
    code: zero ? 'embedding-zero' : 'embedding-not-finite',
    sentence: zero
      ? `The model gives a zero embedding for ${image.path}, which has no direction.`
      : `The model gives an embedding with NaN or infinite numbers for ${image.path}.`,
    next: 'Check that the recipe is the one the model was trained with; remove the image if it alone is concerned.',
    subject: image.path,
  });
}

function diskFull(file: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'disk-full',
    kind: 'failure',
    sentence: `The disk has no room for the embeddings in ${path.dirname(file)}.`,
    next: 'Free some space and run it again: what was embedded is kept.',
    subject: file,
    cause,
  });
}
