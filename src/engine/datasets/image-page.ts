import type Database from 'better-sqlite3';
import type { DatasetImage } from '../../contract/api/datasets.ts';
import { IsolineError } from '../../core/errors.ts';
import { storedDataset } from './stored-dataset.ts';

export interface ImagePageRequest {
  datasetId: number;
  /** Undefined: all classes, by code point of the name. */
  className: string | undefined;
  offset: number;
  limit: number;
}

/** Some images of a dataset, of how many. */
export interface ImagePage {
  total: number;
  images: DatasetImage[];
}

const columns = 'images.id, path, name AS className, status, reason, width, height';

/**
 * A page of a dataset's images, unreadable and missing ones included, by code point of the class and
 * then of the path. It is found by walking an index: no images are sorted.
 *
 * @throws IsolineError `dataset-unknown`, `dataset-removed`; `class-unknown`
 */
export function pageOfImages(
  db: Database.Database,
  { datasetId, className, offset, limit }: ImagePageRequest,
): ImagePage {
  storedDataset(db, datasetId);
  if (className === undefined) {
    const { total } = db
      .prepare<[number], { total: number }>(
        'SELECT count(*) AS total FROM images WHERE dataset_id = ?',
      )
      .get(datasetId) as { total: number };
    // CROSS JOIN makes SQLite walk the classes in order and the images within each.
    const images = db
      .prepare<[number, number, number], DatasetImage>(
        `SELECT ${columns} FROM classes CROSS JOIN images ON class_id = classes.id
         WHERE classes.dataset_id = ? ORDER BY name, path LIMIT ? OFFSET ?`,
      )
      .all(datasetId, limit, offset);
    return { total, images };
  }
  const found = db
    .prepare<[number, string], { id: number }>(
      'SELECT id FROM classes WHERE dataset_id = ? AND name = ?',
    )
    .get(datasetId, className);
  if (found === undefined) {
    throw new IsolineError({
      code: 'class-unknown',
      sentence: `The dataset has no class "${className}".`,
      next: 'Choose one of the classes in the list.',
      subject: className,
    });
  }
  const { total } = db
    .prepare<[number], { total: number }>('SELECT count(*) AS total FROM images WHERE class_id = ?')
    .get(found.id) as { total: number };
  const images = db
    .prepare<[number, number, number], DatasetImage>(
      `SELECT ${columns} FROM images JOIN classes ON classes.id = class_id
       WHERE class_id = ? ORDER BY path LIMIT ? OFFSET ?`,
    )
    .all(found.id, limit, offset);
  return { total, images };
}
