import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { IsolineError } from '../../core/errors.ts';

/** A page of thousands of rows takes about ten seconds. */
const longestMilliseconds = 120_000;

/**
 * Prints a page to PDF, A4, in a browser with a profile of its own that vanishes afterwards. The
 * browser reaches no network: the page needs none, and what browsers ask for themselves is turned off.
 *
 * @param page a whole HTML page
 * @param chromium as `findChromium` gives it
 * @param signal where aborted, the browser is ended and the promise rejects with its reason
 * @throws IsolineError (failure) `pdf-failed`
 */
export async function printPdf(
  page: string,
  chromium: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isoline-pdf-'));
  try {
    const source = path.join(folder, 'report.html');
    const printed = path.join(folder, 'report.pdf');
    // On the screen the reader's printer decides; a file needs a paper.
    await writeFile(source, page.replace('</head>', '<style>@page { size: A4; }</style></head>'));
    const complaint = await runBrowser(chromium, browserArguments(folder, source, printed), signal);
    const pdf = await readFile(printed).catch(() => null);
    if (pdf === null || pdf.subarray(0, 5).toString('latin1') !== '%PDF-') {
      throw failed(chromium, complaint === '' ? 'it wrote no PDF' : complaint);
    }
    return pdf;
  } finally {
    // The browser's helpers may still be writing into its profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function browserArguments(folder: string, source: string, printed: string): string[] {
  return [
    '--headless',
    // As root the sandbox cannot start; the page has no script and is our own.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-extensions',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    `--print-to-pdf=${printed}`,
    pathToFileURL(source).href,
  ];
}

/** Runs the browser to its end. @returns the last thing it complained of, '' where all is well */
function runBrowser(
  chromium: string,
  callArguments: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A group of its own, so that its helpers end with it.
    const child = spawn(chromium, callArguments, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let ending: Error | undefined;
    const end = (reason: Error): void => {
      ending = reason;
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const stop = (): void => end(signal.reason as Error);
    const timer = setTimeout(() => {
      end(failed(chromium, `it did not end within ${longestMilliseconds / 1000} s`));
    }, longestMilliseconds);
    signal.addEventListener('abort', stop, { once: true });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-4000);
    });
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    child.once('error', (error) =>
      finish(() => {
        reject(failed(chromium, error.message, error));
      }),
    );
    child.once('close', (code) =>
      finish(() => {
        if (ending !== undefined) reject(ending);
        else if (code === 0) resolve('');
        else resolve(lastLine(complaints) || `it ended with code ${String(code)}`);
      }),
    );
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

function failed(chromium: string, what: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'pdf-failed',
    kind: 'failure',
    sentence: `The browser ${chromium} did not print the report: ${what.replace(/\.$/, '')}.`,
    next: 'Name another one with ISOLINE_CHROMIUM, or write the report as .html and print it in a browser.',
    subject: chromium,
    cause,
  });
}
