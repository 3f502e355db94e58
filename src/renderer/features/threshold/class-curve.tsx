import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { closedCurve } from '../../../core/metrics/closed-curve.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { Plot } from '../../charts/plot.tsx';
import { linearScale } from '../../charts/scale.ts';
import { formatRate } from '../../components/format.ts';
import { CrossHair } from './cross-hair.tsx';
import { RateCurves } from './rate-curves.tsx';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';
import {
  acceptedAtStep,
  classFalseAcceptRate,
  classFalseRejectRate,
  type ThresholdModel,
} from './threshold-model.ts';
import { thresholdTick } from './threshold-text.ts';

const y = linearScale(0, 1, 4);

/** FAR and FRR of one class against the threshold, upon the band in which nine classes of ten lie. */
export const ClassCurve = memo(function ClassCurve({
  view,
  model,
  axis,
  control,
  class: c,
}: {
  view: EvaluationView;
  model: ThresholdModel;
  axis: ThresholdAxis;
  control: ThresholdControl;
  class: number;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  // The last step of the model accepts nothing, as the end of the curve does.
  const curve = useMemo(() => closedCurve(view.curve, view), [view]);
  const own = useMemo(() => {
    const accepted = curve.map((_, step) => acceptedAtStep(model, step));
    return {
      falseAcceptRate: accepted.map((pairs) => classFalseAcceptRate(model, pairs, c)),
      falseRejectRate: accepted.map((pairs) => classFalseRejectRate(model, pairs, c)),
    };
  }, [curve, model, c]);
  return (
    <ChartFrame
      title={t('sheet.curve')}
      fileName="class-rates"
      summary={t('sheet.curveSummary', { name: view.classNames[c] ?? '' })}
      data={() => ({
        columns: [t('common:threshold'), 'FAR', 'FRR'],
        rows: curve.map(({ threshold }, k) => [
          threshold,
          own.falseAcceptRate[k] ?? null,
          own.falseRejectRate[k] ?? null,
        ]),
      })}
    >
      <Plot
        x={{ scale: axis.scale, label: t(`axis.${axis.score}`), format: thresholdTick }}
        y={{ scale: y, label: t('axis.rate'), format: formatRate }}
        height={170}
        over={<CrossHair control={control} place={axis.place} stepAt={(x) => axis.stepAt(x)} />}
      >
        <RateCurves curve={curve} lines={own} x={axis.scale} y={y} />
      </Plot>
    </ChartFrame>
  );
});
