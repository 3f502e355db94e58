import { useState } from 'react';
import { imageAddress } from '../api/shell.ts';

/**
 * An image of a dataset, in a square. Its alternative text is its name.
 *
 * @param imageId null: the evaluation has no images
 * @param size in CSS pixels
 */
export function Thumbnail({
  imageId,
  name,
  size,
}: {
  imageId: number | null;
  name: string;
  size: number;
}) {
  const [failed, setFailed] = useState<number | null>(null);
  if (imageId === null || failed === imageId) {
    return (
      <span className="isoline-thumbnail" style={{ width: size, height: size }} title={name}>
        {name.split('/').at(-1)}
      </span>
    );
  }
  return (
    <img
      // A new image must not show the one before while it loads.
      key={imageId}
      className="isoline-thumbnail"
      src={imageAddress(imageId, size <= 80 ? 160 : size <= 160 ? 320 : 640)}
      alt={name}
      title={name}
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(imageId)}
    />
  );
}
