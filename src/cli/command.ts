import type { Command, Option } from 'commander';
import { Argument } from 'commander';
import type { ExitCode } from './exit-code.ts';
import { listenForInterruption } from './interruption.ts';
import type { CommonOptions } from './options.ts';
import { commonOptions } from './options.ts';
import { createProgressLine, noProgress } from './progress-line.ts';
import type { ProgressLine } from './progress-line.ts';
import { Results } from './results.ts';

/**
 * One command of `isoline`, in a file of its own and listed in `main.ts`. What is slow to load
 * (SQLite, ONNX Runtime, images) is imported inside `run`, so that `--help` is quick.
 *
 * @typeParam Options what commander makes of `options`, in camel case
 */
export interface IsolineCommand<Options extends object = object> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly arguments?: readonly CommandArgument[];
  /** Beside the common ones, or in place of the common one of the same name. */
  readonly options?: readonly Option[];
  /** Lines that `--help` shows below the options. */
  readonly details?: string;
  /** Whole calls, shown by `--help`. */
  readonly examples: readonly [string, ...string[]];
  /**
   * Does the work.
   *
   * @throws IsolineError told on stderr; its kind decides the exit code
   */
  run(call: CommandCall<Options>): Promise<ExitCode>;
}

export interface CommandArgument {
  /** `<folder>` where it must be given, `[folder]` where it may be, `<file...>` for one or more. */
  readonly name: string;
  readonly description: string;
}

/** What a command is given. */
export interface CommandCall<Options extends object = object> {
  readonly options: Options & CommonOptions;
  /** In the order of the command's `arguments`; undefined where one was left out, several for `...`. */
  readonly arguments: readonly (string | undefined)[];
  /**
   * Aborted by Ctrl-C. Stop at the next safe point, keep what is finished and throw `signal.reason`,
   * an IsolineError of kind `interrupted`.
   */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  readonly results: Results;
}

/**
 * Adds a command to the program.
 *
 * @param onEnd told the exit code of a run that ended without an error
 */
export function addCommand(
  program: Command,
  definition: IsolineCommand,
  onEnd: (code: ExitCode) => void,
): void {
  const command = program.command(definition.name).description(definition.summary);
  for (const { name, description } of definition.arguments ?? []) {
    command.addArgument(new Argument(name, description));
  }
  const own = definition.options ?? [];
  const common = commonOptions().filter(({ long }) => own.every((option) => option.long !== long));
  for (const option of [...own, ...common]) {
    if (option.mandatory) option.description += ' (required)';
    command.addOption(option);
  }
  if (definition.details !== undefined) command.addHelpText('after', `\n${definition.details}`);
  const heading = definition.examples.length > 1 ? 'Examples' : 'Example';
  const examples = definition.examples.map((example) => `  ${example}`).join('\n');
  command.addHelpText('after', `\n${heading}:\n${examples}`);
  command.action(async () => {
    const options = command.opts<CommonOptions>();
    const progress = options.quiet ? noProgress : createProgressLine();
    const { signal, stopListening } = listenForInterruption(() => {
      progress.end();
      if (!options.quiet) console.error('Stopping. Press Ctrl-C again to end at once.');
    });
    try {
      onEnd(
        await definition.run({
          options,
          arguments: (command.processedArgs as (string | string[] | undefined)[]).flat(),
          signal,
          progress,
          results: new Results(options.json, progress),
        }),
      );
    } finally {
      progress.end();
      stopListening();
    }
  });
}
