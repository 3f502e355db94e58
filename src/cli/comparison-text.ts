import type {
  ComparedFigure,
  ComparedPoint,
  ComparedSet,
  ComparedTarget,
  Comparison,
} from '../contract/comparison.ts';
import { formatThreshold } from '../engine/reports/numbers.ts';
import { noteMark, printMarks, rateText } from './evaluation-text.ts';
import type { Results } from './results.ts';

/** Classes named in each list; the JSON and the page hold all. */
const classesShown = 8;

const right = { align: 'right' } as const;

/** Prints a comparison: before, after, what differs and how surely; then the classes. */
export async function printComparison(comparison: Comparison, results: Results): Promise<void> {
  for (const [k, { before, after, sets }] of comparison.comparisons.entries()) {
    if (k > 0) await results.print('');
    const one = comparison.evaluations[before]!.name;
    const other = comparison.evaluations[after]!.name;
    await results.print(`before: ${one}\nafter:  ${other}`);
    for (const set of sets) {
      await results.print('');
      await printSet(set, results);
    }
  }
}

async function printSet(set: ComparedSet, results: Results): Promise<void> {
  const main = mainTarget(set);
  const name = set.set === 'all' ? 'all classes' : `${set.set} classes`;
  await results.printTable(
    [
      { heading: `${name} (${countText(set.classNames.length)})` },
      { heading: 'before', ...right },
      { heading: 'after', ...right },
      { heading: 'difference', ...right },
      { heading: '95 % interval', ...right },
      { heading: '' },
    ],
    [...figureRows(set), ...(main === null ? [] : pointRows(main))],
  );
  await printMarks(
    [
      ...Object.values(set.figures),
      ...[main?.sameThreshold, main?.matchedFalseAcceptRate].map((point) => point?.falseAcceptRate),
    ].map((figure) => figure?.interval),
    results,
  );
  await results.print('');
  await printThresholds(set, results);
  const point = main?.matchedFalseAcceptRate;
  if (main !== null && point !== null && point !== undefined) {
    await printClasses(set, main, point, results);
  }
  for (const caution of set.cautions) await results.print(`\nNote: ${caution}`);
}

/** Target FAR 1e-3 where both have a threshold, else the strictest at which both have one. */
function mainTarget({ targets }: ComparedSet): ComparedTarget | null {
  const shown = targets.filter(({ matchedFalseAcceptRate }) => matchedFalseAcceptRate !== null);
  return (
    shown.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === 1e-3) ??
    shown.reduce<ComparedTarget | null>(
      (least, target) =>
        least === null || target.targetFalseAcceptRate < least.targetFalseAcceptRate
          ? target
          : least,
      null,
    )
  );
}

function figureRows({ figures }: ComparedSet): string[][] {
  return [
    figureRow('OPIS', figures.opis),
    figureRow('  its noise floor', figures.noiseFloor),
    figureRow('eps-OPIS', figures.epsilonOpis),
    figureRow('mean utility', figures.meanUtility),
    figureRow('spread of FAR at FAR 1e-2', figures.spreadOfFalseAcceptRate),
    figureRow('spread of FRR at FAR 1e-2', figures.spreadOfFalseRejectRate),
    figureRow('equal error rate', figures.equalErrorRate),
    figureRow('recall@1', figures.recallAt1),
    figureRow('MAP@R', figures.meanAveragePrecisionAtR),
  ];
}

function pointRows(target: ComparedTarget): string[][] {
  const asked = target.targetFalseAcceptRate.toExponential(0);
  const block = (title: string, point: ComparedPoint | null, reason: string | undefined) =>
    point === null
      ? [[title, '', '', '', '', reason ?? '']]
      : [
          [title, point.thresholdBefore.toFixed(4), point.thresholdAfter.toFixed(4)],
          figureRow('  FAR', point.falseAcceptRate),
          figureRow('  FRR', point.falseRejectRate),
          figureRow('  highest class FAR', point.worstClassFalseAcceptRate),
          figureRow('  highest class FRR', point.worstClassFalseRejectRate),
        ];
  return [
    ...block(
      `same threshold, FAR ${asked} before`,
      target.sameThreshold,
      target.sameThresholdReason,
    ),
    ...block(
      `thresholds of matched FAR ${asked}`,
      target.matchedFalseAcceptRate,
      target.matchedFalseAcceptRateReason,
    ),
  ];
}

const words = {
  better: 'better',
  worse: 'worse',
  'not-distinguishable': 'not distinguishable',
  'no-interval': '',
} as const;

function figureRow(name: string, figure: ComparedFigure): string[] {
  const { before, after, difference, reason, interval, word } = figure;
  return [
    name,
    rateText(before),
    rateText(after),
    difference === null ? 'none' : signedText(difference),
    interval === null
      ? ''
      : `${signedText(interval.lower)} to ${signedText(interval.upper)}${noteMark(interval)}`,
    word === null ? (reason ?? '') : words[word],
  ];
}

/** Old threshold → new threshold at every target, and the decisions that flip. */
async function printThresholds({ targets }: ComparedSet, results: Results): Promise<void> {
  await results.printTable(
    [
      { heading: 'target FAR', ...right },
      { heading: 'old threshold', ...right },
      { heading: 'new threshold', ...right },
      { heading: 'FRR before', ...right },
      { heading: 'after', ...right },
      { heading: 'flips', ...right },
      { heading: 'of genuine', ...right },
      { heading: 'of impostor', ...right },
      { heading: 'flips at the old threshold', ...right },
    ],
    targets.map(({ targetFalseAcceptRate, sameThreshold, ...target }) => {
      const asked = targetFalseAcceptRate.toExponential(0);
      const point = target.matchedFalseAcceptRate;
      if (point === null) return [asked, 'none', target.matchedFalseAcceptRateReason ?? ''];
      return [
        asked,
        formatThreshold(point.thresholdBefore),
        formatThreshold(point.thresholdAfter),
        rateText(point.falseRejectRate.before),
        rateText(point.falseRejectRate.after),
        shareText(point.flips?.share),
        shareText(point.flips?.genuine.share),
        shareText(point.flips?.impostor.share),
        shareText(sameThreshold?.flips?.share),
      ];
    }),
  );
}

async function printClasses(
  set: ComparedSet,
  target: ComparedTarget,
  { changedClasses }: ComparedPoint,
  results: Results,
): Promise<void> {
  const asked = target.targetFalseAcceptRate.toExponential(0);
  for (const change of ['fixed', 'newly-broken'] as const) {
    const changed = changedClasses.filter((candidate) => candidate.change === change);
    const title = `${change === 'fixed' ? 'fixed' : 'newly broken'} at matched FAR ${asked}: ${countText(changed.length)}`;
    await results.print('');
    if (changed.length === 0) {
      await results.print(title);
      continue;
    }
    await results.printTable(
      [
        { heading: title },
        { heading: 'rate' },
        { heading: 'before', ...right },
        { heading: 'after', ...right },
        { heading: 'pairs', ...right },
      ],
      changed
        .slice(0, classesShown)
        .map(({ class: c, rate, before, after, pairs }) => [
          set.classNames[c]!,
          rate === 'falseAcceptRate' ? 'FAR' : 'FRR',
          rateText(before),
          rateText(after),
          countText(pairs),
        ]),
    );
    if (changed.length > classesShown) {
      await results.print(`and ${countText(changed.length - classesShown)} more`);
    }
  }
}

function signedText(value: number): string {
  if (value === 0) return '0';
  return `${value < 0 ? '-' : '+'}${rateText(Math.abs(value))}`;
}

function shareText(share: number | null | undefined): string {
  if (share === null || share === undefined) return 'none';
  const percent = 100 * share;
  return percent === 0 ? '0 %' : percent < 0.01 ? '< 0.01 %' : `${percent.toPrecision(3)} %`;
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}
