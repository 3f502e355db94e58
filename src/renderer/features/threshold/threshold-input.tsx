import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDecimal } from '../../components/format.ts';
import { readTyped, shortestDecimal } from '../../components/typed-number.ts';
import type { ThresholdControl } from './threshold-control.ts';
import { cosineScales, fromScale, inScale, type ThresholdScale } from './threshold-scale.ts';
import { useFrame, useSettled } from './use-threshold.ts';

/** The threshold as a number, to type in any scale; the others stand beside it. */
export function ThresholdInput({
  control,
  score,
}: {
  control: ThresholdControl;
  score: 'cosine' | 'as-norm';
}) {
  const { t } = useTranslation('threshold');
  const scales: readonly ThresholdScale[] = score === 'cosine' ? cosineScales : ['score'];
  const [scale, setScale] = useState<ThresholdScale>(scales[0] ?? 'score');
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const others = useRef<HTMLSpanElement>(null);
  const settled = useSettled(control);

  const show = (): void => {
    const input = field.current;
    if (input !== null && document.activeElement !== input) {
      input.value = writtenIn(control.threshold, scale);
    }
    if (others.current === null) return;
    if (score !== 'cosine') {
      others.current.textContent = t('scale.none');
      return;
    }
    const texts = scales
      .filter((other) => other !== scale)
      .map((other) => {
        const value = inScale(control.threshold, other);
        const text =
          value === null ? t('scale.nothing') : formatDecimal(value, other === 'angle' ? 2 : 4);
        return `${t(`scale.short.${other}`)} ${text}${other === 'angle' && value !== null ? '°' : ''}`;
      });
    others.current.textContent = texts.join(' · ');
  };
  useFrame(control, show);
  // A threshold from elsewhere replaces what stands in the field, even while it has the focus.
  useEffect(() => {
    setProblem(null);
    if (field.current !== null) field.current.value = writtenIn(settled.threshold, scale);
  }, [settled, scale]);

  function writtenIn(threshold: number, inThis: ThresholdScale): string {
    const value = inScale(threshold, inThis);
    return value === null ? t('scale.nothing') : shortestDecimal(value);
  }
  function take(): void {
    const text = field.current?.value ?? '';
    // Leaving the field without a change keeps the threshold: its digits may be fewer than its own.
    if (text === writtenIn(control.threshold, scale)) return;
    const typed = readTyped(text);
    const threshold = typed === null ? null : fromScale(typed, scale);
    if (threshold === null) {
      setProblem(t(`scale.range.${scale}`));
      return;
    }
    setProblem(null);
    control.choose(threshold);
  }
  return (
    <div className="threshold-input">
      <TextInput
        ref={field}
        aria-label={t('scale.value')}
        defaultValue={writtenIn(control.threshold, scale)}
        error={problem}
        spellCheck={false}
        inputMode="decimal"
        w={112}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take();
          if (key === 'Escape' && field.current !== null) {
            field.current.value = writtenIn(control.threshold, scale);
            setProblem(null);
          }
        }}
        onBlur={take}
      />
      {scales.length > 1 && (
        <NativeSelect
          aria-label={t('scale.label')}
          value={scale}
          onChange={({ currentTarget }) => setScale(currentTarget.value as ThresholdScale)}
          data={scales.map((value) => ({ value, label: t(`scale.name.${value}`) }))}
        />
      )}
      <span ref={others} className="threshold-other-scales" />
    </div>
  );
}
