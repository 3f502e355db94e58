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

const helpEnd = `
Examples:
  isoline demo
  isoline evaluate photos --model model.onnx --split 1 --json result.json
  isoline decide result.json --policy far=1e-3 --out passport.json
  isoline gate passport.json photos --model model.onnx

Exit codes: 0 done; 1 a check said no; 2 the input or the call is wrong; 3 a failure
of the program or of the machine; 130 interrupted.
isoline COMMAND --help shows the options of a command. More: docs/command-line.md.`;

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
    .addHelpText('after', helpEnd);
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
    const called = known.find(({ name }) => name === callArguments[0])?.name;
    return reportFailure(wrongCall(error, called), callArguments);
  }
}

/**
 * Commander's complaint as an error of ours: `error: unknown option '--fra'\n(Did you mean --far?)`.
 *
 * @param called the command that the call names, if it names one
 */
function wrongCall(error: CommanderError, called: string | undefined): IsolineError {
  const [complaint = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new IsolineError({
    code: 'wrong-call',
    sentence: `The call is wrong: ${complaint.replace(/\.$/, '')}.`,
    next:
      suggestion?.replace(/^\((.*)\)$/, '$1') ??
      `Ask isoline ${called === undefined ? '' : `${called} `}--help.`,
  });
}
