import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { EngineCommand } from './engine-files.ts';
import type { RotatingLog } from './rotating-log.ts';
import { sentenceOf } from './shell-error.ts';

/** What an engine is told when it starts, as one line on its standard input. */
export interface EngineStart {
  /** The workspace's folder. */
  readonly workspace: string;
  /** Where its page comes from. */
  readonly origin: string;
  /** Folders and files that the page may name. */
  readonly roots: readonly string[];
  /** On which port of the loopback address to listen. */
  readonly port: number;
}

/** What an engine says on its standard output: that it took a grant, and where it listens. */
const grantedSchema = z.object({ granted: z.string() });
const announcementSchema = z.object({
  port: z.int().min(1).max(65_535),
  token: z.string().min(1),
});
export type EngineAnnouncement = z.infer<typeof announcementSchema>;

export interface EngineLimits {
  /** How long it may take to announce itself before it is taken for hanging. */
  readonly start: number;
  /** After the end of its input: when it is asked by SIGTERM, and when it is ended by SIGKILL. */
  readonly terminate: number;
  readonly kill: number;
}

/** In milliseconds. */
export const usualLimits: EngineLimits = { start: 60_000, terminate: 5_000, kill: 10_000 };

/** One run of an engine as a process of its own. The end of its standard input ends it. */
export class EngineProcess {
  /** Settles once: where the engine listens, or undefined when it ended before it said so. */
  readonly announced: Promise<EngineAnnouncement | undefined>;
  /**
   * Settles when the process is gone, whatever ended it, with a sentence: the last that it wrote on
   * standard error, else what is known.
   */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #limits: EngineLimits;
  /** Grants that it has not taken yet, in their order. */
  readonly #grants: (() => void)[] = [];
  #lastWords = '';
  /** Why we ended it ourselves. */
  #reason: string | undefined;
  #gone = false;

  constructor(
    command: EngineCommand,
    start: EngineStart,
    log: RotatingLog,
    limits: EngineLimits = usualLimits,
  ) {
    this.#limits = limits;
    this.#child = spawn(command.node, [command.entry], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // Decoding and hashing of images run in libuv's pool, whose default of 4 leaves large machines idle.
      env: { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())), ...process.env },
    });
    // A process that has gone takes no more input; how it went is told by its end.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      this.#lastWords = (this.#lastWords + text).slice(-4000);
    });
    this.ended = this.#watchEnd();
    this.announced = this.#readAnnouncement(log);
    this.#tell(start);
  }

  /** Lets the engine's callers name a folder or a file. Resolves when they may, or when it has ended. */
  async grant(path: string): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#grants.push(resolve));
    this.#tell({ grant: path });
    await Promise.race([taken, this.ended]);
  }

  /** Ends it: first by the end of its input, which lets it finish its writing. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    const terminate = setTimeout(() => this.#child.kill('SIGTERM'), this.#limits.terminate);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), this.#limits.kill);
    await this.ended;
    clearTimeout(terminate);
    clearTimeout(kill);
  }

  #tell(message: EngineStart | { grant: string }): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends it at once, for a reason of ours. */
  #abandon(reason: string): void {
    if (this.#gone) return;
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  async #readAnnouncement(log: RotatingLog): Promise<EngineAnnouncement | undefined> {
    const hanging = setTimeout(
      () => this.#abandon('The engine did not start in time.'),
      this.#limits.start,
    );
    const firstLine = new Promise<string>((resolve) => {
      createInterface(this.#child.stdout).on('line', (line) => {
        if (grantedSchema.safeParse(parseJson(line)).success) this.#grants.shift()?.();
        else resolve(line);
      });
    });
    try {
      const line = await Promise.race([firstLine, this.ended.then(() => undefined)]);
      if (line === undefined) return undefined;
      const announcement = announcementSchema.safeParse(parseJson(line));
      if (announcement.success) return announcement.data;
      log.note('The engine wrote something else than where it listens.');
      this.#abandon('The engine gave an answer that cannot be understood.');
      await this.ended;
      return undefined;
    } finally {
      clearTimeout(hanging);
    }
  }

  #watchEnd(): Promise<string> {
    return new Promise((resolve) => {
      this.#child.once('error', (error) => {
        // An error of a process that runs (a signal that could not be sent) does not end it.
        if (this.#child.pid !== undefined) return;
        this.#gone = true;
        resolve(`The engine cannot be started: ${sentenceOf(error)}.`);
      });
      // `close` comes after the last of its output.
      this.#child.once('close', (code, signal) => {
        this.#gone = true;
        resolve(
          this.#reason ??
            lastSentence(this.#lastWords) ??
            `The engine ended by itself (${signal ?? `exit code ${String(code)}`}).`,
        );
      });
    });
  }
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The last line that a process wrote on standard error, if it reads like a sentence. */
function lastSentence(words: string): string | undefined {
  const line = words
    .split('\n')
    .map((text) => text.trim())
    .findLast((text) => text !== '');
  return line !== undefined && /^[A-Z].*[.!?]$/.test(line) ? line : undefined;
}
