import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { imageAddress } from '../../api/shell.ts';
import { moved, transformOf, type Zoom, zoomedAt } from './zoom.ts';

interface ImagePaneProps {
  imageId: number | null;
  /** The alternative text. */
  name: string;
  zoom: Zoom;
  onZoom: (change: (zoom: Zoom) => Zoom) => void;
  /** Above the image, and below it. */
  head: ReactNode;
  children: ReactNode;
}

/** One of the images side by side. The wheel enlarges, dragging moves; both tell the other image. */
export function ImagePane({ imageId, name, zoom, onZoom, head, children }: ImagePaneProps) {
  const { t } = useTranslation(['review', 'common']);
  const pane = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<number | null>(null);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const turn = (event: WheelEvent): void => {
      // React listens passively: the page would scroll.
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const right = (event.clientX - box.left) / box.width - 0.5;
      const down = (event.clientY - box.top) / box.height - 0.5;
      onZoom((now) => zoomedAt(now, Math.exp(-event.deltaY / 400), right, down));
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [onZoom]);
  const drag = ({ buttons, movementX, movementY, currentTarget }: PointerEvent): void => {
    if ((buttons & 1) === 0) return;
    const { clientWidth, clientHeight } = currentTarget;
    onZoom((now) => moved(now, movementX / clientWidth, movementY / clientHeight));
  };
  return (
    <figure className="review-figure">
      {head}
      <div
        className="review-pane"
        ref={pane}
        data-zoomed={zoom.scale > 1}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      >
        {imageId === null || failed === imageId ? (
          <p className="review-no-picture">{t('pair.noPicture')}</p>
        ) : (
          <img
            // A new image must not show the one before while it loads.
            key={imageId}
            src={imageAddress(imageId, 1280)}
            alt={name}
            draggable={false}
            style={{ transform: transformOf(zoom) }}
            onError={() => setFailed(imageId)}
          />
        )}
      </div>
      <figcaption>{children}</figcaption>
    </figure>
  );
}
