import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { Option } from 'commander';
import type { EmbedResult } from '../engine/job-kinds.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { countText } from './count-text.ts';
import { embeddingText } from './embedding-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, resultFile } from './options.ts';
import {
  folderDescription,
  inputFiles,
  type ModelOptions,
  modelOptions,
  sourceOf,
} from './source-options.ts';

interface EmbedOptions extends ModelOptions {
  out: string;
  labels: string;
}

/** Embeds a labelled folder and writes the matrix and its labels. */
export const embed: IsolineCommand<EmbedOptions> = {
  name: 'embed',
  summary: 'embed a labelled folder with an ONNX model',
  arguments: [{ name: '<folder>', description: folderDescription }],
  options: [
    ...modelOptions().map((option) => option.makeOptionMandatory(option.long === '--model')),
    new Option('--out <file>', 'the embeddings: a float32 matrix [N, D] as .npy, not normalised')
      .makeOptionMandatory()
      .argParser(resultFile('--out')),
    new Option(
      '--labels <file>',
      'a line for each row of the matrix: CSV with the header path,class',
    )
      .makeOptionMandatory()
      .argParser(resultFile('--labels')),
  ],
  examples: [
    'isoline embed photos --model model.onnx --preset imagenet --out X.npy --labels L.csv',
  ],
  async run(call: CommandCall<EmbedOptions>) {
    const { options, results } = call;
    const { labels, out, ...model } = options;
    checkDifferentFiles(
      { '--out': out, '--labels': labels, '--json': options.json },
      inputFiles(call.arguments[0], model),
    );
    const source = sourceOf(call.arguments[0], model);
    const { openEngine } = await import('../engine/engine.ts');
    const { registerJobKinds } = await import('../engine/job-kinds.ts');
    const engine = openEngine({ workspace: options.workspace, program: 'isoline embed' });
    try {
      registerJobKinds(engine);
      const result = await followJob<EmbedResult>(
        engine.jobs,
        engine.jobs.start('embed', source),
        call,
      );
      await writeMatrixAndLabels(result, out, labels);
      const classes = new Set(result.rowClasses).size;
      await results.print(
        `${countText(result.rowClasses.length, 'image')} of ${countText(classes, 'class', 'classes')}: ${out}, ${labels}`,
      );
      for (const line of embeddingText(result.embedding, result.provider)) {
        await results.print(line);
      }
      for (const note of result.notes) await results.print(`Note: ${note}`);
      await results.writeJson({
        schema: 'isoline-embedding-1',
        images: result.rowClasses.length,
        classes,
        matrix: out,
        labels,
        ...result.embedding,
        dataFingerprint: result.fingerprint,
        modelSha256: result.modelSha256,
        recipe: result.recipe,
        provider: result.provider,
        notes: result.notes,
      });
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};

/** Both files, or neither: the matrix is all there before the labels get their name. */
async function writeMatrixAndLabels(
  { matrixFile, rowNames, rowClasses }: EmbedResult,
  out: string,
  labels: string,
): Promise<void> {
  const { openAtomicFile, writeFileAtomically } = await import('../engine/store/atomic-file.ts');
  const matrix = await openAtomicFile(out, (await stat(matrixFile)).size);
  try {
    await matrix.handle.writeFile(createReadStream(matrixFile));
    await writeFileAtomically(
      labels,
      stringify([['path', 'class'], ...rowClasses.map((name, row) => [rowNames[row]!, name])]),
    );
    await matrix.commit();
  } finally {
    await matrix.discard();
  }
}
