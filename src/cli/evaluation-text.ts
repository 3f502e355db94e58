import type { Evaluation, EvaluationFile, Interval } from '../contract/evaluation.ts';
import {
  formatAngle,
  formatCount,
  formatDistance,
  formatRate,
  formatTarget,
  formatThreshold,
  formatTrials,
} from '../engine/reports/numbers.ts';
import { countText } from './count-text.ts';
import type { Results } from './results.ts';
import type { TableColumn } from './table.ts';

const right = { align: 'right' } as const;
/** Classes named below the figures; the report and the JSON hold all. */
const classesShown = 5;

/** A rate or another small quantity with three significant digits; `none` where there is none. */
export function rateText(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? 'none' : formatRate(rate);
}

/**
 * Prints an evaluation: the thresholds, the pooled rates and those of the classes at them, how uneven
 * the classes are, and what a reader must know. Thresholds are rounded towards rejection.
 */
export async function printEvaluation(file: EvaluationFile, results: Results): Promise<void> {
  const { calibration = file, heldOut } = file.sets ?? {};
  await results.print(file.provenance.source);
  await results.print(sizeText(calibration));
  if (heldOut !== undefined) await results.print(sizeText(heldOut));
  await printThresholds(calibration, results);
  await printRates(calibration, results);
  if (heldOut !== undefined) await printHeldOutRates(calibration, results);
  await printSummary(calibration, heldOut, results);
  await printWorstClasses(calibration, results);
  await printNotes(calibration, heldOut, results);
}

function sizeText(set: Evaluation): string {
  const name = set.set === 'all' ? '' : `${set.set}: `;
  const images = countText(set.images, 'image');
  const classes = countText(set.classes, 'class', 'classes');
  return `${name}${images} of ${classes}, ${formatCount(set.genuinePairs)} genuine and ${countText(set.impostorPairs, 'impostor pair')}`;
}

async function printThresholds(set: Evaluation, results: Results): Promise<void> {
  await results.print('');
  const scales: readonly TableColumn[] =
    set.score === 'cosine'
      ? [
          { heading: 'cosine similarity >=', ...right },
          { heading: 'cosine distance <=', ...right },
          { heading: 'L2 distance <=', ...right },
          { heading: 'angle <=', ...right },
        ]
      : [{ heading: 'AS-norm score >=', ...right }];
  await results.printTable(
    [{ heading: 'target FAR', ...right }, ...scales],
    set.operatingPoints.map(({ targetFalseAcceptRate, threshold, scales: others }) => [
      formatTarget(targetFalseAcceptRate),
      threshold === null ? 'none' : formatThreshold(threshold),
      ...(others === undefined
        ? []
        : [
            formatDistance(others.cosineDistance),
            formatDistance(others.l2Distance),
            formatAngle(others.angleDegrees),
          ]),
    ]),
  );
  for (const { targetFalseAcceptRate, threshold, reason } of set.operatingPoints) {
    if (threshold !== null) continue;
    await results.print(
      `No threshold for FAR ${formatTarget(targetFalseAcceptRate)} (${reason ?? 'the data shows none'}).`,
    );
  }
}

const rateColumns = (rate: 'FAR' | 'FRR'): TableColumn[] => [
  { heading: rate, ...right },
  { heading: '95 % interval', ...right },
  { heading: rate === 'FAR' ? 'false accepts' : 'false rejects', ...right },
];

/** Pooled over all pairs, then the mean over classes and the class with the highest rate. */
async function printRates(set: Evaluation, results: Results): Promise<void> {
  const points = set.operatingPoints.filter(({ threshold }) => threshold !== null);
  if (points.length === 0) return;
  const kinds = [
    {
      rate: 'FAR',
      figures: (point: (typeof points)[number]) => [
        rateText(point.falseAcceptRate),
        intervalText(point.falseAcceptRateInterval),
        formatCount(point.falseAccepts ?? 0),
        rateText(point.macroFalseAcceptRate),
        ...highestClass(set, point.classFalseAcceptRate),
      ],
    },
    {
      rate: 'FRR',
      figures: (point: (typeof points)[number]) => [
        rateText(point.falseRejectRate),
        intervalText(point.falseRejectRateInterval),
        formatCount(point.falseRejects ?? 0),
        rateText(point.macroFalseRejectRate),
        ...highestClass(set, point.classFalseRejectRate),
      ],
    },
  ] as const;
  for (const { rate, figures } of kinds) {
    await results.print('');
    await results.printTable(
      [
        { heading: 'target FAR', ...right },
        ...rateColumns(rate),
        { heading: 'class mean', ...right },
        { heading: 'highest', ...right },
        { heading: 'class' },
      ],
      points.map((point) => [formatTarget(point.targetFalseAcceptRate), ...figures(point)]),
    );
    if (rate === 'FAR') {
      await printMarks(
        points.map(({ falseAcceptRateInterval }) => falseAcceptRateInterval),
        results,
      );
    }
  }
}

/** The mark behind an interval of which there is something to know: `printMarks` says what. */
export function noteMark({ note }: Pick<Interval, 'note'>): string {
  return note === undefined ? '' : ' *';
}

/** What the marks behind intervals mean, each thing once. */
export async function printMarks(
  intervals: readonly (Interval | null | undefined)[],
  results: Results,
): Promise<void> {
  const notes = new Set(intervals.flatMap((interval) => interval?.note ?? []));
  for (const note of notes) await results.print(`* ${note}`);
}

/** The same thresholds on the held-out classes. */
async function printHeldOutRates(calibration: Evaluation, results: Results): Promise<void> {
  const points = calibration.operatingPoints.filter(({ heldOut }) => heldOut !== undefined);
  if (points.length === 0) return;
  await results.print('\nThe same thresholds on the held-out classes:');
  await results.printTable(
    [{ heading: 'target FAR', ...right }, ...rateColumns('FAR'), ...rateColumns('FRR')],
    points.map(({ targetFalseAcceptRate, heldOut }) => [
      formatTarget(targetFalseAcceptRate),
      rateText(heldOut!.falseAcceptRate),
      intervalText(heldOut!.falseAcceptRateInterval),
      formatCount(heldOut!.falseAccepts),
      rateText(heldOut!.falseRejectRate),
      intervalText(heldOut!.falseRejectRateInterval),
      formatCount(heldOut!.falseRejects),
    ]),
  );
  await printMarks(
    points.map(({ heldOut }) => heldOut!.falseAcceptRateInterval),
    results,
  );
}

function intervalText(interval: Interval | null | undefined): string {
  return interval === null || interval === undefined
    ? 'none'
    : `${formatRate(interval.lower)} to ${formatRate(interval.upper)}${noteMark(interval)}`;
}

/** The highest rate and its class; of equals the first. */
function highestClass(
  { classNames }: Evaluation,
  rates: readonly (number | null)[] = [],
): [string, string] {
  let highest = -1;
  rates.forEach((rate, c) => {
    if (rate !== null && rate > (rates[highest] ?? -1)) highest = c;
  });
  return highest < 0 ? ['none', ''] : [rateText(rates[highest]), classNames[highest]!];
}

async function printSummary(
  set: Evaluation,
  heldOut: Evaluation | undefined,
  results: Results,
): Promise<void> {
  const sets = heldOut === undefined ? [set] : [set, heldOut];
  const figures = (figure: (of: Evaluation) => string): string[] => sets.map(figure);
  /** What is true of one set alone has no room beside two. */
  const ofOneSet = (text: string): string => (heldOut === undefined ? text : '');
  const range = set.opis.falseAcceptRateRange.map(formatTarget).join(' to ');
  const variable =
    set.opis.variable === 'l2-distance' ? 'L2 distance' : set.opis.variable.replaceAll('-', ' ');
  await results.print('');
  await results.printTable(
    [
      { heading: 'consistency and retrieval' },
      ...sets.map(({ set: name }) => ({ heading: name === 'all' ? '' : name, ...right })),
      { heading: '' },
    ],
    [
      [
        'OPIS',
        ...figures(({ opis }) => rateText(opis.value)),
        `over ${variable} from FAR ${range}; 0 is even`,
      ],
      [
        'OPIS noise floor',
        ...figures(({ opis }) => rateText(opis.noiseFloor)),
        'the least that chance alone shows, pairs taken as independent',
      ],
      [
        'eps-OPIS',
        ...figures(({ opis }) => rateText(opis.epsilonOpis)),
        'best against worst 10 % of classes',
      ],
      [
        'mean utility',
        ...figures(({ meanUtility }) => rateText(meanUtility)),
        'over the same range; 1 is best',
      ],
      [
        'spread of FAR',
        ...figures(({ spread }) => rateText(spread?.falseAcceptRate)),
        'standard deviation over classes at FAR 0.01',
      ],
      ['spread of FRR', ...figures(({ spread }) => rateText(spread?.falseRejectRate)), 'likewise'],
      [
        'equal error rate',
        ...figures(({ equalErrorRate }) => rateText(equalErrorRate.rate)),
        set.equalErrorRate.threshold === null
          ? ''
          : ofOneSet(`at ${formatThreshold(set.equalErrorRate.threshold)}`),
      ],
      [
        'recall@1',
        ...figures(({ recallAt1 }) => rateText(recallAt1)),
        ofOneSet(countText(set.retrieval.queries, 'query', 'queries')),
      ],
      ['MAP@R', ...figures(({ meanAveragePrecisionAtR }) => rateText(meanAveragePrecisionAtR)), ''],
      [
        'certifiable FAR',
        ...figures(({ certifiableFalseAcceptRate: { value } }) => rateText(value)),
        `at 95 %, from ${sets.map(trialsText).join(' and ')}`,
      ],
    ],
  );
}

/** Two evaluations may have taken theirs at different targets, which the figure shows. */
function trialsText({ certifiableFalseAcceptRate: figure }: Evaluation): string {
  const { effectiveTrials, targetFalseAcceptRate: target } = figure;
  return `${formatTrials(effectiveTrials)} effective trials${target === null ? '' : ` at FAR ${formatTarget(target)}`}`;
}

async function printWorstClasses(set: Evaluation, results: Results): Promise<void> {
  const worst = set.opis.classContribution
    .map((contribution, c) => ({ contribution, c }))
    .filter(({ contribution }) => contribution !== null)
    .sort((a, b) => b.contribution! - a.contribution!)
    .slice(0, classesShown);
  const point = set.operatingPoints.find(
    ({ targetFalseAcceptRate, threshold }) => targetFalseAcceptRate <= 1e-2 && threshold !== null,
  );
  if (worst.length === 0) return;
  await results.print('');
  await results.printTable(
    [
      { heading: 'classes that contribute most to OPIS' },
      { heading: 'images', ...right },
      ...(point === undefined
        ? []
        : ['FAR', 'FRR'].map((rate) => ({
            heading: `${rate} at ${formatThreshold(point.threshold!)}`,
            ...right,
          }))),
      { heading: 'contribution', ...right },
    ],
    worst.map(({ c, contribution }) => [
      set.classNames[c]!,
      formatCount(set.classImages[c]!),
      ...(point === undefined
        ? []
        : [rateText(point.classFalseAcceptRate?.[c]), rateText(point.classFalseRejectRate?.[c])]),
      rateText(contribution),
    ]),
  );
}

async function printNotes(
  set: Evaluation,
  heldOut: Evaluation | undefined,
  results: Results,
): Promise<void> {
  const reasons = [
    ['OPIS', set.opis.reason],
    ['equal error rate', set.equalErrorRate.reason],
    ['certifiable FAR', set.certifiableFalseAcceptRate.reason],
  ].flatMap(([figure, reason]) => (reason === undefined ? [] : [`No ${figure}: ${reason}.`]));
  const ofHeldOut = (heldOut?.notes ?? [])
    .filter((note) => !set.notes.includes(note))
    .map((note) => `Held-out classes: ${note}`);
  const notes = [...reasons, ...set.notes, ...ofHeldOut];
  if (notes.length > 0) await results.print('');
  for (const note of notes) await results.print(`Note: ${note}`);
}
