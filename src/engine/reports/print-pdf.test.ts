import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { IsolineError } from '../../core/errors.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { browser, pagesOf, textOfPdf } from './browser.fixture.ts';
import { printPdf } from './print-pdf.ts';
import { renderReport } from './report.ts';
import { drawnEvaluation } from './drawn-evaluation.fixture.ts';

const going = new AbortController().signal;
const leftovers = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('isoline-pdf-'));

/** A program in place of the browser. */
function script(lines: string): string {
  const file = path.join(temporaryFolder(), 'browser');
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe.skipIf(browser === null)('a report on paper (skipped without a Chromium)', () => {
  it('has pages of A4 with its text, and leaves nothing behind', async ({ annotate }) => {
    const before = leftovers();
    const evaluation = drawnEvaluation({ classes: 200, imagesOf: (index) => 2 + (index % 9) });
    const pdf = await printPdf(renderReport(evaluation), browser!, going);
    expect(pagesOf(pdf)).toBeGreaterThan(4);
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    const text = textOfPdf(pdf);
    if (text === null) await annotate('pdftotext is not installed: the text was not read.');
    else {
      for (const part of ['Threshold report', 'Sign-off', 'Glossary', 'class-00199']) {
        expect(text).toContain(part);
      }
      expect(text).toMatch(/evaluation 01JZ8Q4X7T2M\s+1 ?\/ ?\d/);
      // The head of the table of classes stands on each of its pages.
      const pages = text.split('\f');
      const first = pages.findIndex((page) => page.includes('Top rival'));
      const rest = pages.slice(first).filter((page) => page.includes('class-00'));
      expect(rest.length).toBeGreaterThan(2);
      for (const page of rest) expect(page).toMatch(/Contribution +Top rival/);
    }
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  });
});

describe('a browser that does not print', () => {
  it('is told of with its own last words', async () => {
    const failing = script('echo first >&2; echo "cannot open display" >&2; exit 7');
    await expect(printPdf('<html></html>', failing, going)).rejects.toMatchObject({
      code: 'pdf-failed',
      kind: 'failure',
      subject: failing,
      sentence: `The browser ${failing} did not print the report: cannot open display.`,
    });
    await expect(printPdf('<html></html>', script('exit 0'), going)).rejects.toThrow(
      /it wrote no PDF/,
    );
    const page = script(
      'for a in "$@"; do case $a in --print-to-pdf=*) echo hi > "${a#*=}";; esac; done',
    );
    await expect(printPdf('<html></html>', page, going)).rejects.toThrow(/it wrote no PDF/);
    await expect(
      printPdf('<html></html>', path.join(temporaryFolder(), 'no'), going),
    ).rejects.toMatchObject({ code: 'pdf-failed' });
  });

  it('is ended, helpers and all, when the job is', async () => {
    const place = temporaryFolder();
    const started = path.join(place, 'started');
    const hanging = script(
      `sleep 600 & echo $! > ${started}.part; mv ${started}.part ${started}; wait`,
    );
    const stop = new AbortController();
    const changes = watch(place)[Symbol.asyncIterator]();
    const printing = printPdf('<html></html>', hanging, stop.signal);
    const refused = expect(printing).rejects.toMatchObject({ code: 'stopped' });
    while (!existsSync(started)) await changes.next();
    await changes.return?.();
    stop.abort(new IsolineError({ code: 'stopped', kind: 'interrupted', sentence: 'Stopped.' }));
    await refused;
  });
});
