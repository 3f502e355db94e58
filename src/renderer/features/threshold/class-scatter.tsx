import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette, resolvedColour } from '../../charts/palette.ts';
import { Plot } from '../../charts/plot.tsx';
import { clampedTo, linearScale, logScaleWithZero } from '../../charts/scale.ts';
import { formatRate } from '../../components/format.ts';
import { acceptedNow, type ExactReading } from './accepted-now.ts';
import { type Colour, colourOf } from './heat-map-image.ts';
import type { ThresholdControl } from './threshold-control.ts';
import {
  classFalseAcceptRate,
  classFalseRejectRate,
  type ThresholdModel,
} from './threshold-model.ts';
import { useFrame } from './use-threshold.ts';

/** Up to so many classes each is a disc of its own; beyond, a dot that grows stronger where several lie. */
const discs = 500;
/** The canvas reaches over the axes, so that classes without an error are seen whole; in pixels. */
const margin = 7;
/** How near to a class the pointer must be, in pixels. */
const reach = 14;

interface ClassScatterProps {
  model: ThresholdModel;
  classNames: readonly string[];
  control: ThresholdControl;
  exact: ExactReading | null;
  selected: number | null;
  onSelect: (c: number) => void;
  height: number;
}

/** FAR against FRR of every class at the threshold: one threshold serves all where they lie together. */
export const ClassScatter = memo(function ClassScatter(props: ClassScatterProps) {
  const { model, classNames, control, exact, selected, onSelect, height } = props;
  const { t } = useTranslation(['threshold', 'common']);
  const element = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<Canvas | null>(null);
  const readout = useRef<HTMLSpanElement>(null);
  /** [2 × classes] where each class was drawn last, as shares; NaN of classes without both rates. */
  const places = useMemo(() => new Float32Array(2 * model.classes), [model]);
  const scheme = useComputedColorScheme();
  const x = useMemo(() => {
    const most = model.impostorPairs.reduce((a, b) => Math.max(a, b), 10);
    return logScaleWithZero(10 ** -Math.ceil(Math.log10(most)), 1);
  }, [model]);
  const y = useMemo(() => linearScale(0, 1, 5), []);

  const draw = (): void => {
    if (canvas.current === null) return;
    const accepted = acceptedNow(model, control, exact);
    for (let c = 0; c < model.classes; c++) {
      const genuines = model.genuinePairs[c]!;
      const impostors = model.impostorPairs[c]!;
      const has = genuines > 0 && impostors > 0;
      places[2 * c] = has ? clampedTo(x, accepted.impostors[c]! / impostors) : NaN;
      places[2 * c + 1] = has ? accepted.genuines[c]! / genuines : NaN;
    }
    paint(canvas.current, places, selected);
  };
  useFrame(control, draw);
  const redraw = useRef(draw);
  useEffect(() => {
    redraw.current = draw;
  });
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => {
      canvas.current = canvasOf(current);
      redraw.current();
    });
    observer.observe(current);
    return () => observer.disconnect();
    // The colours are those of the scheme.
  }, [scheme]);

  const nearest = (event: React.PointerEvent | React.MouseEvent): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [left, top] = [box.left + margin, box.top + margin];
    const [width, height] = [box.width - 2 * margin, box.height - 2 * margin];
    let best: number | null = null;
    let least = reach * reach;
    for (let c = 0; c < model.classes; c++) {
      const across = places[2 * c]! * width + left - event.clientX;
      const along = places[2 * c + 1]! * height + top - event.clientY;
      const distance = across * across + along * along;
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  };
  const show = (c: number | null): void => {
    if (readout.current === null) return;
    const accepted = acceptedNow(model, control, exact);
    readout.current.textContent =
      c === null
        ? ''
        : `FAR ${formatRate(classFalseAcceptRate(model, accepted, c))} · FRR ${formatRate(classFalseRejectRate(model, accepted, c))} · ${classNames[c] ?? ''}`;
  };
  return (
    <ChartFrame
      title={t('scatter.title')}
      fileName="classes-at-threshold"
      summary={t('scatter.summary')}
      data={() => {
        const accepted = acceptedNow(model, control, exact);
        return {
          columns: [t('common:class'), 'FAR', 'FRR'],
          rows: classNames.map((name, c) => [
            name,
            classFalseAcceptRate(model, accepted, c),
            classFalseRejectRate(model, accepted, c),
          ]),
        };
      }}
    >
      <span className="threshold-readout" ref={readout} aria-hidden="true" />
      <Plot
        x={{ scale: x, label: t('scatter.falseAcceptRate'), format: formatRate }}
        y={{ scale: y, label: t('scatter.falseRejectRate'), format: formatRate }}
        height={height}
        over={
          <canvas
            ref={element}
            className="threshold-pick"
            aria-hidden="true"
            onPointerMove={(event) => show(nearest(event))}
            onPointerLeave={() => show(null)}
            onClick={(event) => {
              const c = nearest(event);
              if (c !== null) onSelect(c);
            }}
          />
        }
      />
    </ChartFrame>
  );
});

/** A canvas with what would make the page compute its layout if it were asked for at each frame. */
interface Canvas {
  context: CanvasRenderingContext2D;
  /** Of the drawing inside of the margin. */
  width: number;
  height: number;
  /** Pixels of the screen to one of style sheets. */
  scale: number;
  dot: Colour;
  mark: string;
}

function canvasOf(element: HTMLCanvasElement): Canvas | null {
  const context = element.getContext('2d');
  if (context === null) return null;
  const box = element.getBoundingClientRect();
  const scale = devicePixelRatio;
  element.width = Math.max(1, Math.round(box.width * scale));
  element.height = Math.max(1, Math.round(box.height * scale));
  return {
    context,
    width: element.width - 2 * margin * scale,
    height: element.height - 2 * margin * scale,
    scale,
    dot: colourOf(resolvedColour(element, palette.muted)),
    mark: resolvedColour(element, palette.threshold),
  };
}

function paint(canvas: Canvas, places: Float32Array, selected: number | null): void {
  const { context, width, height, scale, mark } = canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  if (places.length / 2 > discs) drawDots(canvas, places);
  context.translate(margin * scale, margin * scale);
  if (places.length / 2 <= discs) drawDiscs(canvas, places);
  if (selected === null || Number.isNaN(places[2 * selected])) return;
  context.strokeStyle = mark;
  context.lineWidth = 2 * scale;
  context.beginPath();
  context.arc(
    places[2 * selected]! * width,
    places[2 * selected + 1]! * height,
    6 * scale,
    0,
    2 * Math.PI,
  );
  context.stroke();
}

function drawDiscs({ context, width, height, scale, dot }: Canvas, places: Float32Array): void {
  context.fillStyle = `rgb(${dot.join(' ')} / 0.55)`;
  for (let k = 0; k < places.length; k += 2) {
    if (Number.isNaN(places[k])) continue;
    context.beginPath();
    context.arc(places[k]! * width, places[k + 1]! * height, 3.5 * scale, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawDots({ context, width, height, scale, dot }: Canvas, places: Float32Array): void {
  const line = context.canvas.width;
  const image = context.createImageData(line, context.canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const colour = dot[0] | (dot[1] << 8) | (dot[2] << 16);
  const size = Math.round(3 * scale);
  const corner = margin * scale - size / 2;
  for (let k = 0; k < places.length; k += 2) {
    if (Number.isNaN(places[k])) continue;
    const left = Math.round(places[k]! * width + corner);
    const top = Math.round(places[k + 1]! * height + corner);
    for (let row = top; row < top + size; row++) {
      for (let at = row * line + left; at < row * line + left + size; at++) {
        // Each class makes its pixels a quarter stronger, from one third.
        const alpha = pixels[at]! >>> 24;
        const next = alpha === 0 ? 85 : Math.min(255, alpha + ((255 - alpha) >> 2));
        pixels[at] = (colour | (next << 24)) >>> 0;
      }
    }
  }
  context.putImageData(image, 0, 0);
}
