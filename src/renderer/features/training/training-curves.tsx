import { Text, Title, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { LineChart, seriesStyle } from '../../charts/line-chart.tsx';
import { formatFigure } from '../../components/format.ts';
import { type CoursePoint, type CurveName, curveOf, curvesWithValues } from './curves.ts';

/** The course of a training by its validations: a small chart for each figure, a line for each point. */
export function TrainingCurves({ points }: { points: readonly CoursePoint[] }) {
  const { t } = useTranslation('training');
  const [emphasised, setEmphasised] = useState<number | null>(null);
  const names = curvesWithValues(points);
  if (names.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4">
        {t('curves.title')}
      </Title>
      <Text size="xs" c="dimmed" mb={6}>
        {t('curves.text')}
        {points.some(({ chosenStep }) => chosenStep !== null) && ` ${t('curves.chosenStep')}`}
      </Text>
      {points.length > 1 && (
        <ul className="training-legend" aria-label={t('curves.legend')}>
          {points.map(({ name }, k) => (
            <li key={name}>
              <UnstyledButton
                aria-pressed={emphasised === k}
                onClick={() => setEmphasised(emphasised === k ? null : k)}
              >
                <svg width="26" height="8" aria-hidden="true">
                  <line x2="26" y1="4" y2="4" strokeWidth="2.5" {...seriesStyle(k)} />
                </svg>
                {name}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      <div className="training-curves">
        {names.map((name) => (
          <Curve key={name} name={name} points={points} emphasised={emphasised} />
        ))}
      </div>
    </section>
  );
}

function Curve({
  name,
  points,
  emphasised,
}: {
  name: CurveName;
  points: readonly CoursePoint[];
  emphasised: number | null;
}) {
  const { t } = useTranslation('training');
  const series = useMemo(
    () =>
      points.map((point) => ({
        name: point.name,
        points: curveOf(point.history, name),
        mark: point.chosenStep,
      })),
    [points, name],
  );
  const title = t(`curves.${name}`);
  const last = series.findLast((one) => one.points.length > 0);
  return (
    <ChartFrame
      title={title}
      fileName={`training-${name}`}
      summary={t('curves.summary', {
        name: title,
        count: points.length,
        point: last?.name ?? '',
        value: formatFigure(last?.points.at(-1)?.[1]),
      })}
      data={() => ({
        columns: [t('front.point'), t('curves.step'), title],
        rows: series.flatMap((one) =>
          one.points.map(([step, value]): [string, number, number] => [one.name, step, value]),
        ),
      })}
    >
      <LineChart
        series={series}
        xLabel={t('curves.steps')}
        yLabel=""
        xEnd={Math.max(...points.map(({ steps }) => steps))}
        height={210}
        emphasised={emphasised}
      />
    </ChartFrame>
  );
}
