import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Option } from 'commander';
import type { Comparison } from '../contract/comparison.ts';
import type { EvaluationFile } from '../contract/evaluation.ts';
import type { TrainingResult } from '../contract/training.ts';
import type { Engine } from '../engine/engine.ts';
import type { EvaluateRequest, EvaluateResult } from '../engine/evaluation/evaluate.ts';
import type { StoredEvaluation } from '../engine/evaluation/evaluation-rows.ts';
import type { SourceRequest } from '../engine/evaluation/evaluation-source.ts';
import type { CompareResult } from '../engine/job-kinds.ts';
import type { StoredTraining, TrainRequest } from '../engine/training/train.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { printComparison } from './comparison-text.ts';
import { printEvaluation } from './evaluation-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { workspaceFolder } from './options.ts';
import { printTraining } from './training-text.ts';

interface DemoOptions {
  out: string;
}

/** Steps of each training: few, so that the demo ends soon. */
const trainingSteps = 200;

/** The whole main job on the built-in sample and the built-in model. */
export const demo: IsolineCommand<DemoOptions> = {
  name: 'demo',
  summary: 'the whole main job on a sample that Isoline draws itself',
  options: [
    new Option('--out <folder>', 'where the sample, the models and the reports go')
      .default(path.resolve('isoline-demo'), './isoline-demo')
      .argParser((value) => path.resolve(value)),
    new Option('--workspace <folder>', 'where datasets, models and results are kept')
      .default('', 'the folder workspace in --out')
      .argParser(workspaceFolder),
  ],
  examples: ['isoline demo', 'isoline demo --out /tmp/isoline-demo'],
  async run(call: CommandCall<DemoOptions>) {
    const { options, results } = call;
    const sample = path.join(options.out, 'sample');
    await drawSampleInto(sample, call);
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const engine = openEngine({
      workspace: options.workspace === '' ? path.join(options.out, 'workspace') : options.workspace,
      program: 'isoline demo',
    });
    try {
      registerJobKinds(engine);
      const story: Story = { engine, call, sample };

      await results.print(
        '1. The built-in model as it is, thresholds chosen on calibration classes\n',
      );
      const before = await evaluateModel(story, await builtInModel());
      await printEvaluation(before.file, results);

      await results.print('\n\n2. Training on the training classes: without TCM, and with it\n');
      const head = path.join(options.out, 'head.onnx');
      const training = await trainHead(story, head);
      await printTraining(training, head, results);

      const pages: [string, string][] = [];
      let comparison: Comparison | null = null;
      if (training.chosen === null) {
        await results.print('\n\n3. The old model stays, so there is nothing to compare.');
      } else {
        await results.print('\n\n3. Before and after, on classes that no choice has seen\n');
        const fused = path.join(options.out, 'model.onnx');
        await exportModel(story, head, fused);
        const after = await evaluateModel(story, fused);
        comparison = await compare(story, before.stored, after.stored);
        await printComparison(comparison, results);
        pages.push(['Report after', await writeReport(story, after.file, 'report-after.html')]);
        pages.push(['Comparison', await writeComparison(story, comparison)]);
      }
      pages.unshift(['Report before', await writeReport(story, before.file, 'report.html')]);
      await results.print('');
      for (const [name, file] of pages) {
        await results.print(`${name}: ${pathToFileURL(file).href}`);
      }
      await results.writeJson({
        schema: 'isoline-demo-1',
        evaluation: before.file,
        training,
        comparison,
        pages: Object.fromEntries(pages),
      });
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};

/** What every chapter of the demo needs. */
interface Story {
  engine: Engine;
  call: CommandCall<DemoOptions>;
  sample: string;
}

async function drawSampleInto(
  folder: string,
  { options, progress, signal }: CommandCall<DemoOptions>,
): Promise<void> {
  const { drawSample } = await import('../engine/datasets/built-in-sample.ts');
  await drawSample(folder, {
    seed: options.seed,
    signal,
    onProgress: (state) => {
      progress.update(state);
    },
  });
  progress.end();
}

/** The descriptor that ships with the program. */
async function builtInModel(): Promise<string> {
  return (await import('../engine/models/built-in-model.ts')).builtInModelFile;
}

function sourceOf(sample: string, model: string): SourceRequest {
  return {
    kind: 'dataset',
    path: sample,
    model,
    recipe: { from: 'model' },
    provider: 'cpu',
    batch: null,
    output: null,
  };
}

async function evaluateModel(
  { engine, call, sample }: Story,
  model: string,
): Promise<{ stored: StoredEvaluation; file: EvaluationFile }> {
  const { readEvaluationFile } = await import('../engine/evaluation/evaluation-rows.ts');
  const { seed } = call.options;
  const request: EvaluateRequest = {
    source: sourceOf(sample, model),
    targets: [1e-1, 1e-2, 1e-3],
    opisRange: [1e-2, 1e-1],
    split: { seed },
    normalise: 'none',
    seed,
  };
  const stored = await followJob<EvaluateResult>(
    engine.jobs,
    engine.jobs.start('evaluate', request),
    call,
  );
  return { stored, file: readEvaluationFile(engine.db, stored) };
}

async function trainHead({ engine, call, sample }: Story, head: string): Promise<TrainingResult> {
  const { defaultTrainingOptions } = await import('../engine/training/training-options.ts');
  const { readTrainingResult } = await import('../engine/training/training-rows.ts');
  const { seed } = call.options;
  const request: TrainRequest = {
    source: sourceOf(sample, await builtInModel()),
    split: { seed },
    seed,
    options: { ...defaultTrainingOptions, steps: trainingSteps },
    engine: { engine: 'auto', provider: 'cpu' },
    sweep: true,
    checkpointSeconds: 30,
    out: head,
  };
  const { runId } = await followJob<StoredTraining>(
    engine.jobs,
    engine.jobs.start('train', request),
    call,
  );
  return readTrainingResult(engine.db, runId);
}

async function exportModel(
  { engine, call, sample }: Story,
  head: string,
  fused: string,
): Promise<void> {
  const { exportFusedModel } = await import('../engine/training/export.ts');
  await exportFusedModel({
    modelFile: await builtInModel(),
    headFile: head,
    outFile: fused,
    recipe: null,
    normalise: true,
    imagesFolder: sample,
    seed: call.options.seed,
    threads: engine.compute.threads,
  });
}

async function compare(
  { engine, call }: Story,
  before: StoredEvaluation,
  after: StoredEvaluation,
): Promise<Comparison> {
  const request = {
    evaluations: [
      { name: 'before', stored: before },
      { name: 'after', stored: after },
    ],
    seed: call.options.seed,
  };
  const { readComparison } = await import('../engine/evaluation/comparison-rows.ts');
  const { comparisonId } = await followJob<CompareResult>(
    engine.jobs,
    engine.jobs.start('compare', request),
    call,
  );
  return readComparison(engine.db, comparisonId);
}

async function writeReport(
  { engine, call }: Story,
  file: EvaluationFile,
  name: string,
): Promise<string> {
  const { renderStoredReport } = await import('../engine/reports/make-report.ts');
  const page = await renderStoredReport(engine.db, file, 'Isoline demo', call.signal);
  return writePage(call, name, page);
}

async function writeComparison({ call }: Story, comparison: Comparison): Promise<string> {
  const { renderComparison } = await import('../engine/reports/comparison.ts');
  return writePage(call, 'comparison.html', renderComparison(comparison));
}

async function writePage(
  { options }: CommandCall<DemoOptions>,
  name: string,
  html: string,
): Promise<string> {
  const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
  const file = path.join(options.out, name);
  await writeFileAtomically(file, html);
  return file;
}
