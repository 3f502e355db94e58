import { Option } from 'commander';
import type { EvaluateRequest, EvaluateResult } from '../engine/evaluation/evaluate.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { embeddingText } from './embedding-text.ts';
import { printEvaluation } from './evaluation-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, rateList, rateRange, resultFile } from './options.ts';
import {
  folderDescription,
  inputFiles,
  type MatrixOptions,
  matrixOptions,
  type ModelOptions,
  modelOptions,
  sourceOf,
  splitOf,
} from './source-options.ts';

interface EvaluateOptions extends ModelOptions, MatrixOptions {
  far: number[];
  opisRange: [number, number];
  split?: string;
  normalise: 'none' | 'as-norm';
  html?: string;
}

/** Evaluates a labelled folder through a model, or a labelled matrix. */
export const evaluate: IsolineCommand<EvaluateOptions> = {
  name: 'evaluate',
  summary: 'per-class rates, operating points, OPIS and retrieval',
  arguments: [{ name: '[folder]', description: folderDescription }],
  options: [
    ...modelOptions(),
    ...matrixOptions(),
    new Option('--far <rates>', 'target FARs, each above 0 and below 1, joined by commas')
      .default([1e-1, 1e-2, 1e-3, 1e-4], '1e-1,1e-2,1e-3,1e-4')
      .argParser(rateList('--far')),
    new Option('--opis-range <rates>', 'the two pooled FARs between which OPIS is measured')
      .default([1e-2, 1e-1], '1e-2,1e-1')
      .argParser(rateRange('--opis-range')),
    new Option(
      '--split <file or seed>',
      'measure calibration and held-out classes apart, by a CSV file with the header class,split, or dealt out by a seed: a third of the classes for training, a sixth for calibration, half held out (default: the split that is kept with the folder, else none)',
    ),
    new Option(
      '--normalise <kind>',
      'as-norm: scores relative to the training classes, which needs a split',
    )
      .choices(['none', 'as-norm'])
      .default('none'),
    new Option('--html <file>', 'write the report as one page').argParser(resultFile('--html')),
  ],
  examples: [
    'isoline evaluate photos --model model.onnx --preset imagenet --html report.html',
    'isoline evaluate photos --model model.onnx --split 1 --json result.json',
    'isoline evaluate --embeddings X.npy --labels L.csv --far 1e-2,1e-3 --json result.json',
    'isoline evaluate photos --model model.onnx --split 1 --normalise as-norm',
  ],
  async run(call: CommandCall<EvaluateOptions>) {
    const { options, results } = call;
    checkDifferentFiles(
      { '--html': options.html, '--json': options.json },
      inputFiles(call.arguments[0], options),
    );
    const request: EvaluateRequest = {
      source: sourceOf(call.arguments[0], options),
      targets: options.far,
      opisRange: options.opisRange,
      split: splitOf(options.split),
      normalise: options.normalise,
      seed: options.seed,
    };
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { readEvaluationFile } = await import('../engine/evaluation/evaluation-rows.ts');
    const { withTrainingNote } = await import('./training-note.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline evaluate' });
    try {
      registerJobKinds(engine);
      const stored = await followJob<EvaluateResult>(
        engine.jobs,
        engine.jobs.start('evaluate', request),
        call,
      );
      const file = await withTrainingNote(
        engine.db,
        request.source,
        readEvaluationFile(engine.db, stored),
      );
      for (const line of embeddingText(stored.embedding, file.provenance.provider)) {
        await results.print(line);
      }
      await printEvaluation(file, results);
      if (options.html !== undefined) {
        const { renderStoredReport } = await import('../engine/reports/make-report.ts');
        const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
        const page = await renderStoredReport(engine.db, file, null, call.signal);
        await writeFileAtomically(options.html, page);
        await results.print(`\nReport: ${options.html}`);
      }
      await results.writeJson(file);
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};
