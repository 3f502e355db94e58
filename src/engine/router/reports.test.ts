import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { evaluateInputSchema } from '../../contract/api/evaluations.ts';
import {
  type MadeReport,
  madeReportSchema,
  type ReportFormat,
} from '../../contract/api/reports.ts';
import { decisionSchema } from '../../contract/decision.ts';
import { evaluationFileSchema } from '../../contract/evaluation.ts';
import { browser, pagesOf } from '../reports/browser.fixture.ts';
import { formatExact } from '../reports/numbers.ts';
import { elementsOf, find, parsePage, rowsOf, textOf } from '../reports/parsed-page.fixture.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type ApiClient, endOf, openApi, refusalOf, resultOf } from './api-client.fixture.ts';
import { type ImageWorkspace, openImageWorkspace } from './image-workspace.fixture.ts';

async function evaluated({ api, source }: ImageWorkspace, seed = 1): Promise<string> {
  const request = evaluateInputSchema.parse({
    source,
    targets: [1e-1, 1e-2],
    opisRange: [1e-2, 1e-1],
    split: { seed: 3 },
    normalise: 'none',
    seed,
  });
  const { evaluationId } = await resultOf<{ evaluationId: string }>(
    api,
    api.evaluations.start(request),
  );
  return evaluationId;
}

async function decided(api: ApiClient, evaluationId: string): Promise<string> {
  const policy = { falseAcceptRate: 0.02 };
  const { jobId } = await api.decisions.propose({ evaluationId, policy, seed: 1 });
  await endOf(api, Promise.resolve({ jobId }));
  const { id } = await api.decisions.save({ jobId, author: '<b>A. Person</b>', note: 'Why not?' });
  return id;
}

async function rendered(
  api: ApiClient,
  input: { evaluationId: string; compareWithId?: string; format: ReportFormat },
): Promise<{ made: MadeReport; name: string; file: Blob; jobId: number }> {
  const { jobId } = await api.reports.render(input);
  const made = await resultOf<MadeReport>(api, Promise.resolve({ jobId }));
  expect(madeReportSchema.parse(made)).toEqual(made);
  return { made, jobId, ...(await api.reports.file({ jobId })) };
}

test('a report tells the decision, shows images, and is the same bytes each time', async () => {
  const workspace = await openImageWorkspace();
  const { api } = workspace;
  const evaluationId = await evaluated(workspace);
  const before = await rendered(api, { evaluationId, format: 'html' });
  expect(before.made).toMatchObject({ decisionId: null, comparedWith: null, picturesReason: null });
  expect(await before.file.text()).toContain('No decision is saved for this evaluation');

  const decisionId = await decided(api, evaluationId);
  for (const format of ['html', 'csv', 'json'] as const) {
    const [one, other] = [
      await rendered(api, { evaluationId, format }),
      await rendered(api, { evaluationId, format }),
    ];
    expect(one.name).toMatch(/^patterns through /);
    expect(path.extname(one.name)).toBe(`.${format}`);
    expect(one.made.decisionId).toBe(decisionId);
    expect(one.made.file).not.toBe(other.made.file);
    expect(await one.file.text()).toBe(await other.file.text());
  }

  const page = await parsePage(
    await (await rendered(api, { evaluationId, format: 'html' })).file.text(),
  );
  const threshold = (await api.decisions.list())[0]!.proposal.threshold!;
  const decision = textOf(find(page, 'section', 'decision'));
  expect(decision).toContain('<b>A. Person</b> decided on');
  expect(decision).toContain(
    'the smallest threshold with pooled FAR at most 0.02 (policy far=0.02)',
  );
  expect(decision).toContain(`exact ${formatExact(threshold)}`);
  expect(decision).toContain('Why not?');
  expect(rowsOf(find(page, 'table', 'points'))[0]![0]).toBe('decided');
  expect(textOf(find(page, 'table', 'signatures'))).toContain('Decided by <b>A. Person</b>');
  const pictures = elementsOf(page).filter(({ name }) => name === 'img');
  expect(pictures.length).toBeGreaterThan(6);
  expect(pictures.length).toBeLessThanOrEqual(12 * 6 + 12 * 2);
  for (const { attrs } of pictures) {
    expect(attrs!.find(({ name }) => name === 'src')!.value).toMatch(/^data:image\/webp;base64,/);
    expect(attrs!.find(({ name }) => name === 'alt')!.value).toMatch(/^class \d\d\/\d\.png$/);
  }

  const json: unknown = JSON.parse(
    await (await rendered(api, { evaluationId, format: 'json' })).file.text(),
  );
  expect(evaluationFileSchema.parse(json).provenance.evaluationId).toBe(evaluationId);
  expect(decisionSchema.parse((json as { decision: unknown }).decision).id).toBe(decisionId);
});

test('images that changed or went are left out, and the page says so', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine } = workspace;
  const evaluationId = await evaluated(workspace);
  const root = engine.db.prepare<[], string>('SELECT root FROM datasets').pluck().get()!;
  const files = engine.db
    .prepare<[], string>('SELECT path FROM images ORDER BY path')
    .pluck()
    .all();
  for (const file of files) {
    if (file.endsWith('/0.png')) writeFileSync(path.join(root, file), 'something else');
  }
  const some = await rendered(api, { evaluationId, format: 'html' });
  expect(some.made.picturesReason).toMatch(/^\d+ of \d+ have changed since they were evaluated/);
  expect(await some.file.text()).toContain('Images are missing: ');
  rmSync(root, { recursive: true });
  const none = await rendered(api, { evaluationId, format: 'html' });
  expect(none.made.picturesReason).toBe('the folder of the images is not there now');
  const text = await none.file.text();
  expect(text).toContain('Images are not at hand: the folder of the images is not there now.');
  expect(text).not.toContain('<img');
  // The quick way gives the same page.
  const quick = await api.evaluations.report({ id: evaluationId, format: 'html' });
  expect(await quick.file.text()).toBe(text);
});

test('a report with before and after; as CSV there is no room for it', async () => {
  const workspace = await openImageWorkspace();
  const { api } = workspace;
  const compareWithId = await evaluated(workspace, 1);
  const evaluationId = await evaluated(workspace, 2);
  const { made, file } = await rendered(api, { evaluationId, compareWithId, format: 'html' });
  expect(made.comparedWith).toBe(compareWithId);
  const page = await parsePage(await file.text());
  const ids = elementsOf(page).flatMap(
    ({ attrs }) => attrs?.find(({ name }) => name === 'id')?.value ?? [],
  );
  expect(new Set(ids).size).toBe(ids.length);
  const headings = elementsOf(page)
    .filter(({ name }) => name === 'h2')
    .map(textOf);
  expect(headings).toContain('Before and after: held-out classes');
  expect(await api.comparisons.list()).toEqual([]);
  expect(
    await endOf(api, api.reports.render({ evaluationId, compareWithId, format: 'csv' })),
  ).toMatchObject({ status: 'failed', error: { code: 'comparison-not-in-csv' } });
});

test('what is not there, and what lies elsewhere', async () => {
  const { api, engine } = openApi([]);
  expect(await refusalOf(api.reports.render({ evaluationId: 'no', format: 'html' }))).toMatchObject(
    { code: 'evaluation-unknown' },
  );
  const job = (kind: string, result: unknown): number =>
    engine.db
      .prepare(
        `INSERT INTO jobs (kind, input, status, result, started_at, updated_at, ended_at)
         VALUES (?, '{}', 'done', ?, 1, 1, 1)`,
      )
      .run(kind, JSON.stringify(result)).lastInsertRowid as number;
  const jobId = job('evaluate', { evaluationId: 'x' });
  expect(await refusalOf(api.reports.file({ jobId }))).toMatchObject({ code: 'report-unknown' });
  const secret = path.join(temporaryFolder(), 'x.html');
  writeFileSync(secret, 'not below the workspace');
  const made: MadeReport = {
    schema: 'isoline-report-1',
    name: 'x.html',
    file: secret,
    format: 'html',
    evaluationId: 'x',
    decisionId: null,
    comparedWith: null,
    picturesReason: null,
  };
  const elsewhere = job('report', made);
  expect(await refusalOf(api.reports.file({ jobId: elsewhere }))).toMatchObject({
    code: 'report-elsewhere',
    subject: secret,
  });
  const gone = path.join(engine.workspace.folder, 'reports', 'gone.html');
  expect(
    await refusalOf(api.reports.file({ jobId: job('report', { ...made, file: gone }) })),
  ).toMatchObject({ code: 'report-gone' });
});

describe.skipIf(browser === null)('in a real browser (skipped without a Chromium)', () => {
  test('the page asks for nothing, complains of nothing, and fits every width and paper', async () => {
    const workspace = await openImageWorkspace();
    const { api } = workspace;
    const compareWithId = await evaluated(workspace, 1);
    const evaluationId = await evaluated(workspace, 2);
    await decided(api, evaluationId);
    const { file } = await rendered(api, { evaluationId, compareWithId, format: 'html' });
    const place = path.join(temporaryFolder(), 'report.html');
    writeFileSync(place, await file.text());
    const running = await chromium.launch({
      executablePath: browser!,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    try {
      const page = await running.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      await page.route('**/*', (route) => {
        asked.push(route.request().url());
        return route.continue();
      });
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(`file://${place}`);
      expect(asked).toEqual([`file://${place}`]);
      expect(said).toEqual([]);
      const broken = await page.$$eval(
        'img',
        (images) => images.filter((image) => image.naturalWidth === 0).length,
      );
      expect(broken).toBe(0);
      const overflow = (): Promise<number> =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      for (const width of [360, 600, 820, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect([width, await overflow()]).toEqual([width, 0]);
      }
      // What is wider than the paper is shrunk with all the rest: 184 mm of A4, 190 mm of Letter.
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const width of [696, 718]) {
        await page.setViewportSize({ width, height: 1000 });
        expect([width, await overflow()]).toEqual([width, 0]);
      }
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
        'rgb(255, 255, 255)',
      );
    } finally {
      await running.close();
    }
  });

  test('a report as PDF', async () => {
    const workspace = await openImageWorkspace();
    const evaluationId = await evaluated(workspace);
    const { name, file } = await rendered(workspace.api, { evaluationId, format: 'pdf' });
    expect(name).toMatch(/\.pdf$/);
    expect(file.type).toBe('application/pdf');
    expect(pagesOf(await file.bytes())).toBeGreaterThan(4);
  });
});
