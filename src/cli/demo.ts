import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Option } from 'commander';
import type { EvaluateRequest } from '../engine/evaluation/evaluate.ts';
import type { StoredEvaluation } from '../engine/evaluation/evaluation-rows.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { printEvaluation } from './evaluation-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';

interface DemoOptions {
  out: string;
}

/** The built-in model: a training-free descriptor that ships with the program. */
export const builtInModel = path.resolve(import.meta.dirname, '../../resources/descriptor.onnx');

/** The whole main job on the built-in sample and the built-in model. */
export const demo: IsolineCommand<DemoOptions> = {
  name: 'demo',
  summary: 'the whole main job on a sample that Isoline draws itself',
  options: [
    new Option('--out <folder>', 'where the sample, the workspace and the report go')
      .default(path.resolve('isoline-demo'), './isoline-demo')
      .argParser((value) => path.resolve(value)),
  ],
  examples: ['isoline demo', 'isoline demo --out /tmp/isoline-demo'],
  async run(call: CommandCall<DemoOptions>) {
    const { options, progress, results, signal } = call;
    const { drawSample } = await import('../engine/datasets/built-in-sample.ts');
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { readEvaluationFile } = await import('../engine/evaluation/evaluation-rows.ts');
    const { renderReport } = await import('../engine/reports/report.ts');
    const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');

    const sample = path.join(options.out, 'sample');
    await drawSample(sample, {
      seed: options.seed,
      signal,
      onProgress: (state) => {
        progress.update(state);
      },
    });
    progress.end();
    const engine = openEngine({
      workspace: path.join(options.out, 'workspace'),
      program: 'isoline demo',
    });
    try {
      registerJobKinds(engine);
      const request: EvaluateRequest = {
        source: {
          kind: 'dataset',
          path: sample,
          model: builtInModel,
          recipe: { from: 'model' },
          provider: 'cpu',
          batch: null,
          output: null,
        },
        targets: [1e-1, 1e-2, 1e-3, 1e-4],
        opisRange: [1e-2, 1e-1],
        split: null,
        normalise: 'none',
        seed: options.seed,
      };
      const stored = await followJob<StoredEvaluation>(
        engine.jobs,
        engine.jobs.start('evaluate', request),
        call,
      );
      const file = readEvaluationFile(engine.db, stored);
      await printEvaluation(file, results);
      const report = path.join(options.out, 'report.html');
      await writeFileAtomically(report, renderReport(file, { title: 'Isoline demo' }));
      await results.print(`\nReport: ${pathToFileURL(report).href}`);
      await results.writeJson(file);
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};
