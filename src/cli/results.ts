import { styleText } from 'node:util';
import { writeFileAtomically } from '../engine/store/atomic-file.ts';
import type { ProgressLine } from './progress-line.ts';
import { formatTable } from './table.ts';
import type { TableColumn } from './table.ts';

/**
 * Where a command's results go: text for a person to stdout, JSON where `--json` says. With `--json -`
 * stdout carries the JSON alone.
 */
export class Results {
  readonly #json: string | undefined;
  readonly #progress: ProgressLine;

  /**
   * @param json `-`, an absolute path, or undefined where no JSON is wanted
   * @param progress ended before anything is printed, which would join its line on a terminal
   */
  constructor(json: string | undefined, progress: ProgressLine) {
    this.#json = json;
    this.#progress = progress;
  }

  /** Prints text and a newline. */
  async print(text: string): Promise<void> {
    if (this.#json !== '-') await this.#write(`${text}\n`);
  }

  /** Prints a table; headings are bold on a terminal (not with NO_COLOR). */
  async printTable(
    columns: readonly TableColumn[],
    rows: readonly (readonly string[])[],
  ): Promise<void> {
    await this.print(
      formatTable(columns, rows, (heading) =>
        styleText('bold', heading, { stream: process.stdout }),
      ),
    );
  }

  /** Writes the machine-readable result where `--json` says, a file whole or not at all. */
  async writeJson(result: unknown): Promise<void> {
    if (this.#json === undefined) return;
    const text = `${toJson(result)}\n`;
    if (this.#json === '-') await this.#write(text);
    else await writeFileAtomically(this.#json, text);
  }

  #write(text: string): Promise<void> {
    this.#progress.end();
    return new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        // Whoever read has seen enough, as in `isoline … | head`.
        if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
        else resolve();
      });
    });
  }
}

/**
 * JSON with an indent of two spaces.
 *
 * @throws TypeError for what JSON cannot say and `JSON.stringify` would change in silence: NaN and the
 *   infinities, which become null, and typed arrays, which become objects
 */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (key, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part)) {
        throw new TypeError(`The number "${key}" is ${part}, which JSON cannot say`);
      }
      if (ArrayBuffer.isView(part)) {
        throw new TypeError(`"${key}" is a typed array, which JSON cannot say`);
      }
      return part;
    },
    2,
  );
}
