import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * A log file that is moved aside when it is full: `engine.log`, then `engine.log.1`, `.2`; older ones
 * are written over. Written at once, so that the last words before a crash are in it.
 */
export class RotatingLog {
  readonly #file: string;
  readonly #limit: number;
  readonly #kept: number;
  #size: number;

  /**
   * @param limit bytes after which a file is moved aside
   * @param kept how many files are kept besides the present one
   */
  constructor(file: string, limit = 2_000_000, kept = 2) {
    this.#file = file;
    this.#limit = limit;
    this.#kept = kept;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Appends text as it comes: lines may arrive in pieces. What cannot be written is lost: a full disk
   * must not take the window down.
   */
  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    try {
      if (this.#size > 0 && this.#size + bytes > this.#limit) this.#rotate();
      appendFileSync(this.#file, text);
      this.#size += bytes;
    } catch {
      // There is nowhere left to say so.
    }
  }

  /** Appends one line of the shell itself, with the time. */
  note(sentence: string): void {
    this.write(`${new Date().toISOString()} ${sentence}\n`);
  }

  #rotate(): void {
    for (let age = this.#kept; age > 0; age--) {
      const from = age === 1 ? this.#file : `${this.#file}.${String(age - 1)}`;
      if (statSync(from, { throwIfNoEntry: false }))
        renameSync(from, `${this.#file}.${String(age)}`);
    }
    this.#size = 0;
  }
}
