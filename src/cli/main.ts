import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { IsolineError } from '../core/errors.ts';
import type { IsolineCommand } from './command.ts';
import { addCommand } from './command.ts';
import { compare } from './compare.ts';
import { decide } from './decide.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { embed } from './embed.ts';
import { evaluate } from './evaluate.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { exportModel } from './export.ts';
import { reportFailure } from './failure.ts';
import { report } from './report.ts';
import { serve } from './serve.ts';
import { gate } from './gate.ts';
import { train } from './train.ts';

/** Every command, in the order of `--help`. */
const commands: readonly IsolineCommand[] = [
  demo,
  embed,
  evaluate,
  train,
  exportModel,
  compare,
  decide,
  gate,
  report,
  serve,
  doctor,
];

/**
 * Runs `isoline` and sets the process's exit code. The process ends by itself once nothing is left to
 * do, so that output still on its way arrives.
 *
 * @param callArguments what stands behind `isoline`
 * @param known the commands that there are
 */
export async function main(
  callArguments: readonly string[],
  known: readonly IsolineCommand[] = commands,
): Promise<void> {
  // A reader that has gone away is no failure, as in `isoline … | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(callArguments, known);
}

async function run(
  callArguments: readonly string[],
  known: readonly IsolineCommand[],
): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const program = new Command('isoline')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', '\nExample:\n  isoline demo');
  for (const command of known) {
    addCommand(program, command, (ended) => {
      code = ended;
    });
  }
  try {
    await program.parseAsync([...callArguments], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, callArguments);
    // `--help` and `--version` end this way too.
    if (error.exitCode === 0) return exitCode.done;
    // A call without a command has been answered with the help.
    if (error.code === 'commander.help') return exitCode.input;
    return reportFailure(wrongCall(error), callArguments);
  }
}

/** Commander's complaint as an error of ours: `error: unknown option '--fra'\n(Did you mean --far?)`. */
function wrongCall(error: CommanderError): IsolineError {
  const [complaint = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new IsolineError({
    code: 'wrong-call',
    sentence: `The call is wrong: ${complaint.replace(/\.$/, '')}.`,
    next:
      suggestion?.replace(/^\((.*)\)$/, '$1') ?? 'Ask isoline --help, or isoline COMMAND --help.',
  });
}
