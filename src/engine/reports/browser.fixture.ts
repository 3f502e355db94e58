/** For tests: a real browser, where this machine has one. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../store/test-process.ts';
import { findChromium } from './find-chromium.ts';

/** The browser's program; null where there is none: tests that need it are skipped by name. */
export const browser = ((): string | null => {
  try {
    return findChromium();
  } catch {
    return null;
  }
})();

/** Pages of a PDF, by its page objects. */
export function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page(?!s)\b/g)?.length ?? 0
  );
}

/** The text of a PDF by pdftotext; null where poppler is not installed. */
export function textOfPdf(pdf: Uint8Array): string | null {
  const file = path.join(temporaryFolder(), 'read.pdf');
  writeFileSync(file, pdf);
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
