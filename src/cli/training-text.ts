import type { HeadFigures, TrainingPoint, TrainingResult, Verdict } from '../contract/training.ts';
import { rateText } from './evaluation-text.ts';
import type { Results } from './results.ts';

const right = { align: 'right' } as const;

const verdictText: { readonly [V in Verdict]: string } = {
  improvement: 'improvement',
  'trade-off': 'trade-off',
  worse: 'worse',
  unchanged: 'unchanged',
  undecided: 'undecided',
};

/** The figures of a table, in its order: what they are called, and whether more is better. */
const figures: readonly { key: keyof HeadFigures; name: string; note: string }[] = [
  { key: 'recallAt1', name: 'recall@1', note: 'higher is better' },
  { key: 'opis', name: 'OPIS', note: 'lower is better; read it with the mean utility' },
  { key: 'epsilonOpis', name: 'eps-OPIS', note: 'best against worst 10 % of classes' },
  { key: 'meanUtility', name: 'mean utility', note: 'higher is better' },
  { key: 'falseRejectRateAt1e2', name: 'FRR at FAR 1e-2', note: 'lower is better' },
  { key: 'falseRejectRateAt1e3', name: 'FRR at FAR 1e-3', note: 'lower is better' },
  { key: 'spreadOfFalseAcceptRate', name: 'spread of FAR', note: 'over classes, at FAR 1e-2' },
  { key: 'spreadOfFalseRejectRate', name: 'spread of FRR', note: 'likewise' },
];

/** Prints a training: the points of a sweep, before and after on held-out classes, the verdict. */
export async function printTraining(
  result: TrainingResult,
  out: string,
  results: Results,
): Promise<void> {
  const { sets, views, heldOut, points, chosen, base } = result;
  await results.print(
    `${result.source}: ${sets.training.classes} training, ${sets.calibration.classes} calibration and ${sets.heldOut.classes} held-out classes; trained by ${result.engine} on ${result.device}${views === 1 ? '' : `, in ${views} views of each training image`}`,
  );
  if (points.length > 1) {
    await results.print('');
    await printPoints(result, results);
  }
  await results.print('');
  const showsBase = base !== null && base !== chosen && heldOut.base !== null;
  await results.printTable(
    [
      { heading: `held-out classes, ${sets.heldOut.images.toLocaleString('en-US')} images` },
      { heading: 'before', ...right },
      ...(showsBase ? [{ heading: points[base]!.name, ...right }] : []),
      { heading: 'after', ...right },
      { heading: '' },
    ],
    figures.map(({ key, name, note }) => [
      name,
      rateText(heldOut.start[key]),
      ...(showsBase ? [rateText(heldOut.base?.[key])] : []),
      rateText(heldOut.chosen[key]),
      note,
    ]),
  );
  await results.print(`\nVerdict: ${verdictText[result.verdict]}.`);
  for (const reason of result.reasons) await results.print(reason);
  await results.print(`Rule: ${result.rule}.`);
  for (const point of points) await printCourse(point, points.length > 1, results);
  for (const note of result.notes) await results.print(`\nNote: ${note}`);
  await results.print(
    chosen === null
      ? `\nHead: ${out}; it stands for the old model.`
      : `\nHead: ${out}, ${headText(points[chosen]!)}`,
  );
}

async function printPoints(result: TrainingResult, results: Results): Promise<void> {
  const { points, chosen, start } = result;
  const row = (name: string, values: HeadFigures, rest: readonly string[]): string[] => [
    name,
    rateText(values.recallAt1),
    rateText(values.opis),
    rateText(values.meanUtility),
    ...rest,
  ];
  await results.printTable(
    [
      {
        heading: `calibration classes, ${result.sets.validation.images.toLocaleString('en-US')} images`,
      },
      { heading: 'recall@1', ...right },
      { heading: 'OPIS', ...right },
      { heading: 'mean utility', ...right },
      { heading: 'step', ...right },
      { heading: 'alpha', ...right },
      { heading: '' },
    ],
    [
      row('old model', start, ['', '', chosen === null ? 'chosen' : '']),
      ...points.map((point, index) => {
        const candidate = point.interpolation[point.chosen]!;
        const marks = [
          ...(index === chosen ? ['chosen'] : []),
          ...(point.onParetoFront ? ['on the Pareto front'] : []),
        ];
        return row(point.name, point.calibration, [
          String(candidate.step),
          String(candidate.alpha),
          marks.join(', '),
        ]);
      }),
    ],
  );
}

async function printCourse(
  { name, endedBecause, alarms }: TrainingPoint,
  named: boolean,
  results: Results,
): Promise<void> {
  for (const sentence of [...(endedBecause === null ? [] : [endedBecause]), ...alarms]) {
    await results.print(named ? `\n${name}: ${sentence}` : `\n${sentence}`);
  }
}

function headText(point: TrainingPoint): string {
  const { step, alpha } = point.interpolation[point.chosen]!;
  return step === 0
    ? 'the start of the head'
    : `the weights after ${step} steps, ${alpha * 100} % of the way from the start`;
}
