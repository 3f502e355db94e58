import { Loader, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { acceptedNow, type ExactReading } from './accepted-now.ts';
import { pooledAtStep } from './curve-figures.ts';
import type { ThresholdControl } from './threshold-control.ts';
import { figuresOf, type ThresholdModel, worstClasses } from './threshold-model.ts';
import { useFrame } from './use-threshold.ts';

interface LiveFiguresProps {
  view: EvaluationView;
  /** Null until the counts of the classes are there. */
  model: ThresholdModel | null;
  control: ThresholdControl;
  exact: ExactReading | null;
  /** Whether an exact count is under way. */
  counting: boolean;
  onSelect: (c: number) => void;
}

/** Classes named as the worst of each rate. */
const named = 3;

/**
 * Rates at the threshold. They follow each frame of a drag, written without React. The pooled ones are
 * there at once; those over classes when their counts have come.
 */
export function LiveFigures(props: LiveFiguresProps) {
  const { view, model, control, exact, counting, onSelect } = props;
  const { t } = useTranslation('threshold');
  const root = useRef<HTMLDivElement>(null);
  const worst = useRef<Record<'far' | 'frr', number[]>>({ far: [], frr: [] });

  useFrame(control, () => {
    const element = root.current;
    if (element === null) return;
    const accepted = model === null ? null : acceptedNow(model, control, exact);
    const figures = model === null || accepted === null ? null : figuresOf(model, accepted);
    const pooled = figures ?? pooledAtStep(view, control.step);
    write(element, 'far', formatRate(pooled.falseAcceptRate, t('noPairs')));
    write(element, 'far-count', countText(pooled.falseAccepts, pooled.impostorPairs));
    write(element, 'far-macro', formatRate(figures?.macroFalseAcceptRate));
    write(element, 'far-spread', formatRate(figures?.falseAcceptRateSpread));
    write(element, 'frr', formatRate(pooled.falseRejectRate, t('noPairs')));
    write(element, 'frr-count', countText(pooled.falseRejects, pooled.genuinePairs));
    write(element, 'frr-macro', formatRate(figures?.macroFalseRejectRate));
    write(element, 'frr-spread', formatRate(figures?.falseRejectRateSpread));
    for (const rate of ['far', 'frr'] as const) {
      const measure = rate === 'far' ? 'false-accept-rate' : 'false-reject-rate';
      const classes =
        model === null || accepted === null ? [] : worstClasses(model, accepted, measure, named);
      worst.current[rate] = classes.map((entry) => entry.class);
      for (let k = 0; k < named; k++) {
        const entry = classes[k];
        const text =
          entry === undefined
            ? ''
            : `${formatRate(entry.rate)} ${isolated(view.classNames[entry.class] ?? '')}`;
        write(element, `${rate}-worst-${String(k)}`, text, text);
      }
    }
    const isExact = exact?.threshold === control.threshold;
    const onEdge = control.thresholds[control.step] === control.threshold;
    element.dataset['source'] =
      model === null ? 'curve' : isExact ? 'exact' : onEdge ? 'edge' : 'bins';
  });
  // As wide as the most pairs, so that nothing beside it moves.
  const countWidth = Math.max(
    ...[view.impostorPairs, view.genuinePairs].map((pairs) => countText(pairs, pairs).length),
  );
  const line = (rate: 'far' | 'frr', term: 'falseAcceptRate' | 'falseRejectRate', name: string) => (
    <div className="threshold-rate" data-rate={rate}>
      <span className="threshold-rate-name">
        <Term name={term}>{name}</Term>
      </span>
      <output
        className="threshold-rate-value"
        data-figure={rate}
        aria-label={name}
        aria-live="off"
      />
      <span
        data-figure={`${rate}-count`}
        className="threshold-rate-count"
        style={{ minWidth: `${String(countWidth)}ch` }}
      />
      <span className="threshold-rate-more">
        <Term name="pooled">{t('figures.macro')}</Term> <b data-figure={`${rate}-macro`} />
      </span>
      <span className="threshold-rate-more">
        <Term name="spread">σ</Term> <b data-figure={`${rate}-spread`} />
      </span>
      <span className="threshold-rate-worst">
        {t('figures.worst')}
        {[0, 1, 2].map((k) => (
          <button
            key={k}
            type="button"
            data-figure={`${rate}-worst-${String(k)}`}
            onClick={() => {
              const c = worst.current[rate][k];
              if (c !== undefined) onSelect(c);
            }}
          />
        ))}
      </span>
    </div>
  );
  return (
    <div className="threshold-figures" ref={root}>
      {line('far', 'falseAcceptRate', 'FAR')}
      {line('frr', 'falseRejectRate', 'FRR')}
      <Text size="xs" className="threshold-source" component="div">
        <span data-source-is="curve">{t('figures.curve')}</span>
        <span data-source-is="exact">{t('figures.exact')}</span>
        <span data-source-is="edge">{t('figures.edge')}</span>
        <span data-source-is="bins">
          {t('figures.bins')}{' '}
          {counting && (
            <>
              <Loader size={10} aria-hidden="true" /> {t('figures.counting')}
            </>
          )}
        </span>
      </Text>
    </div>
  );
}

/** A name as text of its own, begun from the left: one that is written from the right leaves the figure in place. */
function isolated(name: string): string {
  return `\u2066${name}\u2069`;
}

/** 39 / 39,600 */
export function countText(count: number, pairs: number): string {
  return `${formatCount(count)} / ${formatCount(pairs)}`;
}

/** @param title in full, where there may be no room for it */
function write(root: HTMLElement, figure: string, text: string, title?: string): void {
  const element = root.querySelector<HTMLElement>(`[data-figure="${figure}"]`);
  if (element === null || element.textContent === text) return;
  element.textContent = text;
  if (title !== undefined) element.title = title;
}
