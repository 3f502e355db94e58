import type { ReviewImage } from '../../../contract/api/review-items.ts';
import type { DataColumn } from '../../components/data-table.tsx';
import { figureColumn } from '../../components/table-columns.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { PathLabel } from './path-label.tsx';
import { shortName } from './verdict-text.ts';

/** A column with the picture and the name of an image. */
export function imageColumn<Row extends ReviewImage>(header: string): DataColumn<Row> {
  return {
    key: 'image',
    header,
    value: ({ name }) => name,
    cell: ({ name, imageId }) => (
      <span className="review-image-cell">
        <Thumbnail imageId={imageId} name={name} size={38} />
        <PathLabel path={shortName(name)} whole={name} />
      </span>
    ),
    width: 'minmax(180px, 2fr)',
  };
}

/** A column of figures of images. */
export function imageFigureColumn<Row extends ReviewImage>(
  key: string,
  header: string,
  value: (image: Row) => number | null,
  format: (figure: number) => string,
): DataColumn<Row> {
  return figureColumn(key, header, 'minmax(150px, 1fr)', value, format);
}
