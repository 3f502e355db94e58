import { useTranslation } from 'react-i18next';
import type { ReviewItem } from '../../../contract/api/review-items.ts';
import { formatCount, formatRate } from '../../components/format.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { scoreText } from './pair-facts.tsx';
import { PathLabel } from './path-label.tsx';
import { shownImages } from './queue-items.ts';
import { shortName } from './verdict-text.ts';

const thumbnailSize = 44;

/** An item in the list: images, score, classes, and the verdict that stands. */
export function ItemRow({
  item,
  number,
  blind,
}: {
  item: ReviewItem;
  /** From 1. */
  number: number;
  blind: boolean;
}) {
  const { t } = useTranslation(['review', 'common']);
  switch (item.kind) {
    case 'pair':
    case 'image': {
      const isHidden = blind && item.verdict === null;
      const name = t(item.kind === 'pair' ? 'list.pair' : 'list.image', {
        number: formatCount(number),
      });
      const images = item.kind === 'pair' ? shownImages(item) : [item.image];
      return (
        <>
          <span className="review-row-images">
            {images.map((image, k) => (
              <Thumbnail
                key={k}
                imageId={image.imageId}
                name={isHidden ? name : image.name}
                size={thumbnailSize}
              />
            ))}
          </span>
          <span className="review-row-text">
            {isHidden ? (
              <b>{name}</b>
            ) : item.kind === 'pair' ? (
              <PairLines item={item} />
            ) : (
              <>
                <b>
                  <PathLabel path={shortName(item.image.name)} whole={item.image.name} />
                </b>
                <PathLabel path={item.image.className} />
                <span className="review-row-rival">
                  → <PathLabel path={item.rivalClassName} />
                </span>
              </>
            )}
          </span>
          {item.verdict !== null && (
            <span className="review-row-verdict">{t(`verdict.${item.verdict.kind}`)}</span>
          )}
        </>
      );
    }
    case 'class':
      return (
        <span className="review-row-text">
          <b>
            <PathLabel path={item.className} />
          </b>
          <span>
            {t('list.classLine', {
              far: formatRate(item.falseAcceptRate),
              frr: formatRate(item.falseRejectRate),
            })}
          </span>
          {item.tags.length > 0 && <Tags tags={item.tags} />}
        </span>
      );
    case 'class-pair':
      return (
        <span className="review-row-text">
          <b>
            <PathLabel path={item.firstName} />
          </b>
          <b className="review-row-rival">
            × <PathLabel path={item.secondName} />
          </b>
          <span>
            {t('list.classPair', { count: item.falseAccepts })}{' '}
            {t('list.classPairOf', { pairs: formatCount(item.pairs) })}
          </span>
        </span>
      );
  }
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="review-row-tags" title={tags.join(', ')}>
      {tags.map((tag) => (
        <span key={tag} className="review-tag">
          {tag}
        </span>
      ))}
    </span>
  );
}

function PairLines({ item }: { item: Extract<ReviewItem, { kind: 'pair' }> }) {
  const { first, second, same, score } = item;
  return (
    <>
      <b className="review-row-score" data-kind={same ? 'genuine' : 'impostor'}>
        {scoreText(score)}
      </b>
      <PathLabel path={first.className} />
      {!same && (
        <span className="review-row-rival">
          × <PathLabel path={second.className} />
        </span>
      )}
    </>
  );
}
