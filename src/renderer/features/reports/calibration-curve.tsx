import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from 'recharts';
import {
  genuineProbability,
  logLikelihoodRatio,
  type ScoreCalibration,
} from '../../../core/metrics/score-calibration.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { placesOf, thinned } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { linearScale } from '../../charts/scale.ts';
import { formatFigure, formatPercent } from '../../components/format.ts';

const probabilityAxis = linearScale(0, 1, 5);
const tickText = (tick: number): string => formatFigure(tick);

/** The probability that a comparison is genuine, by its score; the threshold stands where it stood. */
export function CalibrationCurve({
  calibration,
  edges,
  prevalence,
  threshold,
}: {
  calibration: ScoreCalibration;
  /** Scores at which it is drawn, ascending. */
  edges: readonly number[];
  prevalence: number;
  threshold: number | null;
}) {
  const { t } = useTranslation(['reports', 'common']);
  const x = useMemo(() => linearScale(edges[0] ?? -1, edges.at(-1) ?? 1, 5), [edges]);
  const rows = useMemo(
    () =>
      edges.map((score) => {
        const ratio = logLikelihoodRatio(calibration, score);
        return { score, ratio, probability: genuineProbability(ratio, prevalence) };
      }),
    [edges, calibration, prevalence],
  );
  const places = useMemo(
    () =>
      placesOf(
        thinned(rows).map(({ score, probability }) => [score, probability]),
        x,
        probabilityAxis,
      ),
    [rows, x],
  );
  return (
    <ChartFrame
      title={t('calibration.curve')}
      fileName="probability-by-score"
      summary={t('calibration.curveSummary', { prevalence: formatPercent(prevalence) })}
      data={() => ({
        columns: [t('calibration.score'), t('calibration.ratio'), t('calibration.probability')],
        rows: rows.map(({ score, ratio, probability }) => [score, ratio, probability]),
      })}
    >
      <Plot
        x={{ scale: x, label: t('calibration.score'), format: tickText }}
        y={{ scale: probabilityAxis, label: t('calibration.probability'), format: tickText }}
        height={220}
      >
        <Line {...still} data={places} dataKey="y" stroke={palette.genuine} strokeWidth={1.75} />
        {threshold !== null && (
          <Line
            {...still}
            data={placesOf(
              [
                [threshold, 0],
                [threshold, 1],
              ],
              x,
              probabilityAxis,
            )}
            dataKey="y"
            stroke={palette.threshold}
            strokeWidth={2}
          />
        )}
      </Plot>
    </ChartFrame>
  );
}
