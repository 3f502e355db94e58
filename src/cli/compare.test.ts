import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { comparisonSchema } from '../contract/comparison.ts';
import { embedImages, drawLabels } from '../engine/evaluation/compared-models.fixture.ts';
import { writeNpy } from '../engine/embedding/npy.ts';
import { formatThreshold } from '../engine/reports/numbers.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { run } from './test-run.ts';

test('evaluate twice, compare: the table, the JSON and the page', async () => {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder, name);
  const labels = drawLabels(3, 20, 8);
  writeFileSync(
    file('l.csv'),
    ['path,class', ...labels.map((c, i) => `${i}.png,c${c}`)].join('\n'),
  );
  for (const [name, noise] of [
    ['old', 1],
    ['new', 0.5],
  ] as const) {
    const model = embedImages({ labels, classes: 20, seed: 1, dimension: 8, noise });
    await writeNpy(file(`${name}.npy`), { rows: labels.length, columns: 8, data: model.values });
    const { code, stderr } = await run([
      ...['evaluate', '--embeddings', file(`${name}.npy`), '--labels', file('l.csv')],
      ...['--workspace', file('workspace'), '--json', file(`${name}.json`), '--quiet'],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
  const { code, stdout, stderr } = await run([
    ...['compare', file('old.json'), file('new.json'), '--workspace', file('workspace')],
    ...['--json', file('c.json'), '--html', file('c.html'), '--quiet'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const comparison = comparisonSchema.parse(JSON.parse(readFileSync(file('c.json'), 'utf8')));
  const set = comparison.comparisons[0]!.sets[0]!;
  expect(comparison.evaluations.map(({ name }) => name)).toEqual(['old.json', 'new.json']);
  expect(set.scores).toEqual({ compared: true, images: labels.length });
  expect(set.figures.recallAt1.word).toBe('better');
  expect(stdout).toMatch(/^before: old\.json\nafter: {2}new\.json\n/);
  expect(stdout).toMatch(/\nrecall@1 .* better\n/);
  expect(stdout).toMatch(/\nOPIS .* \* +(better|worse|not distinguishable)\n/);
  expect(stdout).toMatch(/\n\* given the FAR of each class against all classes at hand/);
  const strict = set.targets.find((target) => target.targetFalseAcceptRate === 1e-3)!;
  const { interval } = strict.matchedFalseAcceptRate!.falseAcceptRate;
  expect(interval!.note).toMatch(/^fewer than 100 accepted pairs before or after/);
  expect(stdout).toMatch(/\n {2}FAR .* \* /);
  expect(stdout).toContain(`\n* ${interval!.note!}\n`);
  expect(stdout).toMatch(/target FAR +old threshold +new threshold/);
  expect(stdout).toMatch(/newly broken at matched FAR 1e-3: 0/);
  // Thresholds are printed as evaluate and the page print them: rounded towards rejection.
  const row = / 1e-3 +(0\.\d+) +(0\.\d+) /.exec(stdout)!;
  const { thresholdBefore, thresholdAfter } = strict.matchedFalseAcceptRate!;
  expect(row.slice(1)).toEqual([thresholdBefore, thresholdAfter].map(formatThreshold));
  const page = readFileSync(file('c.html'), 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('* given the FAR of each class against all classes at hand');
  expect(page).toContain(`* ${interval!.note!}.`);

  const again = await run([
    ...['compare', file('old.json'), file('new.json'), '--workspace', file('workspace')],
    ...['--json', '-', '--quiet'],
  ]);
  const timeless = (text: string): unknown => ({ ...(JSON.parse(text) as object), time: '' });
  expect(timeless(again.stdout)).toEqual(timeless(readFileSync(file('c.json'), 'utf8')));
});

test('a wrong call is told what to do', async () => {
  const folder = temporaryFolder();
  const alone = await run(['compare', path.join(folder, 'a.json')]);
  expect(alone.code).toBe(2);
  expect(alone.stderr).toMatch(/after/);
  const missing = await run([
    ...['compare', path.join(folder, 'a.json'), path.join(folder, 'b.json')],
    ...['--workspace', path.join(folder, 'workspace')],
  ]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(
    /a\.json cannot be read\. There is no such file.* Check the path\./,
  );
  const [before, after] = ['a.json', 'b.json'].map((name) => path.join(folder, name));
  for (const option of ['--json', '--html']) {
    const over = await run(['compare', before!, after!, option, after!]);
    expect(over.code).toBe(2);
    expect(over.stderr).toContain(`The evaluation ${after!} and ${option} name the same file`);
  }
  const ofFolder = await run(['compare', before!, folder]);
  expect(ofFolder).toMatchObject({
    code: 2,
    stderr: `The evaluation "${folder}" is not the name of a file. Name the file itself.\n`,
  });
});
