import { SegmentedControl, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import {
  genuineProbability,
  logLikelihoodRatio,
  type ScoreCalibration,
} from '../../../core/metrics/score-calibration.ts';
import { Facts } from '../../components/facts.tsx';
import { formatFigure, formatPercent } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { readTyped } from '../../components/typed-number.ts';
import { CalibrationCurve } from './calibration-curve.tsx';
import { type CalibrationKind, readCalibration, scoresOfHistogram } from './calibration-reading.ts';
import { ReliabilityChart } from './reliability-chart.tsx';
import { Section } from './section.tsx';

/** Scores as probabilities: fitted on the calibration classes, tested on held-out ones. */
export function CalibrationPanel({
  fitted,
  tested,
  threshold,
  firstPrevalence,
}: {
  fitted: EvaluationView;
  /** The same where there is no split. */
  tested: EvaluationView;
  threshold: number | null;
  /** As typed. */
  firstPrevalence: string;
}) {
  const { t } = useTranslation('reports');
  const [kind, setKind] = useState<CalibrationKind>('platt');
  const [typed, setTyped] = useState(firstPrevalence);
  const prevalence = shareOf(typed);
  const reading = useMemo(
    () =>
      prevalence === null
        ? null
        : readCalibration(
            kind,
            scoresOfHistogram(fitted.histogram),
            scoresOfHistogram(tested.histogram),
            prevalence,
          ),
    [kind, fitted, tested, prevalence],
  );
  return (
    <Section title={<Term name="calibration">{t('calibration.title')}</Term>} wide>
      <Text size="sm">{t('calibration.text')}</Text>
      <div className="reports-fields">
        <div className="reports-fit">
          <SegmentedControl
            aria-label={t('calibration.kind')}
            value={kind}
            onChange={setKind}
            data={(['platt', 'isotonic'] as const).map((value) => ({
              value,
              label: t(`calibration.kinds.${value}`),
            }))}
          />
        </div>
        <TextInput
          label={t('calibration.prevalence')}
          value={typed}
          spellCheck={false}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </div>
      {prevalence === null && (
        <Text size="xs" c="dimmed">
          {t('calibration.prevalenceWrong')}
        </Text>
      )}
      {prevalence !== null && reading === null && <Text size="sm">{t('calibration.none')}</Text>}
      {prevalence !== null && reading !== null && (
        <>
          <Facts
            facts={[
              [
                <Term key="cost" name="logLikelihoodRatioCost">
                  {t('calibration.cost')}
                </Term>,
                t('calibration.costText', {
                  cost: formatFigure(reading.cost),
                  least: formatFigure(reading.leastCost),
                }),
              ],
              ...(threshold === null
                ? []
                : [
                    [
                      t('calibration.atThreshold'),
                      t('calibration.atThresholdText', {
                        share: formatPercent(
                          genuineProbability(
                            logLikelihoodRatio(reading.calibration, threshold),
                            prevalence,
                          ),
                        ),
                        prevalence: formatPercent(prevalence),
                      }),
                    ] as const,
                  ]),
              [t('calibration.line'), <Formula key="line" calibration={reading.calibration} />],
            ]}
          />
          <div className="reports-halves">
            <ReliabilityChart points={reading.points} prevalence={prevalence} />
            <CalibrationCurve
              calibration={reading.calibration}
              edges={tested.histogram.edges}
              prevalence={prevalence}
              threshold={threshold}
            />
          </div>
          <Text size="xs" c="dimmed">
            {fitted === tested
              ? t('calibration.fittedAlone')
              : t('calibration.fitted', {
                  fitted: t(`set.${fitted.set}`),
                  tested: t(`set.${tested.set}`),
                })}
          </Text>
        </>
      )}
    </Section>
  );
}

function shareOf(typed: string): number | null {
  const share = readTyped(typed);
  return share !== null && share > 0 && share < 1 ? share : null;
}

function Formula({ calibration }: { calibration: ScoreCalibration }) {
  const { t } = useTranslation('reports');
  if (calibration.kind === 'isotonic') {
    return <>{t('calibration.steps', { count: calibration.from.length })}</>;
  }
  const { slope, offset } = calibration;
  return (
    <>
      {t('calibration.lineText', {
        slope: formatFigure(slope, 6),
        sign: offset < 0 ? '−' : '+',
        offset: formatFigure(Math.abs(offset), 6),
      })}
    </>
  );
}
