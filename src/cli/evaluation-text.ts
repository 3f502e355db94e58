import type { Evaluation, EvaluationFile } from '../contract/evaluation.ts';
import type { Results } from './results.ts';

/** A rate with three significant digits: 0.0123, 9.9e-4. */
export function rateText(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return 'none';
  if (rate === 0) return '0';
  return rate >= 1e-3 ? rate.toPrecision(3) : rate.toExponential(1);
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Prints an evaluation: the operating points, how uneven the classes are, and what is wrong. */
export async function printEvaluation(file: EvaluationFile, results: Results): Promise<void> {
  await results.print(
    `${file.provenance.source}${file.set === 'all' ? '' : `, ${file.set} classes`}: ${countText(file.images)} images, ${countText(file.classes)} classes, ${countText(file.genuinePairs)} genuine and ${countText(file.impostorPairs)} impostor pairs`,
  );
  await results.print('');
  await printOperatingPoints(file, results);
  await results.print('');
  await results.printTable(
    [{ heading: 'consistency and retrieval' }, { heading: '', align: 'right' }, { heading: '' }],
    summaryRows(file),
  );
  await printWorstClasses(file, results);
  for (const note of file.notes) await results.print(`\nNote: ${note}`);
}

async function printOperatingPoints(file: EvaluationFile, results: Results): Promise<void> {
  const heldOut = file.sets !== undefined;
  const cosine = file.score === 'cosine';
  const right = { align: 'right' } as const;
  await results.printTable(
    [
      { heading: 'target FAR', ...right },
      { heading: 'threshold', ...right },
      ...(cosine ? [{ heading: 'L2', ...right }] : []),
      { heading: 'FAR', ...right },
      { heading: '95 % interval', ...right },
      { heading: 'FRR', ...right },
      { heading: '95 % interval', ...right },
      { heading: 'highest class FAR', ...right },
      { heading: 'highest class FRR', ...right },
      ...(heldOut
        ? [
            { heading: 'held-out FAR', ...right },
            { heading: 'FRR', ...right },
          ]
        : []),
    ],
    file.operatingPoints.map((point) => {
      const target = point.targetFalseAcceptRate.toExponential(0);
      if (point.threshold === null) return [target, 'none', point.reason ?? ''];
      const highest = (rates: readonly (number | null)[] | undefined): string =>
        rateText(
          rates?.reduce<number | null>((most, rate) => Math.max(most ?? 0, rate ?? 0), null),
        );
      return [
        target,
        point.threshold.toFixed(6),
        ...(cosine ? [point.scales?.l2Distance.toFixed(4) ?? 'none'] : []),
        rateText(point.falseAcceptRate),
        intervalText(point.falseAcceptRateInterval),
        rateText(point.falseRejectRate),
        intervalText(point.falseRejectRateInterval),
        highest(point.classFalseAcceptRate),
        highest(point.classFalseRejectRate),
        ...(heldOut
          ? [rateText(point.heldOut?.falseAcceptRate), rateText(point.heldOut?.falseRejectRate)]
          : []),
      ];
    }),
  );
}

function intervalText(interval: { lower: number; upper: number } | null | undefined): string {
  return interval === null || interval === undefined
    ? 'none'
    : `${rateText(interval.lower)} to ${rateText(interval.upper)}`;
}

function summaryRows(file: Evaluation): string[][] {
  const { opis, equalErrorRate, certifiableFalseAcceptRate: certifiable } = file;
  const range = opis.falseAcceptRateRange.map((end) => end.toExponential(0)).join(' to ');
  const variable =
    opis.variable === 'l2-distance'
      ? 'over L2 distance'
      : `over ${opis.variable.replaceAll('-', ' ')}`;
  return [
    [
      'OPIS',
      opis.value === null ? 'none' : opis.value.toPrecision(3),
      opis.value === null
        ? (opis.reason ?? '')
        : `${variable}, FAR ${range}; noise floor ${opis.noiseFloor?.toPrecision(2) ?? 'none'}`,
    ],
    ['eps-OPIS', opis.epsilonOpis?.toPrecision(3) ?? 'none', 'best against worst 10 % of classes'],
    ['mean utility', file.meanUtility?.toPrecision(3) ?? 'none', 'over the same range'],
    [
      'spread of FAR',
      rateText(file.spread?.falseAcceptRate),
      'standard deviation over classes at FAR 1e-2',
    ],
    ['spread of FRR', rateText(file.spread?.falseRejectRate), 'likewise'],
    [
      'equal error rate',
      rateText(equalErrorRate.rate),
      equalErrorRate.threshold === null
        ? (equalErrorRate.reason ?? '')
        : `at ${equalErrorRate.threshold.toFixed(6)}`,
    ],
    ['recall@1', rateText(file.recallAt1), `${countText(file.retrieval.queries)} queries`],
    ['MAP@R', rateText(file.meanAveragePrecisionAtR), ''],
    [
      'certifiable FAR',
      rateText(certifiable.value),
      certifiable.value === null
        ? (certifiable.reason ?? '')
        : `smallest that ${countText(Math.round(certifiable.effectiveTrials))} effective trials can show`,
    ],
  ];
}

async function printWorstClasses(file: Evaluation, results: Results): Promise<void> {
  const worst = file.opis.classContribution
    .map((contribution, c) => ({ contribution, c }))
    .filter(({ contribution }) => contribution !== null)
    .sort((a, b) => b.contribution! - a.contribution!)
    .slice(0, 5);
  if (worst.length === 0) return;
  const point = file.operatingPoints.find(
    ({ targetFalseAcceptRate, threshold }) => targetFalseAcceptRate <= 1e-2 && threshold !== null,
  );
  await results.print('');
  const right = { align: 'right' } as const;
  await results.printTable(
    [
      { heading: 'classes that contribute most to OPIS' },
      { heading: 'images', ...right },
      { heading: point === undefined ? 'FAR' : `FAR at ${point.threshold!.toFixed(4)}`, ...right },
      { heading: 'FRR', ...right },
      { heading: 'contribution', ...right },
    ],
    worst.map(({ c, contribution }) => [
      file.classNames[c]!,
      countText(file.classImages[c]!),
      rateText(point?.classFalseAcceptRate?.[c]),
      rateText(point?.classFalseRejectRate?.[c]),
      contribution!.toPrecision(2),
    ]),
  );
}
