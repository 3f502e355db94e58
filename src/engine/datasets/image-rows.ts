import type Database from 'better-sqlite3';
import type { ImageFile } from './image-file.ts';
import { pagedRows } from './in-order.ts';

/** - `missing`: known from an earlier import or named by a manifest, but not there. */
export type ImageStatus = 'ok' | 'unreadable' | 'missing';

/** An image of a dataset as a scan found it. */
export interface ImageRecord {
  /** Relative to the root, with '/'. */
  path: string;
  className: string;
  status: ImageStatus;
  /** A sentence where the status is not `ok`. */
  reason: string | null;
  bytes: number;
  modifiedAt: number;
  sha256: string | null;
  width: number | null;
  height: number | null;
}

interface StoredImage extends ImageRecord {
  id: number;
}

/** How many rows a page or a transaction holds; an image may bring its class, which is a row too. */
const pageRows = 1000;
export const imagesPerTransaction = pageRows / 2;

/** What an import did to the rows. */
export interface RowChanges {
  added: number;
  /** Images whose bytes, class or status differ from the earlier import. */
  changed: number;
  unchanged: number;
}

/** Writes the classes and images of one dataset. */
export class ImageRows {
  readonly changes: RowChanges = { added: 0, changed: 0, unchanged: 0 };
  private readonly datasetId: number;
  private readonly classIds: Map<string, number>;
  private readonly seen = new Set<number>();
  private readonly findImage;
  private readonly insertClass;
  private readonly insertImage;
  private readonly updateImage;
  private readonly unfinish;
  private readonly presentAfter;
  private readonly setMissing;
  private readonly writeAll;
  private readonly setAllMissing;

  constructor(db: Database.Database, datasetId: number) {
    this.datasetId = datasetId;
    this.classIds = new Map(
      db
        .prepare<[number], { id: number; name: string }>(
          'SELECT id, name FROM classes WHERE dataset_id = ?',
        )
        .all(datasetId)
        .map(({ id, name }) => [name, id]),
    );
    this.findImage = db.prepare<[number, string], StoredImage>(
      `SELECT images.id, path, classes.name AS className, status, reason, bytes,
              modified_at AS modifiedAt, sha256, width, height
       FROM images JOIN classes ON classes.id = class_id
       WHERE images.dataset_id = ? AND path = ?`,
    );
    this.insertClass = db.prepare<[number, string]>(
      'INSERT INTO classes (dataset_id, name) VALUES (?, ?)',
    );
    this.insertImage = db.prepare<[object]>(
      `INSERT INTO images
         (dataset_id, class_id, path, status, reason, bytes, modified_at, sha256, width, height)
       VALUES
         (@datasetId, @classId, @path, @status, @reason, @bytes, @modifiedAt, @sha256, @width, @height)`,
    );
    this.updateImage = db.prepare<[object]>(
      `UPDATE images SET class_id = @classId, status = @status, reason = @reason, bytes = @bytes,
         modified_at = @modifiedAt, sha256 = @sha256, width = @width, height = @height
       WHERE id = @id`,
    );
    this.unfinish = db.prepare<[number]>("UPDATE datasets SET fingerprint = '' WHERE id = ?");
    this.presentAfter = db.prepare<[number, string, number], { id: number; path: string }>(
      `SELECT id, path FROM images
       WHERE dataset_id = ? AND path > ? AND status <> 'missing' ORDER BY path LIMIT ?`,
    );
    this.setMissing = db.prepare<[string, number]>(
      "UPDATE images SET status = 'missing', reason = ? WHERE id = ?",
    );
    this.writeAll = db.transaction((records: readonly ImageRecord[]) => {
      for (const record of records) this.writeOne(record);
    });
    this.setAllMissing = db.transaction((ids: readonly number[], reason: string) => {
      this.unfinish.run(datasetId);
      for (const id of ids) this.setMissing.run(reason, id);
    });
  }

  /** What an earlier import knows of a file, unless it could not be read then. */
  known(path: string): ImageFile | undefined {
    const image = this.findImage.get(this.datasetId, path);
    if (image === undefined || image.status === 'unreadable') return undefined;
    const { bytes, modifiedAt, sha256, width, height } = image;
    if (sha256 === null || width === null || height === null) return undefined;
    return { bytes, modifiedAt, sha256, width, height };
  }

  /** Writes at most `imagesPerTransaction` images, with their classes, in one transaction. */
  write(records: readonly ImageRecord[]): void {
    if (records.length > 0) this.writeAll(records);
  }

  /** Sets every image that was not written to `missing`, a page at a time. */
  async markOthersMissing(reason: string): Promise<void> {
    let ids: number[] = [];
    const flush = (): void => {
      if (ids.length > 0) this.setAllMissing(ids, reason);
      ids = [];
    };
    const present = pagedRows<{ id: number; path: string }>((after) =>
      this.presentAfter.all(this.datasetId, after?.path ?? '', pageRows),
    );
    for await (const { id } of present) {
      if (!this.seen.has(id) && ids.push(id) === pageRows - 1) flush();
    }
    flush();
  }

  private writeOne(record: ImageRecord): void {
    const stored = this.findImage.get(this.datasetId, record.path);
    if (stored === undefined) {
      this.unfinish.run(this.datasetId);
      const row = { ...record, datasetId: this.datasetId, classId: this.classId(record.className) };
      this.seen.add(Number(this.insertImage.run(row).lastInsertRowid));
      this.changes.added++;
      return;
    }
    this.seen.add(stored.id);
    const fields = Object.keys(record) as (keyof ImageRecord)[];
    if (fields.every((field) => record[field] === stored[field])) {
      this.changes.unchanged++;
      return;
    }
    this.unfinish.run(this.datasetId);
    this.updateImage.run({ ...record, id: stored.id, classId: this.classId(record.className) });
    const same =
      record.sha256 === stored.sha256 &&
      record.className === stored.className &&
      record.status === stored.status;
    if (same) this.changes.unchanged++;
    else this.changes.changed++;
  }

  private classId(name: string): number {
    let id = this.classIds.get(name);
    if (id === undefined) {
      id = Number(this.insertClass.run(this.datasetId, name).lastInsertRowid);
      this.classIds.set(name, id);
    }
    return id;
  }
}
