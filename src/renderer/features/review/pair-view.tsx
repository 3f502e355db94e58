import { ActionIcon, Anchor, Button, Skeleton, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ItemDetails, ReviewImage } from '../../../contract/api/review-items.ts';
import { formatPercent, formatTime } from '../../components/format.ts';
import { AtHand } from './at-hand.tsx';
import { ImagePane } from './image-pane.tsx';
import { KeyCap } from './key-cap.tsx';
import { scoreText, Why } from './pair-facts.tsx';
import { type JudgedItem, shownImages } from './queue-items.ts';
import { reviewAddress } from './review-address.ts';
import { useKeyNames, useReviewKeys } from './review-keys.ts';
import { verdictText } from './verdict-text.ts';
import { moved, wholeImage, type Zoom, zoomedAt, zoomStep } from './zoom.ts';

/** By how much one press of a key moves the images, in shares of the pane. */
const panStep = 0.12;

interface PairViewProps {
  evaluationId: string;
  item: JudgedItem;
  threshold: number;
  /** Score and labels are not to be seen yet. */
  hidden: boolean;
  /** Null while they are looked up. */
  details: ItemDetails | null;
}

/** Two images side by side, enlarged and moved as one, with what tells them apart. */
export function PairView({ evaluationId, item, threshold, hidden, details }: PairViewProps) {
  const { t } = useTranslation(['review', 'common']);
  const keys = useKeyNames();
  const [zoom, setZoom] = useState(wholeImage);
  const [instead, setInstead] = useState<readonly (ReviewImage | null)[]>([null, null]);
  const change = useCallback((by: (zoom: Zoom) => Zoom) => setZoom(by), []);
  const enlarge = (): void => setZoom((now) => zoomedAt(now, zoomStep));
  const shrink = (): void => setZoom((now) => zoomedAt(now, 1 / zoomStep));
  const pan = (right: number, down: number) => (): void =>
    setZoom((now) => moved(now, right * panStep, down * panStep));
  useReviewKeys({
    enlarge,
    shrink,
    whole: () => setZoom(wholeImage),
    'pan-left': pan(1, 0),
    'pan-right': pan(-1, 0),
    'pan-up': pan(0, 1),
    'pan-down': pan(0, -1),
  });
  const showInstead = (side: number, image: ReviewImage | null): void =>
    setInstead((now) => now.map((shown, k) => (k === side ? image : shown)));
  const titles =
    hidden || item.kind === 'pair'
      ? [t('pair.left'), t('pair.right')]
      : [t('pair.theImage'), t('pair.rival')];
  const { verdict } = item;
  return (
    <section className="review-pair" aria-label={t('pair.label')}>
      <div className="review-facts">
        {hidden ? (
          <p className="review-why">{t('why.hidden')}</p>
        ) : (
          <>
            {item.kind === 'pair' && (
              <span className="review-score" data-kind={item.same ? 'genuine' : 'impostor'}>
                <span className="isoline-hidden">{t('pair.score')} </span>
                {scoreText(item.score)}
                <small>{item.same ? t('pair.same') : t('pair.different')}</small>
              </span>
            )}
            <Why item={item} threshold={threshold} />
          </>
        )}
        <div className="review-zoom" role="group" aria-label={t('zoom.label')}>
          <ActionIcon
            variant="default"
            aria-label={t('zoom.out')}
            title={keys.shrink ? `${t('zoom.out')} (${keys.shrink})` : t('zoom.out')}
            disabled={zoom.scale <= 1}
            onClick={shrink}
          >
            −
          </ActionIcon>
          <Button
            variant="default"
            size="compact-sm"
            title={keys.whole ? t('zoom.hint') : t('zoom.hintWithout')}
            rightSection={keys.whole && <KeyCap>{keys.whole}</KeyCap>}
            onClick={() => setZoom(wholeImage)}
          >
            {formatPercent(zoom.scale)}
            <span className="isoline-hidden">{t('zoom.whole')}</span>
          </Button>
          <ActionIcon
            variant="default"
            aria-label={t('zoom.in')}
            title={keys.enlarge ? `${t('zoom.in')} (${keys.enlarge})` : t('zoom.in')}
            onClick={enlarge}
          >
            +
          </ActionIcon>
        </div>
      </div>
      {verdict !== null && (
        <p className="review-standing">
          {t('pair.standing', { verdict: verdictText(t, verdict) })}
          <span>{t('pair.by', { author: verdict.author, time: formatTime(verdict.at) })}</span>
        </p>
      )}
      <div className="review-images">
        {shownImages(item).map((own, side) => {
          const image = instead[side] ?? own;
          const title = titles[side] ?? '';
          return (
            <ImagePane
              key={side}
              imageId={image.imageId}
              name={hidden ? title : `${title}: ${image.name}`}
              zoom={zoom}
              onZoom={change}
              head={
                <div className="review-figure-head">
                  <Text size="xs" c="dimmed">
                    {title}
                  </Text>
                  {instead[side] !== null && (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      onClick={() => showInstead(side, null)}
                    >
                      {t('hand.back')}
                    </Button>
                  )}
                </div>
              }
            >
              {!hidden && (
                <Caption evaluationId={evaluationId} image={image} threshold={threshold} />
              )}
            </ImagePane>
          );
        })}
      </div>
      {hidden ? (
        <p className="review-small">{t('hand.hidden')}</p>
      ) : (
        <div className="review-hands" data-images={item.kind === 'pair' ? 2 : 1}>
          {details === null ? (
            <Skeleton height={190} aria-label={t('common:loading')} />
          ) : (
            details.images.map((one, side) => (
              <AtHand
                key={one.image.image}
                details={one}
                shown={instead[side] ?? null}
                onShow={(image) => showInstead(side, image)}
              />
            ))
          )}
        </div>
      )}
    </section>
  );
}

/** Class and name of an image, and what the verdicts make of its label. */
function Caption({
  evaluationId,
  image,
  threshold,
}: {
  evaluationId: string;
  image: ReviewImage;
  threshold: number;
}) {
  const { t } = useTranslation(['review', 'common']);
  return (
    <>
      <Anchor
        component={Link}
        href={reviewAddress(evaluationId, `class/${String(image.class)}`, { threshold })}
        size="sm"
        fw={600}
        aria-label={t('sheet.open', { name: image.className })}
      >
        {image.className}
      </Anchor>
      {image.change !== null && (
        <span className="review-change">
          {image.change.to === null
            ? t('pair.leftOut')
            : t('pair.change', { className: image.change.to })}
        </span>
      )}
      <Text size="xs" c="dimmed" className="review-name" title={image.name}>
        {fileWithin(image)}
      </Text>
    </>
  );
}

/** The name of an image without the folder of its class, which stands above it. */
function fileWithin({ name, className }: ReviewImage): string {
  return name.startsWith(`${className}/`) ? name.slice(className.length + 1) : name;
}
