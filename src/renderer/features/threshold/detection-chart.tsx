import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { closedCurve } from '../../../core/metrics/closed-curve.ts';
import { DetectionCurve } from '../../charts/detection-curve.tsx';
import { palette } from '../../charts/palette.ts';
import type { Place } from '../../charts/places.ts';
import { CrossHair } from './cross-hair.tsx';
import type { ThresholdControl } from './threshold-control.ts';

/** Detection error trade-off (FRR against FAR, probit axes) or receiver operating characteristic. */
export const DetectionChart = memo(function DetectionChart({
  view,
  control,
  height,
}: {
  view: EvaluationView;
  control: ThresholdControl;
  height: number;
}) {
  const { t } = useTranslation('threshold');
  const curve = useMemo(() => closedCurve(view.curve, view), [view]);
  return (
    <DetectionCurve
      titles={{ det: t('detection.det'), roc: t('detection.roc') }}
      fileNames={{ det: 'detection-error-trade-off', roc: 'receiver-operating-characteristic' }}
      summary={t('detection.summary')}
      formLabel={t('detection.form')}
      curve={curve}
      genuinePairs={view.genuinePairs}
      impostorPairs={view.impostorPairs}
      height={height}
      colour={palette.muted}
      over={(places) => (
        <CrossHair
          control={control}
          place={(_, step) => {
            const place = places[step];
            return place === undefined ? { x: null, y: null } : { x: place.x, y: 1 - place.y };
          }}
          stepAt={(x, y) => nearestPlace(places, { x, y: 1 - y })}
        />
      )}
    />
  );
});

function nearestPlace(places: readonly Place[], { x, y }: Place): number {
  let nearest = 0;
  let least = Infinity;
  places.forEach((place, step) => {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = step;
    }
  });
  return nearest;
}
