import { Table, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line, Scatter, type ScatterShapeProps } from 'recharts';
import type { TrainingResult } from '../../../contract/training.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { scaleOver } from '../../charts/line-chart.tsx';
import { palette } from '../../charts/palette.ts';
import { placesOf, type Point } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import {
  formatCount,
  formatFigure,
  formatPercent,
  formatSignificant,
} from '../../components/format.ts';
import { frontLine, type FrontMark, frontMarks, type PlacedMark, placedMarks } from './front.ts';

/** Recall@1 against OPIS of every point and of the old model, with a table beside it. */
export function TradeOffFront({ result }: { result: TrainingResult }) {
  const { t } = useTranslation('training');
  const marks = useMemo(() => frontMarks(result), [result]);
  const [shown, setShown] = useState<number | null | undefined>(undefined);
  const nameOf = ({ name }: FrontMark): string => name ?? t('front.start');
  return (
    <div className="training-front">
      <ChartFrame
        title={t('front.title')}
        fileName="trade-off"
        summary={t('front.summary', { count: result.points.length })}
        data={() => ({
          columns: [
            t('front.point'),
            t('figure.recallAt1'),
            t('figure.opis'),
            t('figure.meanUtility'),
            t('front.step'),
            t('front.alpha'),
            t('front.marks'),
          ],
          rows: marks.map((mark) => [
            nameOf(mark),
            mark.recallAt1,
            mark.opis,
            mark.meanUtility,
            mark.step,
            mark.alpha,
            signsOf(mark, t).join(', '),
          ]),
        })}
      >
        <FrontPlot marks={marks} shown={shown} onShow={setShown} nameOf={nameOf} />
      </ChartFrame>
      <section className="isoline-panel">
        <Title order={2} size="sm">
          {t('front.table')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('front.summary', { count: result.points.length })}
        </Text>
        <ul className="training-signs">
          {(['legendStart', 'legendPareto', 'legendOther', 'legendChosen'] as const).map((key) => (
            <li key={key}>{t(`front.${key}`)}</li>
          ))}
        </ul>
        <FrontTable marks={marks} shown={shown} onShow={setShown} nameOf={nameOf} />
      </section>
    </div>
  );
}

interface FrontProps {
  marks: readonly FrontMark[];
  /** The point that is pointed at: null: the old model, undefined: none. */
  shown: number | null | undefined;
  onShow: (point: number | null | undefined) => void;
  nameOf: (mark: FrontMark) => string;
}

function signsOf(
  { isChosen, onFront }: FrontMark,
  t: ReturnType<typeof useTranslation<'training'>>['t'],
): string[] {
  return [...(isChosen ? [t('front.chosen')] : []), ...(onFront ? [t('front.pareto')] : [])];
}

function FrontPlot({ marks, shown, onShow, nameOf }: FrontProps) {
  const { t } = useTranslation('training');
  // By OPIS: neighbours have their numbers above and below, in turn.
  const placed = useMemo(() => placedMarks(marks).sort((a, b) => a.opis - b.opis), [marks]);
  const x = useMemo(
    () =>
      scaleOver(
        placed.map(({ opis }) => opis),
        5,
      ),
    [placed],
  );
  const y = useMemo(
    () =>
      scaleOver(
        placed.map(({ recallAt1 }) => recallAt1),
        5,
      ),
    [placed],
  );
  const pointed = placed.find(({ point }) => point === shown);
  return (
    <Plot
      x={{ scale: x, label: t('figure.opis'), format: formatFigure }}
      y={{ scale: y, label: t('figure.recallAt1'), format: formatFigure }}
      height={300}
      over={
        <>
          {placed.map((mark) => (
            <button
              key={mark.point}
              type="button"
              className="training-mark"
              style={{
                left: `${String(100 * x.at(mark.opis))}%`,
                top: `${String(100 * (1 - y.at(mark.recallAt1)))}%`,
              }}
              aria-label={[
                nameOf(mark),
                `${t('figure.recallAt1')} ${formatSignificant(mark.recallAt1)}`,
                `${t('figure.opis')} ${formatSignificant(mark.opis)}`,
                ...signsOf(mark, t),
              ].join(', ')}
              onPointerEnter={() => onShow(mark.point)}
              onPointerLeave={() => onShow(undefined)}
              onFocus={() => onShow(mark.point)}
              onBlur={() => onShow(undefined)}
            />
          ))}
          {pointed !== undefined && (
            <span className="isoline-readout training-readout" aria-hidden="true">
              {nameOf(pointed)} · {t('figure.recallAt1')} {formatSignificant(pointed.recallAt1)} ·{' '}
              {t('figure.opis')} {formatSignificant(pointed.opis)}
            </span>
          )}
        </>
      }
    >
      <Line
        {...still}
        data={placesOf(frontLine(placed).map(pointOf), x, y)}
        dataKey="y"
        stroke={palette.muted}
        strokeDasharray="4 3"
      />
      <Scatter
        isAnimationActive={false}
        data={placesOf(placed.map(pointOf), x, y)}
        dataKey="y"
        shape={({ cx = 0, cy = 0, index }: ScatterShapeProps) => {
          const mark = placed[index]!;
          return (
            <Mark
              isNumberAbove={index % 2 === 0}
              mark={mark}
              left={cx}
              top={cy}
              isShown={mark.point === shown}
            />
          );
        }}
      />
    </Plot>
  );
}

function pointOf({ opis, recallAt1 }: PlacedMark): Point {
  return [opis, recallAt1];
}

function Mark({
  mark: { point, isChosen, onFront },
  left,
  top,
  isShown,
  isNumberAbove,
}: {
  mark: PlacedMark;
  left: number;
  top: number;
  isShown: boolean;
  isNumberAbove: boolean;
}) {
  const colour = isChosen ? palette.threshold : palette.genuine;
  const drawn = {
    fill: onFront ? colour : palette.panel,
    stroke: colour,
    strokeWidth: isShown ? 3 : 1.75,
  };
  return (
    <g transform={`translate(${String(left)} ${String(top)})`}>
      {isChosen && <circle r={10} fill="none" stroke={palette.threshold} strokeWidth={1.5} />}
      {point === null ? <path d="M0 -7L7 0L0 7L-7 0Z" {...drawn} /> : <circle r={5.5} {...drawn} />}
      {point !== null && (
        <text
          className="isoline-tick"
          y={(isNumberAbove ? -1 : 1) * (isChosen ? 18 : 14)}
          dy="0.32em"
          textAnchor="middle"
        >
          {point + 1}
        </text>
      )}
    </g>
  );
}

function FrontTable({ marks, shown, onShow, nameOf }: FrontProps) {
  const { t } = useTranslation('training');
  return (
    <div className="training-scroll" tabIndex={0} role="region" aria-label={t('front.table')}>
      <Table fz="xs" verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('front.point')}</Table.Th>
            <Table.Th className="isoline-number">{t('figure.recallAt1')}</Table.Th>
            <Table.Th className="isoline-number">{t('figure.opis')}</Table.Th>
            <Table.Th className="isoline-number">{t('figure.meanUtility')}</Table.Th>
            <Table.Th className="isoline-number">{t('front.step')}</Table.Th>
            <Table.Th className="isoline-number">{t('front.alpha')}</Table.Th>
            <Table.Th>{t('front.marks')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {marks.map((mark) => (
            <Table.Tr
              key={mark.point}
              className={mark.point === shown ? 'training-chosen' : ''}
              onPointerEnter={() => onShow(mark.point)}
              onPointerLeave={() => onShow(undefined)}
            >
              <Table.Th scope="row" fw={mark.isChosen ? 700 : 400}>
                {mark.point === null ? '◇' : String(mark.point + 1)} {nameOf(mark)}
              </Table.Th>
              <Table.Td className="isoline-number">{formatSignificant(mark.recallAt1)}</Table.Td>
              <Table.Td className="isoline-number">{formatSignificant(mark.opis)}</Table.Td>
              <Table.Td className="isoline-number">{formatSignificant(mark.meanUtility)}</Table.Td>
              <Table.Td className="isoline-number">
                {mark.step === null ? '–' : formatCount(mark.step)}
              </Table.Td>
              <Table.Td className="isoline-number">
                {mark.alpha === null ? '–' : formatPercent(mark.alpha)}
              </Table.Td>
              <Table.Td>{signsOf(mark, t).join(', ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
