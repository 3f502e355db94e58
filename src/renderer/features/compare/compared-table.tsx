import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedFigure } from '../../../contract/comparison.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { formatDifference, formatSignificant } from '../../components/format.ts';
import { ToneWord } from '../../components/verdict.tsx';
import { toneOfWord } from './reading.ts';

/** A row of a table of figures. */
export interface ComparedRow {
  key: string;
  name: ReactNode;
  figure: ComparedFigure;
  /** Below the values: counts, or the class that has them. */
  below?: readonly [before: string | null, after: string | null];
}

/** Figures before and after: the difference, its interval, and what the interval says. */
export function ComparedTable({ label, rows }: { label: string; rows: readonly ComparedRow[] }) {
  const { t } = useTranslation('compare');
  const said = useSentences();
  const spoken = (reason: string | undefined): string | undefined => reason && said(reason);
  return (
    <div className="compare-scroll" tabIndex={0} role="region" aria-label={label}>
      <Table fz="sm" verticalSpacing={4} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('figures.figure')}</Table.Th>
            <Table.Th className="isoline-number">{t('before')}</Table.Th>
            <Table.Th className="isoline-number">{t('after')}</Table.Th>
            <Table.Th className="isoline-number">{t('figures.difference')}</Table.Th>
            <Table.Th className="isoline-number">{t('figures.interval')}</Table.Th>
            <Table.Th>
              <span className="isoline-hidden">{t('figures.word')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, figure, below }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              <Value value={figure.before} below={below?.[0] ?? null} />
              <Value value={figure.after} below={below?.[1] ?? null} />
              <Table.Td className="isoline-number compare-line" title={spoken(figure.reason)}>
                {formatDifference(figure.difference)}
              </Table.Td>
              <Table.Td
                className="isoline-number compare-line"
                title={spoken(figure.intervalReason)}
              >
                {figure.interval === null
                  ? '–'
                  : `${formatDifference(figure.interval.lower)} … ${formatDifference(figure.interval.upper)}${figure.interval.note === undefined ? '' : '*'}`}
              </Table.Td>
              <Table.Td className="compare-word">
                <IntervalDrawing figure={figure} />
                {figure.word === null ? (
                  <small>{spoken(figure.reason)}</small>
                ) : (
                  <ToneWord tone={toneOfWord(figure.word)}>{t(`word.${figure.word}`)}</ToneWord>
                )}
                {figure.word === 'no-interval' && figure.intervalReason !== undefined && (
                  <small className="compare-reason">{said(figure.intervalReason)}</small>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Value({ value, below }: { value: number | null; below: string | null }) {
  return (
    <Table.Td className="isoline-number compare-line">
      {formatSignificant(value)}
      {below !== null && (
        <small className="compare-below" title={below}>
          {below}
        </small>
      )}
    </Table.Td>
  );
}

const drawnWidth = 110;

/** The interval as a drawing: the line in the middle is no difference, the width is this figure's own. */
function IntervalDrawing({ figure: { difference, interval, word } }: { figure: ComparedFigure }) {
  if (difference === null || interval === null) return null;
  const middle = drawnWidth / 2;
  const reach = Math.max(Math.abs(interval.lower), Math.abs(interval.upper), Math.abs(difference));
  const place = (value: number): number =>
    middle + (reach === 0 ? 0 : (value / reach) * (middle - 6));
  return (
    <svg
      className="compare-interval"
      data-tone={word === null ? 'none' : toneOfWord(word)}
      width={drawnWidth}
      height={16}
      aria-hidden="true"
    >
      <line className="compare-zero" x1={middle} x2={middle} y2={16} />
      <line x1={place(interval.lower)} x2={place(interval.upper)} y1={8} y2={8} />
      <circle cx={place(difference)} cy={8} r={3.4} />
    </svg>
  );
}
