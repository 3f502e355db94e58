import { copyFile, rename } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { Option } from 'commander';
import type { EmbedResult } from '../engine/job-kinds.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { resultFile } from './options.ts';
import { type ModelOptions, modelOptions, sourceOf } from './source-options.ts';

interface EmbedOptions extends ModelOptions {
  out: string;
  labels: string;
}

/** Embeds a labelled folder and writes the matrix and its labels. */
export const embed: IsolineCommand<EmbedOptions> = {
  name: 'embed',
  summary: 'embed a labelled folder with an ONNX model',
  arguments: [{ name: '<folder>', description: 'a folder per class, or a CSV manifest' }],
  options: [
    ...modelOptions(),
    new Option('--out <file>', 'the matrix, as .npy')
      .makeOptionMandatory()
      .argParser(resultFile('--out')),
    new Option('--labels <file>', 'its labels, as CSV')
      .makeOptionMandatory()
      .argParser(resultFile('--labels')),
  ],
  examples: [
    'isoline embed photos --model model.onnx --preset imagenet --out X.npy --labels L.csv',
  ],
  async run(call: CommandCall<EmbedOptions>) {
    const { options, results } = call;
    const { labels, out, ...model } = options;
    const source = sourceOf(call.arguments[0], model);
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline embed' });
    try {
      registerJobKinds(engine);
      const result = await followJob<EmbedResult>(
        engine.jobs,
        engine.jobs.start('embed', source),
        call,
      );
      // Labels first: a matrix without labels would look finished.
      await writeFileAtomically(
        labels,
        stringify([
          ['path', 'class'],
          ...result.rowClasses.map((name, row) => [result.rowNames[row]!, name]),
        ]),
      );
      const partial = `${out}.partial`;
      await copyFile(result.matrixFile, partial);
      await rename(partial, out);
      for (const note of result.notes) await results.print(`Note: ${note}`);
      await results.print(
        `${String(result.rowClasses.length)} images embedded on ${result.provider}: ${out}, ${labels}`,
      );
      await results.writeJson({
        schema: 'isoline-embedding-1',
        images: result.rowClasses.length,
        classes: new Set(result.rowClasses).size,
        provider: result.provider,
        matrix: out,
        labels,
        notes: result.notes,
      });
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};
