/**
 * What training does on Omniglot: heads on frozen SqueezeNet features, a third of the classes to
 * learn from, a sixth to choose by, a half held out. Every split and every training by one seed.
 *
 *     node bench/omniglot-results.ts --data FOLDER --model squeezenet-features.onnx [--seeds 1,2,3,4,5] [--threads 2]
 *
 * FOLDER holds a folder per character (242 of them, 20 drawings each). Prints Markdown: held-out
 * figures as mean ± standard deviation over the seeds (divisor: seeds - 1).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { HeadFigures, TrainingResult } from '../src/contract/training.ts';
import { openEngine } from '../src/engine/engine.ts';
import { registerJobKinds } from '../src/engine/job-kinds.ts';
import type { StoredTraining, TrainRequest } from '../src/engine/training/train.ts';
import {
  defaultTrainingOptions,
  type TrainingOptions,
} from '../src/engine/training/training-options.ts';
import { readTrainingResult } from '../src/engine/training/training-rows.ts';
import { describeMachine, median } from './machine.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3,4,5' },
    threads: { type: 'string', default: '2' },
  },
});
if (values.data === undefined || values.model === undefined) {
  throw new Error('Name the images with --data and the model with --model.');
}
const seeds = values.seeds.split(',').map(Number);
const threads = Number(values.threads);
const source: TrainRequest['source'] = {
  kind: 'dataset',
  path: path.resolve(values.data),
  model: path.resolve(values.model),
  recipe: { from: 'preset', name: 'raw-bgr' },
  provider: 'cpu',
  batch: null,
  output: null,
};

const columns: readonly {
  heading: string;
  of: (figures: HeadFigures) => number | null;
  digits: number;
}[] = [
  { heading: 'recall@1', of: ({ recallAt1 }) => recallAt1, digits: 3 },
  { heading: 'OPIS × 1000', of: ({ opis }) => (opis === null ? null : 1000 * opis), digits: 2 },
  { heading: 'eps-OPIS', of: ({ epsilonOpis }) => epsilonOpis, digits: 3 },
  { heading: 'mean utility', of: ({ meanUtility }) => meanUtility, digits: 3 },
  { heading: 'FAR spread', of: (figures) => figures.spreadOfFalseAcceptRate, digits: 4 },
  { heading: 'FRR spread', of: (figures) => figures.spreadOfFalseRejectRate, digits: 3 },
];

/** The figures of a row, one entry a seed. */
const rows = new Map<string, HeadFigures[]>();
const note = (name: string, figures: HeadFigures): void => {
  rows.set(name, [...(rows.get(name) ?? []), figures]);
};
const chosenPoints: string[] = [];
const seconds: number[] = [];

const workspace = mkdtempSync(path.join(tmpdir(), 'isoline-bench-'));
const engine = openEngine({ workspace, program: 'bench/omniglot-results.ts', threads });
registerJobKinds(engine);

async function train(
  seed: number,
  options: Partial<TrainingOptions>,
  sweep: boolean,
): Promise<TrainingResult> {
  const request: TrainRequest = {
    source,
    split: { seed },
    seed,
    options: { ...defaultTrainingOptions, ...options },
    engine: { engine: 'onnxruntime', provider: 'cpu' },
    sweep,
    checkpointSeconds: 15,
    out: null,
  };
  const { runId } = await engine.jobs.start<StoredTraining>('train', request).finished;
  return readTrainingResult(engine.db, runId);
}

try {
  console.log(`${describeMachine(threads)}; seeds ${seeds.join(', ')}\n`);
  await engine.jobs.start('embed', source).finished;
  for (const seed of seeds) {
    for (const baseLoss of ['multi-similarity', 'arcface'] as const) {
      const began = performance.now();
      const withTcm = await train(seed, { baseLoss }, false);
      seconds.push((performance.now() - began) / 1000);
      const sweep = await train(seed, { baseLoss }, true);
      if (baseLoss === 'multi-similarity') note('no training', sweep.heldOut.start);
      note(baseLoss, sweep.heldOut.base!);
      note(`${baseLoss} + TCM`, withTcm.heldOut.chosen);
      note(`${baseLoss}, trade-off run`, sweep.heldOut.chosen);
      const { chosen, points } = sweep;
      chosenPoints.push(
        `seed ${seed}: ${chosen === null ? 'the old model' : points[chosen]!.name}`,
      );
    }
    console.error(`seed ${seed} is done`);
  }
} finally {
  await engine.close();
  rmSync(workspace, { recursive: true, force: true });
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const deviation = (numbers: readonly number[]): number => {
  const centre = mean(numbers);
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (numbers.length - 1));
};
const names = ['no training', ...[...rows.keys()].filter((name) => name !== 'no training').sort()];
console.log(`| held-out classes | ${columns.map(({ heading }) => heading).join(' | ')} |`);
console.log(`| --- |${columns.map(() => ' --- |').join('')}`);
for (const name of names) {
  const cells = columns.map(({ of, digits }) => {
    const numbers = rows.get(name)!.map((figures) => of(figures) ?? NaN);
    return `${mean(numbers).toFixed(digits)} ± ${deviation(numbers).toFixed(digits)}`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

console.log('');
for (const baseLoss of ['multi-similarity', 'arcface']) {
  for (const name of [`${baseLoss} + TCM`, `${baseLoss}, trade-off run`]) {
    const against = rows.get(baseLoss)!;
    const own = rows.get(name)!;
    const opis = own.map((figures, k) => 100 * (figures.opis! / against[k]!.opis! - 1));
    const recall = own.map((figures, k) => figures.recallAt1! - against[k]!.recallAt1!);
    const inMean = 100 * (mean(own.map((x) => x.opis!)) / mean(against.map((x) => x.opis!)) - 1);
    console.log(
      `${name} against ${baseLoss}: OPIS ${inMean.toFixed(0)} % in the mean (by seed: ${opis.map((x) => x.toFixed(0)).join(', ')}), recall@1 ${mean(recall).toFixed(3)} ± ${deviation(recall).toFixed(3)}`,
    );
  }
}
console.log(`\nTrade-off runs chose:\n${chosenPoints.map((line) => `- ${line}`).join('\n')}`);
console.log(
  `\nOne training of ${defaultTrainingOptions.steps} steps with validation, interpolation and held-out figures: median ${median(seconds).toFixed(1)} s, longest ${Math.max(...seconds).toFixed(1)} s.`,
);
