import { Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Hint } from '../../components/hint.tsx';
import { formatRate } from '../../components/format.ts';
import { mainThreshold } from '../../components/main-threshold.ts';
import { shortestDecimal } from '../../components/typed-number.ts';
import { acceptedNow, type ExactReading } from './accepted-now.ts';
import { ClassScatter } from './class-scatter.tsx';
import { ClassSheet } from './class-sheet.tsx';
import { ClassTable } from './class-table.tsx';
import { pooledAtStep } from './curve-figures.ts';
import { DetectionChart } from './detection-chart.tsx';
import { useExactCounts } from './exact-counts.ts';
import { ExamplePairs } from './example-pairs.tsx';
import { HeatMap } from './heat-map.tsx';
import { HistogramChart } from './histogram-chart.tsx';
import { InstrumentHead } from './instrument-head.tsx';
import { knownRivals } from './known-rivals.ts';
import { countText } from './live-figures.tsx';
import { OpisPanel } from './opis-panel.tsx';
import { PolicyPanel } from './policy-panel.tsx';
import { RatesChart } from './rates-chart.tsx';
import { thresholdAxis } from './threshold-axis.ts';
import { ThresholdBar } from './threshold-bar.tsx';
import { ThresholdControl } from './threshold-control.ts';
import { acceptedOfCounts, figuresOf, stepThresholds } from './threshold-model.ts';
import { thresholdText } from './threshold-text.ts';
import { useSettled } from './use-threshold.ts';
import { useThresholdModel } from './use-threshold-model.ts';

/** Of every chart, in pixels. */
const chartHeight = 210;
/** As high as the panel beside it. */
const detectionHeight = 284;
const tableHeight = 340;
/** After the drag has paused: the pairs at the line are looked up in the engine. */
const examplePause = 100;

/**
 * An evaluation with one threshold that everything on it follows.
 *
 * @param asked the threshold in the address; null: none
 */
export function Instrument({ view, asked }: { view: EvaluationView; asked: number | null }) {
  const { t } = useTranslation(['threshold', 'common']);
  const id = view.row.id;
  const [control] = useState(
    () => new ThresholdControl(stepThresholds(view), asked ?? mainThreshold(view)),
  );
  const axis = useMemo(() => thresholdAxis(view, control.thresholds), [view, control]);
  const settled = useSettled(control);
  useThresholdAddress(id, control, asked);
  const { data: model = null, error } = useThresholdModel(id, view.classImages);
  const [selected, select] = useState<number | null>(null);
  const [order, setOrder] = useState<readonly number[] | null>(null);
  const [rivals, setRivals] = useState(() => knownRivals(view, control.threshold));
  // The map is drawn anew only where a class has changed its place.
  const noteOrder = useCallback(
    (next: readonly number[]) =>
      setOrder((known) =>
        known?.length === next.length && known.every((c, k) => c === next[k]) ? known : next,
      ),
    [],
  );
  const close = useCallback(() => select(null), []);
  const noteRival = useCallback(
    (c: number, rival: number) => setRivals((known) => new Map(known).set(c, rival)),
    [],
  );
  // Rivals are those of one threshold.
  useEffect(() => setRivals(knownRivals(view, settled.threshold)), [view, settled.threshold]);

  const toCount =
    settled.dragging || settled.onEdge || !Number.isFinite(settled.threshold)
      ? null
      : settled.threshold;
  const { data: counts, error: countError, isFetching } = useExactCounts(id, toCount);
  const exact = useMemo<ExactReading | null>(
    () =>
      model === null || toCount === null || counts === undefined
        ? null
        : { threshold: toCount, accepted: acceptedOfCounts(model, counts) },
    [model, toCount, counts],
  );
  const [exampleThreshold] = useDebouncedValue(settled.threshold, examplePause);
  const shared = { model, classNames: view.classNames, control, selected, onSelect: select };

  return (
    <div className="threshold-instrument" data-sheet={selected !== null}>
      <InstrumentHead view={view} control={control} />
      <Hint name="threshold">{t('hint')}</Hint>
      {error !== null && <FailureNotice error={error} />}
      {countError !== null && <FailureNotice error={countError} />}
      <ThresholdBar
        view={view}
        model={model}
        control={control}
        exact={exact}
        counting={isFetching}
        onSelect={select}
      />
      <div className="threshold-body">
        <div className="threshold-charts">
          <HistogramChart view={view} axis={axis} control={control} height={chartHeight} />
          <RatesChart view={view} axis={axis} control={control} height={chartHeight} />
          {model !== null && order !== null ? (
            <HeatMap {...shared} model={model} order={order} axis={axis} height={chartHeight} />
          ) : (
            <Skeleton height={chartHeight} aria-label={t('common:loading')} />
          )}
          {model === null ? (
            <Skeleton height={chartHeight} aria-label={t('common:loading')} />
          ) : (
            <ClassScatter {...shared} model={model} exact={exact} height={chartHeight} />
          )}
          <div className="isoline-panel threshold-wide">
            {model === null ? (
              <Skeleton height={tableHeight} aria-label={t('common:loading')} />
            ) : (
              <ClassTable
                view={view}
                model={model}
                settled={settled}
                exact={exact}
                selected={selected}
                onSelect={select}
                onOrder={noteOrder}
                rivals={rivals}
                height={tableHeight}
              />
            )}
          </div>
          <DetectionChart view={view} control={control} height={detectionHeight} />
          <OpisPanel view={view} selected={selected} onSelect={select} />
        </div>
        <div className="threshold-side">
          <PolicyPanel view={view} control={control} onSelect={select} />
          <section className="isoline-panel" aria-label={t('examples.title')}>
            <h2 className="threshold-heading">{t('examples.title')}</h2>
            <ExamplePairs
              id={id}
              classNames={view.classNames}
              threshold={exampleThreshold}
              class={null}
              limit={3}
              onSelect={select}
            />
          </section>
        </div>
      </div>
      {selected !== null && model !== null && (
        <ClassSheet
          view={view}
          model={model}
          axis={axis}
          control={control}
          exact={exact}
          class={selected}
          onSelect={select}
          onClose={close}
          onRival={noteRival}
        />
      )}
      <p className="isoline-hidden" aria-live="polite">
        {!settled.dragging && sentence()}
      </p>
    </div>
  );

  /** The figures, for those who hear the page. */
  function sentence(): string {
    const figures =
      model === null
        ? pooledAtStep(view, settled.step)
        : figuresOf(model, acceptedNow(model, settled, exact));
    return t('figures.sentence', {
      threshold: thresholdText(settled.threshold, control),
      far: formatRate(figures.falseAcceptRate),
      farCount: countText(figures.falseAccepts, figures.impostorPairs),
      frr: formatRate(figures.falseRejectRate),
      frrCount: countText(figures.falseRejects, figures.genuinePairs),
    });
  }
}

/** Keeps the threshold in the address, so that a reload or a copied address comes back to it. */
function useThresholdAddress(id: string, control: ThresholdControl, asked: number | null): void {
  const [, navigate] = useLocation();
  const { threshold, dragging } = useSettled(control);
  useEffect(() => {
    if (asked !== null && Math.fround(asked) !== control.threshold)
      control.choose(Math.fround(asked));
    // Only an address that has changed by itself moves the threshold.
  }, [asked]);
  useEffect(() => {
    if (!dragging) navigate(`/threshold/${id}/${shortestDecimal(threshold)}`, { replace: true });
  }, [id, threshold, dragging, navigate]);
}
