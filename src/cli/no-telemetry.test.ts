import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drawLabels, embedImages } from '../engine/evaluation/compared-models.fixture.ts';
import { writeNpy } from '../engine/embedding/npy.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { run } from './test-run.ts';

/** Without the switch ONNX Runtime keeps its identifier and unsent events below the user's home. */
test('ONNX Runtime collects nothing, on the main thread or on a thread of its own', async () => {
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const embeddings = path.join(folder, 'e.npy');
  const labels = path.join(folder, 'l.csv');
  const drawn = drawLabels(3, 6, 4);
  writeFileSync(labels, ['path,class', ...drawn.map((c, i) => `${i}.png,c${c}`)].join('\n'));
  const { values } = embedImages({ labels: drawn, classes: 6, seed: 1, dimension: 4, noise: 0.5 });
  await writeNpy(embeddings, { rows: drawn.length, columns: 4, data: values });
  const environment = { HOME: home, XDG_DATA_HOME: path.join(home, 'data') };
  for (const call of [
    ['doctor', '--quiet'],
    ['evaluate', '--embeddings', embeddings, '--labels', labels, '--quiet'],
  ]) {
    const { code, stderr } = await run(call, { environment });
    expect({ call, code, stderr }).toEqual({ call, code: 0, stderr: '' });
  }
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  expect(files.some((file) => file.startsWith('data'))).toBe(true);
  expect(files.filter((file) => /onnxruntime|Microsoft/i.test(file))).toEqual([]);
});
