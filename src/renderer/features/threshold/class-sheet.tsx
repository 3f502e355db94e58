import { CloseButton, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure, formatRate } from '../../components/format.ts';
import { acceptedNow, type ExactReading } from './accepted-now.ts';
import { ClassCurve } from './class-curve.tsx';
import { ExamplePairs } from './example-pairs.tsx';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';
import { figuresOf, type ThresholdModel } from './threshold-model.ts';
import { rateText } from './threshold-text.ts';
import { useSettled } from './use-threshold.ts';

/** Rivals that the sheet lists. */
const listedRivals = 8;

interface ClassSheetProps {
  view: EvaluationView;
  model: ThresholdModel;
  axis: ThresholdAxis;
  control: ThresholdControl;
  exact: ExactReading | null;
  class: number;
  onSelect: (c: number) => void;
  onClose: () => void;
  /** Told the worst rival, once it is known. */
  onRival: (c: number, rival: number) => void;
}

/** One class: what the threshold does to it, which classes it is taken for, and its pairs at the line. */
export function ClassSheet(props: ClassSheetProps) {
  const { view, model, axis, control, exact, class: c, onSelect, onClose, onRival } = props;
  const { t } = useTranslation(['threshold', 'common']);
  const { threshold, step } = useSettled(control);
  const { classNames, opis } = view;
  const id = view.row.id;
  const heading = useRef<HTMLHeadingElement>(null);
  const acceptsSome = Number.isFinite(threshold);
  const { data: rivals, error } = useQuery({
    ...engine.evaluations.rivals.queryOptions({ input: { id, threshold, class: c } }),
    enabled: acceptsSome,
    staleTime: Infinity,
  });
  useEffect(() => heading.current?.focus(), [c]);
  const worst = rivals?.rivals[0];
  useEffect(() => {
    if (worst !== undefined) onRival(c, worst.second);
  }, [c, worst, onRival]);
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    window.addEventListener('keydown', closeOnEscape);
    return () => window.removeEventListener('keydown', closeOnEscape);
  }, [onClose]);

  const accepted = acceptedNow(model, { threshold, step }, exact);
  const pooled = figuresOf(model, accepted);
  const impostorPairs = model.impostorPairs[c]!;
  const genuinePairs = model.genuinePairs[c]!;
  const falseAccepts = accepted.impostors[c]!;
  const falseRejects = genuinePairs - accepted.genuines[c]!;
  const contribution = opis.classContribution[c] ?? null;
  return (
    <aside className="threshold-sheet" aria-label={t('sheet.label', { name: classNames[c] ?? '' })}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h5" ref={heading} tabIndex={-1} className="threshold-sheet-name">
          {classNames[c]}
        </Title>
        <CloseButton aria-label={t('common:close')} onClick={onClose} />
      </Group>
      <Text size="xs" c="dimmed">
        {t('common:images', { count: view.classImages[c] ?? 0 })}
        {contribution !== null &&
          ` · ${t('table.contribution')} ×1000: ${formatFigure(1000 * contribution)}`}
        {opis.fewGenuinePairs.includes(c) && ` · ${t('table.fewPairs')}`}
      </Text>
      <table className="threshold-rates-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('sheet.own')}</th>
            <th scope="col">{t('sheet.pooled')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">FAR</th>
            <td>
              {rateText(
                impostorPairs === 0 ? null : falseAccepts / impostorPairs,
                falseAccepts,
                impostorPairs,
              )}
            </td>
            <td>{formatRate(pooled.falseAcceptRate)}</td>
          </tr>
          <tr>
            <th scope="row">FRR</th>
            <td>
              {rateText(
                genuinePairs === 0 ? null : falseRejects / genuinePairs,
                falseRejects,
                genuinePairs,
              )}
            </td>
            <td>{formatRate(pooled.falseRejectRate)}</td>
          </tr>
        </tbody>
      </table>
      <ClassCurve view={view} model={model} axis={axis} control={control} class={c} />
      <div role="group" aria-label={t('sheet.rivals')}>
        <h3>{t('sheet.rivals')}</h3>
        {error !== null && <FailureNotice error={error} />}
        {rivals?.rivals.length === 0 && <Text size="sm">{t('sheet.noRivals')}</Text>}
        <ol className="threshold-rivals">
          {rivals?.rivals.slice(0, listedRivals).map((rival) => (
            <li key={rival.second}>
              <button type="button" onClick={() => onSelect(rival.second)}>
                {classNames[rival.second]}
              </button>
              <span className="isoline-number">
                {t('sheet.collision', {
                  count: rival.falseAccepts,
                  accepts: formatCount(rival.falseAccepts),
                  pairs: formatCount(rival.pairs),
                })}
              </span>
            </li>
          ))}
        </ol>
        {rivals?.complete === false && (
          <Text size="xs" c="dimmed">
            {t('sheet.rivalsSampled')}
          </Text>
        )}
      </div>
      <div>
        <h3>{t('examples.title')}</h3>
        <ExamplePairs
          id={id}
          classNames={classNames}
          threshold={threshold}
          class={c}
          limit={4}
          onSelect={onSelect}
        />
      </div>
    </aside>
  );
}
