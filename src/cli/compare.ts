import path from 'node:path';
import { Option } from 'commander';
import type { CompareRequest } from '../engine/evaluation/compare.ts';
import type { CompareResult } from '../engine/job-kinds.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { printComparison } from './comparison-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { resultFile } from './options.ts';

interface CompareOptions {
  html?: string;
}

/** Compares evaluations of the same data, each later one with the first. */
export const compare: IsolineCommand<CompareOptions> = {
  name: 'compare',
  summary: 'evaluations of the same data side by side: what got better, what broke',
  arguments: [
    {
      name: '<before>',
      description: 'the evaluation to compare with, as evaluate --json wrote it',
    },
    { name: '<after...>', description: 'one or more that are compared with it' },
  ],
  options: [
    new Option('--html <file>', 'write the comparison as a page').argParser(resultFile('--html')),
  ],
  examples: [
    'isoline compare old.json new.json --html comparison.html',
    'isoline compare start.json base.json base-tcm.json --json comparison.json',
  ],
  async run(call: CommandCall<CompareOptions>) {
    const { options, results } = call;
    const files = call.arguments.filter((file) => file !== undefined);
    const request: CompareRequest = {
      evaluations: namesOf(files).map((name, k) => ({ name, file: path.resolve(files[k]!) })),
      seed: options.seed,
    };
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { readComparison } = await import('../engine/evaluation/comparison-rows.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline compare' });
    try {
      registerJobKinds(engine);
      const { comparisonId } = await followJob<CompareResult>(
        engine.jobs,
        engine.jobs.start('compare', request),
        call,
      );
      const comparison = readComparison(engine.db, comparisonId);
      await printComparison(comparison, results);
      if (options.html !== undefined) {
        const { renderComparison } = await import('../engine/reports/comparison.ts');
        const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
        await writeFileAtomically(options.html, renderComparison(comparison));
        await results.print(`\nPage: ${options.html}`);
      }
      await results.writeJson(comparison);
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};

/** File names, or whole paths where two files share a name. */
function namesOf(files: readonly string[]): string[] {
  const names = files.map((file) => path.basename(file));
  return names.map((name, k) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : files[k]!,
  );
}
