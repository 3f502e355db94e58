import { Text } from '@mantine/core';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import {
  formatCount,
  formatDecimal,
  formatFigure,
  formatRate,
  formatSignificant,
} from '../../components/format.ts';
import { Term } from '../../components/term.tsx';

/** How many classes the list has. */
const listed = 8;
/** In pixels. */
const lineHeight = 20;

/** Room for about 18 letters: the whole name is in the line's title. */
function shortened(name: string): string {
  return name.length <= 18 ? name : `${name.slice(0, 8)}…${name.slice(-9)}`;
}

/** How unequally one threshold serves the classes, and which of them make it so. */
export const OpisPanel = memo(function OpisPanel({
  view,
  selected,
  onSelect,
}: {
  view: EvaluationView;
  selected: number | null;
  onSelect: (c: number) => void;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const said = useSentences();
  const { opis, meanUtility, classNames } = view;
  const byContribution = useMemo(
    () =>
      opis.classContribution
        .flatMap((contribution, c) => (contribution === null ? [] : [{ class: c, contribution }]))
        .sort((a, b) => b.contribution - a.contribution),
    [opis],
  );
  const most = byContribution[0]?.contribution ?? 0;
  const few = useMemo(() => new Set(opis.fewGenuinePairs), [opis]);
  return (
    <ChartFrame
      title={t('opis.title')}
      fileName="opis-contributions"
      summary={t('opis.summary', { value: formatFigure(opis.value) })}
      data={() => ({
        columns: [t('common:class'), t('table.contribution')],
        rows: byContribution.map(({ class: c, contribution }) => [
          classNames[c] ?? '',
          contribution,
        ]),
      })}
    >
      <dl className="threshold-facts">
        <dt>
          <Term name="opis">OPIS</Term>
        </dt>
        <dd>{formatFigure(opis.value)}</dd>
        <dt>
          <Term name="noiseFloor">{t('opis.noiseFloor')}</Term>
        </dt>
        <dd>{formatFigure(opis.noiseFloor)}</dd>
        <dt>
          <Term name="epsilonOpis">ε-OPIS</Term>
        </dt>
        <dd>{formatFigure(opis.epsilonOpis)}</dd>
        <dt>
          <Term name="utility">{t('opis.meanUtility')}</Term>
        </dt>
        <dd>{formatFigure(meanUtility)}</dd>
      </dl>
      <Text size="xs" c="dimmed">
        {opis.value === null ? said(opis.reason ?? '') : rangeText()}
      </Text>
      {opis.value !== null && opis.noiseFloor !== null && opis.value <= opis.noiseFloor && (
        <Text size="xs">{t('opis.inNoise')}</Text>
      )}
      {byContribution.length > 0 && (
        <>
          <Text size="xs" fw={600} mt={6}>
            {t('opis.contributors')}
          </Text>
          <svg
            data-chart
            width="100%"
            height={lineHeight * Math.min(listed, byContribution.length)}
            role="list"
            aria-label={t('opis.contributors')}
          >
            {byContribution.slice(0, listed).map(({ class: c, contribution }, k) => (
              <g key={c} role="listitem">
                <g
                  className="threshold-bar-line"
                  role="button"
                  tabIndex={0}
                  aria-label={`${shownName(c)} ${formatSignificant(1000 * contribution)}, ${fullName(c)}`}
                  aria-pressed={selected === c}
                  onClick={() => onSelect(c)}
                  onKeyDown={({ key }) => {
                    if (key === 'Enter') onSelect(c);
                  }}
                >
                  <title>{fullName(c)}</title>
                  <rect
                    className="threshold-bar-ground"
                    y={k * lineHeight}
                    width="100%"
                    height={lineHeight}
                    fillOpacity={0}
                  />
                  <text
                    x="40%"
                    dx={-6}
                    y={(k + 0.68) * lineHeight}
                    textAnchor="end"
                    fontSize={11.5}
                    fill="currentColor"
                  >
                    {shownName(c)}
                  </text>{' '}
                  <rect
                    x="40%"
                    y={k * lineHeight + 4}
                    width={`${((44 * contribution) / Math.max(most, Number.MIN_VALUE)).toFixed(2)}%`}
                    height={lineHeight - 8}
                    fill={palette.muted}
                  />
                  <text
                    x="100%"
                    y={(k + 0.68) * lineHeight}
                    textAnchor="end"
                    fontSize={11.5}
                    fill="currentColor"
                  >
                    {formatSignificant(1000 * contribution)}
                  </text>
                </g>
              </g>
            ))}
          </svg>
        </>
      )}
    </ChartFrame>
  );

  function shownName(c: number): string {
    return `${shortened(classNames[c] ?? '')}${few.has(c) ? ' *' : ''}`;
  }

  function fullName(c: number): string {
    const name = classNames[c] ?? '';
    return few.has(c) ? `${name}: ${t('table.fewPairs')}` : name;
  }

  function rangeText(): string {
    const [first, last] = opis.falseAcceptRateRange;
    const range = opis.distanceRange ?? opis.similarityRange;
    return [
      t('opis.range', {
        first: formatRate(first),
        last: formatRate(last),
        classes: formatCount(opis.classesUsed),
      }),
      range === null
        ? null
        : // A FAR has thresholds at its ends, not logarithms.
          `${t(`opis.variable.${opis.variable}`)}${opis.variable === 'log-false-accept-rate' ? ' · t' : ''} ${formatDecimal(range[0], 3)} … ${formatDecimal(range[1], 3)}`,
      `β ${formatFigure(opis.beta)}`,
      t('opis.grid', { count: opis.grid }),
    ]
      .filter((part) => part !== null)
      .join(' · ');
  }
});
