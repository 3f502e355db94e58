import type { ReviewImage } from '../../../contract/api/review-items.ts';
import { useLocation } from 'wouter';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { figureColumn } from '../../components/table-columns.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { PathLabel } from './path-label.tsx';
import { reviewAddress } from './review-address.ts';
import { shortName } from './verdict-text.ts';

/** A column with the picture and the name of an image. */
export function imageColumn<Row extends Pick<ReviewImage, 'name' | 'imageId'>>(
  header: string,
): DataColumn<Row> {
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

/** Images, most pairs first; one that is chosen leads to the wrong pairs of its class. */
export function InfluentialImages<Row extends ReviewImage>({
  label,
  images,
  columns,
  firstSort,
  evaluationId,
  threshold,
  side,
}: {
  label: string;
  images: readonly Row[];
  columns: readonly DataColumn<Row>[];
  /** Key of the column that counts their pairs. */
  firstSort: string;
  evaluationId: string;
  threshold: number;
  side: 'false-accepts' | 'false-rejects';
}) {
  const [, navigate] = useLocation();
  return (
    <DataTable
      label={label}
      rows={images}
      columns={columns}
      rowKey={({ image }) => image}
      firstSort={{ key: firstSort, descending: true }}
      height={340}
      rowHeight={46}
      onSelect={(image) =>
        navigate(
          reviewAddress(evaluationId, 'wrong-pairs', { threshold, side, classes: [image.class] }),
        )
      }
    />
  );
}
