import path from 'node:path';
import { Option } from 'commander';
import type { CompareRequest } from '../engine/evaluation/compare.ts';
import type { CompareResult } from '../engine/job-kinds.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { printComparison } from './comparison-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, inputFile, resultFile } from './options.ts';
import { evaluationDescription } from './source-options.ts';

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
      description: `what to compare with: ${evaluationDescription}`,
    },
    { name: '<after...>', description: 'one or more such files, each compared with the first' },
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
    const given = call.arguments.filter((file) => file !== undefined);
    const files = given.map(inputFile('The evaluation'));
    checkDifferentFiles(
      { '--html': options.html, '--json': options.json },
      Object.fromEntries(files.map((file, k) => [`The evaluation ${given[k]!}`, file])),
    );
    const request: CompareRequest = {
      evaluations: namesOf(given).map((name, k) => ({ name, file: files[k]! })),
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
