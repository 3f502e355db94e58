import path from 'node:path';
import { Option } from 'commander';
import { IsolineError } from '../core/errors.ts';
import type { MadeReport, ReportFormat } from '../contract/api/reports.ts';
import type { ReportRequest } from '../engine/reports/make-report.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, inputFile, resultFile } from './options.ts';
import { evaluationDescription } from './source-options.ts';

const formats: readonly ReportFormat[] = ['html', 'pdf', 'csv', 'json'];

interface ReportOptions {
  out: string;
  compare?: string;
}

/** Writes the threshold report of an evaluation. */
export const report: IsolineCommand<ReportOptions> = {
  name: 'report',
  summary: 'the threshold report as HTML, PDF, CSV or JSON',
  arguments: [{ name: '<evaluation>', description: evaluationDescription }],
  options: [
    new Option(
      '--out <file>',
      'the report; its ending says what it is: .html, .pdf, .csv (the table of classes) or .json',
    )
      .makeOptionMandatory()
      .argParser((value) => {
        formatOf(value);
        return resultFile('--out')(value);
      }),
    new Option(
      '--compare <evaluation>',
      'another evaluation of the same data, as "before"; not with .csv',
    ).argParser(inputFile('--compare')),
  ],
  examples: [
    'isoline report result.json --out report.html',
    'isoline report new.json --compare old.json --out report.pdf',
    'isoline report result.json --out classes.csv',
  ],
  async run(call: CommandCall<ReportOptions>) {
    const { options, results } = call;
    const file = inputFile('The evaluation')(call.arguments[0]!);
    const before = options.compare;
    checkDifferentFiles(
      { '--out': options.out, '--json': options.json },
      { 'The evaluation': file, '--compare': before },
    );
    const named = before !== undefined && path.basename(before) !== path.basename(file);
    const nameOf = (one: string): string => (named ? path.basename(one) : one);
    const request: ReportRequest = {
      evaluation: { name: nameOf(file), file },
      compareWith: before === undefined ? null : { name: nameOf(before), file: before },
      format: formatOf(options.out),
      title: null,
      out: options.out,
      seed: options.seed,
    };
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline report' });
    try {
      registerJobKinds(engine);
      const made = await followJob<MadeReport>(
        engine.jobs,
        engine.jobs.start('report', request),
        call,
      );
      await results.print(`Report: ${made.file}`);
      if (made.decisionId === null) {
        await results.print('No decision is saved for this evaluation in this workspace.');
      }
      if (made.picturesReason !== null) {
        await results.print(`Images are missing: ${made.picturesReason}.`);
      }
      await results.writeJson(made);
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};

function formatOf(file: string): ReportFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = formats.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new IsolineError({
    code: 'report-format-unknown',
    sentence: `The name "${file}" does not end in the name of a report's format.`,
    next: `Let it end in ${formats.map((known) => `.${known}`).join(', ')}.`,
    subject: file,
  });
}
