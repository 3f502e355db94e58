import path from 'node:path';
import { Option } from 'commander';
import type { GateResult } from '../contract/gate.ts';
import type { GateRequest } from '../engine/decisions/gate.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, positiveNumber, resultFile } from './options.ts';
import {
  type MatrixOptions,
  matrixOptions,
  type ModelOptions,
  modelOptions,
  sourceOf,
} from './source-options.ts';

interface GateOptions extends ModelOptions, MatrixOptions {
  junit?: string;
  tolerance: number;
  ceiling: number;
  publicKey?: string;
}

/** Re-checks a passport on labelled data, for a build server. */
export const gate: IsolineCommand<GateOptions> = {
  name: 'gate',
  summary: 're-checks a passport on data; exit code 1 when it no longer holds',
  arguments: [
    { name: '<passport>', description: 'the passport, as decide wrote it' },
    { name: '[folder]', description: 'a folder per class, or a CSV manifest' },
  ],
  options: [
    ...modelOptions(),
    ...matrixOptions(),
    new Option('--junit <file>', 'write the checks as JUnit XML').argParser(resultFile('--junit')),
    new Option(
      '--tolerance <share>',
      'by how much of itself the lower limit of a rate (one-sided, 97.5 %) may exceed its target',
    )
      .default(0.25)
      .argParser(positiveNumber('--tolerance', 100, '0.25')),
    new Option(
      '--ceiling <times>',
      'up to how many times the target its upper limit (one-sided, 97.5 %) may be',
    )
      .default(3)
      .argParser(positiveNumber('--ceiling', 1e6, '3')),
    new Option('--public-key <file>', 'the key that must have signed the passport, PEM').argParser(
      (value) => path.resolve(value),
    ),
  ],
  examples: [
    'isoline gate passport.json photos --model model.onnx --preset imagenet --junit gate.xml',
    'isoline gate passport.json --embeddings X.npy --labels L.csv --public-key key.pub.pem',
  ],
  async run(call: CommandCall<GateOptions>) {
    const { options, results } = call;
    const [passport, folder] = call.arguments;
    checkDifferentFiles({ '--junit': options.junit, '--json': options.json });
    const request: GateRequest = {
      passport: path.resolve(passport!),
      publicKey: options.publicKey ?? null,
      source: sourceOf(folder, options),
      tolerance: options.tolerance,
      ceiling: options.ceiling,
      seed: options.seed,
    };
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { junitXml } = await import('../engine/decisions/junit.ts');
    const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline gate' });
    try {
      registerJobKinds(engine);
      const result = await followJob<GateResult>(
        engine.jobs,
        engine.jobs.start('gate', request),
        call,
      );
      await results.printTable(
        [{ heading: 'check' }, { heading: 'outcome' }, { heading: '' }],
        result.checks.map(({ name, outcome, sentence }) => [name, outcome, sentence]),
      );
      await results.print(`\nThe gate ${result.passed ? 'passed' : 'failed'}.`);
      if (options.junit !== undefined) {
        await writeFileAtomically(options.junit, junitXml(result.checks, path.basename(passport!)));
      }
      await results.writeJson(result);
      return result.passed ? exitCode.done : exitCode.checkFailed;
    } finally {
      await engine.close();
    }
  },
};
