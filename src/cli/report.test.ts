import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluationFileSchema } from '../contract/evaluation.ts';
import { browser, pagesOf } from '../engine/reports/browser.fixture.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { type Ended, run } from './test-run.ts';

const fixtures = path.join(import.meta.dirname, '../engine/evaluation/fixtures');
const golden = [
  ...['--embeddings', path.join(fixtures, 'unbalanced.npy')],
  ...['--labels', path.join(fixtures, 'unbalanced.csv')],
];

/** A folder with the evaluation e.json of the workspace in it. */
async function evaluatedFolder(): Promise<{
  at: (name: string) => string;
  report: (...call: string[]) => Promise<Ended>;
}> {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--json', at('e.json'), ...common]));
  return { at, report: (...call) => run(['report', at('e.json'), ...common, ...call]) };
}

function done(ended: Ended): Ended {
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
  return ended;
}

function expectRefused(ended: Ended, sentence: RegExp): void {
  expect(ended.stderr).toMatch(sentence);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
}

test('HTML, CSV and JSON: the same bytes each time, with the decision once there is one', async () => {
  const { at, report } = await evaluatedFolder();
  const first = done(await report('--out', at('a.html')));
  expect(first.stdout).toBe(
    `Report: ${at('a.html')}\nNo decision is saved for this evaluation in this workspace.\nImages are missing: it was made from a matrix of embeddings.\n`,
  );
  for (const format of ['html', 'csv', 'json']) {
    done(await report('--out', at(`a.${format}`)));
    done(await report('--out', at(`b.${format}`)));
    expect(readFileSync(at(`a.${format}`))).toEqual(readFileSync(at(`b.${format}`)));
  }
  const evaluation = evaluationFileSchema.parse(JSON.parse(readFileSync(at('e.json'), 'utf8')));
  expect(JSON.parse(readFileSync(at('a.json'), 'utf8'))).toEqual({
    ...evaluation,
    decision: null,
    classRemarks: [],
  });
  expect(readFileSync(at('a.csv'), 'utf8').split('\r\n')).toHaveLength(evaluation.classes + 2);

  done(
    await run([
      ...['decide', at('e.json'), '--policy', 'far=1e-2', '--out', at('p.json')],
      ...['--author', 'A. Person', '--quiet', '--workspace', at('workspace')],
    ]),
  );
  const told = done(await report('--out', at('a.html'), '--json', '-'));
  expect(JSON.parse(told.stdout)).toMatchObject({
    schema: 'isoline-report-1',
    name: 'a.html',
    file: at('a.html'),
    format: 'html',
    evaluationId: evaluation.provenance.evaluationId,
    decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    comparedWith: null,
  });
  expect(readFileSync(at('a.html'), 'utf8')).toContain('A. Person');
});

test('an evaluation of another workspace, and what it is compared with', async () => {
  const { at } = await evaluatedFolder();
  const elsewhere = (...call: string[]): Promise<Ended> =>
    run(['report', at('e.json'), '--quiet', '--workspace', at('elsewhere'), ...call]);
  const alone = done(await elsewhere('--out', at('a.html')));
  expect(alone.stdout).toContain(
    'Images are missing: this evaluation was made in another workspace.',
  );
  expect(readFileSync(at('a.html'), 'utf8')).toContain(
    'Images are not at hand: this evaluation was made in another workspace.',
  );
  done(await elsewhere('--compare', at('e.json'), '--out', at('b.html')));
  expect(readFileSync(at('b.html'), 'utf8')).toContain('Before and after: all classes');
  done(await elsewhere('--compare', at('e.json'), '--out', at('b.json')));
  expect(JSON.parse(readFileSync(at('b.json'), 'utf8'))).toMatchObject({
    comparison: { schema: 'isoline-comparison-1' },
  });
});

test('wrong calls are refused with a sentence, and nothing is written', async () => {
  const { at, report } = await evaluatedFolder();
  expectRefused(
    await report('--out', at('a.docx')),
    /a\.docx" does not end in .* Let it end in \.html, \.pdf, \.csv, \.json\./,
  );
  expectRefused(await report('--out', at('report')), /Let it end in/);
  expectRefused(await report('--out', at('no/a.html')), /The folder of --out .* does not exist/);
  expectRefused(await report('--out', at('e.json')), /The evaluation and --out name the same file/);
  expectRefused(await report(), /--out/);
  expectRefused(await report('--out', at('a.csv'), '--compare', at('e.json')), /table of classes/);
  expectRefused(await report('--out', at('a.html'), '--compare', at('no.json')), /cannot be read/);
  writeFileSync(at('bad.json'), '{"schema":"isoline-evaluation-1"}');
  expectRefused(
    await run(['report', at('bad.json'), '--out', at('a.html'), '--quiet', '--workspace', at('w')]),
    /is not an evaluation \(/,
  );
  const withoutBrowser = await run(
    ['report', at('e.json'), '--out', at('a.pdf'), '--quiet', '--workspace', at('w')],
    { environment: { ISOLINE_CHROMIUM: at('no-browser') } },
  );
  expectRefused(withoutBrowser, /no-browser, which is no program\. Install one, or name/);
  for (const name of ['a.docx', 'a.html', 'a.csv', 'a.pdf'])
    expect(existsSync(at(name))).toBe(false);
});

test.skipIf(browser === null)('PDF by a real browser (skipped without a Chromium)', async () => {
  const { at, report } = await evaluatedFolder();
  const told = done(await report('--out', at('a.PDF')));
  expect(told.stdout).toContain(`Report: ${at('a.PDF')}`);
  expect(pagesOf(readFileSync(at('a.PDF')))).toBeGreaterThan(4);
});
