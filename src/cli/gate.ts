import path from 'node:path';
import { Option } from 'commander';
import type { GateResult } from '../contract/gate.ts';
import type { GateRequest } from '../engine/decisions/gate.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, inputFile, positiveNumber, resultFile } from './options.ts';
import {
  folderDescription,
  inputFiles,
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
    { name: '<passport>', description: 'the passport that isoline decide wrote' },
    { name: '[folder]', description: folderDescription },
  ],
  options: [
    ...modelOptions('as the passport says'),
    ...matrixOptions(),
    new Option('--junit <file>', 'write the checks as JUnit XML').argParser(resultFile('--junit')),
    new Option(
      '--tolerance <share>',
      'a rate fails where its lower limit (one-sided, 97.5 %) is above its target by more than this share of it',
    )
      .default(0.25)
      .argParser(positiveNumber('--tolerance', 100, '0.25')),
    new Option(
      '--ceiling <times>',
      'a rate fails where its upper limit (one-sided, 97.5 %) is more than this many times its target: too little data',
    )
      .default(3)
      .argParser(positiveNumber('--ceiling', 1e6, '3')),
    new Option(
      '--public-key <file>',
      'the Ed25519 public key, as PEM, that must have signed the passport (openssl pkey -in key.pem -pubout -out key.pub.pem)',
    ).argParser(inputFile('--public-key')),
  ],
  examples: [
    'isoline gate passport.json photos --model model.onnx --preset imagenet --junit gate.xml',
    'isoline gate passport.json --embeddings X.npy --labels L.csv --public-key key.pub.pem',
  ],
  async run(call: CommandCall<GateOptions>) {
    const { options, results } = call;
    const [passport, folder] = call.arguments;
    const passportFile = path.resolve(passport!);
    checkDifferentFiles(
      { '--junit': options.junit, '--json': options.json },
      {
        'The passport': passportFile,
        '--public-key': options.publicKey,
        ...inputFiles(folder, options),
      },
    );
    const request: GateRequest = {
      passport: passportFile,
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
