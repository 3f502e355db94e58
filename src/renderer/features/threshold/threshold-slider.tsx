import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThresholdControl } from './threshold-control.ts';
import { thresholdText } from './threshold-text.ts';
import { useFrame, useSettled } from './use-threshold.ts';

/** Bins that Shift with an arrow, and the page keys, move by. */
const page = 10;

const moves: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -page,
  PageUp: page,
};

/** The threshold over the range of the scores, edge by edge of the bins. */
export function ThresholdSlider({ control }: { control: ThresholdControl }) {
  const { t } = useTranslation('threshold');
  const slider = useRef<HTMLInputElement>(null);
  const settled = useSettled(control);
  useFrame(control, () => {
    if (slider.current !== null) slider.current.valueAsNumber = control.step;
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const last = control.thresholds.length - 1;
    if (event.key === 'Home') control.nudge(0);
    else if (event.key === 'End') control.nudge(last);
    else {
      const bins = moves[event.key];
      if (bins === undefined) return;
      control.nudgeBy(event.shiftKey && Math.abs(bins) === 1 ? page * bins : bins);
    }
    // The browser's own steps would come on top.
    event.preventDefault();
  };
  return (
    <input
      ref={slider}
      type="range"
      className="threshold-slider"
      aria-label={t('slider.label')}
      aria-valuetext={thresholdText(settled.threshold, control)}
      title={t('slider.keys')}
      min={0}
      max={control.thresholds.length - 1}
      step={1}
      defaultValue={control.step}
      onKeyDown={onKeyDown}
      onInput={({ currentTarget }) => control.drag(currentTarget.valueAsNumber)}
      onPointerUp={() => control.release()}
      onPointerCancel={() => control.release()}
      onBlur={() => control.release()}
    />
  );
}
