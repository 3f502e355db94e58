import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ItemDetails, ReviewImage, ScoredImage } from '../../../contract/api/review-items.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';

const thumbnailSize = 52;

/** What lies around one image: its nearest neighbours, and its class. */
export function AtHand({
  details: { image, neighbours, classmates },
  shown,
  onShow,
}: {
  details: ItemDetails['images'][number];
  /** The image that is shown large instead of this one; null: none. */
  shown: ReviewImage | null;
  onShow: (image: ReviewImage | null) => void;
}) {
  const { t } = useTranslation(['review', 'common']);
  return (
    <div className="review-hand">
      <Strip
        title={t('hand.nearest')}
        images={neighbours}
        ownClass={image.class}
        shown={shown}
        onShow={onShow}
      />
      <Strip
        title={t('hand.classmates')}
        images={classmates}
        ownClass={image.class}
        shown={shown}
        onShow={onShow}
      />
      {classmates.length === 0 && <p className="review-small">{t('hand.alone')}</p>}
    </div>
  );
}

function Strip({
  title,
  images,
  ownClass,
  shown,
  onShow,
}: {
  title: string;
  images: readonly ScoredImage[];
  ownClass: number;
  shown: ReviewImage | null;
  onShow: (image: ReviewImage | null) => void;
}) {
  const { t } = useTranslation(['review', 'common']);
  return (
    <div>
      <h2>{title}</h2>
      <ul className="review-strip">
        {images.map((image) => (
          <li key={image.image}>
            <UnstyledButton
              className="review-thumbnail"
              data-kind={image.class === ownClass ? 'genuine' : 'impostor'}
              aria-pressed={shown?.image === image.image}
              title={t('hand.show')}
              onClick={() => onShow(shown?.image === image.image ? null : image)}
            >
              <Thumbnail imageId={image.imageId} name={image.name} size={thumbnailSize} />
              <span className="isoline-number">{scoreText(image.score)}</span>
              <span className="review-thumbnail-class" title={image.className}>
                {image.className.slice(image.className.lastIndexOf('/') + 1)}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
