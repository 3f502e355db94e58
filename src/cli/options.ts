import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Option } from 'commander';
import { defaultWorkspace } from '../contract/data-folder.ts';
import { IsolineError } from '../core/errors.ts';

/** What every command takes. */
export interface CommonOptions {
  /** Absolute path of the workspace's folder. */
  workspace: string;
  /** Seed of everything that is drawn. */
  seed: number;
  /** No progress on stderr. */
  quiet: boolean;
  /** Where the machine-readable result goes: `-` for stdout, an absolute path, or nowhere. */
  json: string | undefined;
}

/** The options of `CommonOptions`, made anew for a command. */
export function commonOptions(): Option[] {
  return [
    new Option('--workspace <folder>', 'where datasets, models and results are kept')
      .default(defaultWorkspace(process.platform, process.env, homedir()))
      .argParser(workspaceFolder),
    new Option('--seed <n>', 'seed of everything that is drawn: a whole number')
      .default(1)
      .argParser(wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER)),
    new Option('--quiet', 'no progress on stderr').default(false),
    new Option(
      '--json <file>',
      'write the machine-readable result; - for stdout, which then carries nothing else',
    ).argParser(resultFileOrStdout('--json')),
  ];
}

/** Parses the folder of a workspace, which need not exist yet, to an absolute path. */
export function workspaceFolder(value: string): string {
  const folder = path.resolve(value);
  if (value === '' || statusOf(folder)?.isDirectory() === false) {
    throw wrongValue('--workspace', value, 'is no folder', '--workspace isoline-workspace');
  }
  return folder;
}

/**
 * Parses the path of a file that is read, to an absolute one. Whether it is there, its reader says.
 *
 * @param what begins the sentence of a refusal: `--model`, or `The evaluation`
 */
export function inputFile(what: string): (value: string) => string {
  return (value) => {
    const file = path.resolve(value);
    if (value === '' || isFolder(file)) {
      throw new IsolineError({
        code: 'input-not-file',
        sentence: `${what} "${value}" is not the name of a file.`,
        next: 'Name the file itself.',
        subject: what,
      });
    }
    return file;
  };
}

/** Parses a whole number in [least, most], as in `--batch 16`. */
export function wholeNumber(
  option: string,
  least: number,
  most: number,
): (value: string) => number {
  return (value) => {
    const number = parseNumber(value);
    if (!Number.isSafeInteger(number) || number < least || number > most) {
      const range = `from ${least} to ${most}`;
      throw wrongValue(option, value, `is not a whole number, ${range}`, `${option} ${least}`);
    }
    return number;
  };
}

/** Parses a number above 0 and at most `most`, as in `--learning-rate 1e-3`. */
export function positiveNumber(
  option: string,
  most: number,
  example: string,
): (value: string) => number {
  return (value) => {
    const number = parseNumber(value);
    if (!(number > 0 && number <= most)) {
      throw wrongValue(
        option,
        value,
        `is not a number above 0 and at most ${most}`,
        `${option} ${example}`,
      );
    }
    return number;
  };
}

/** Parses a number from 0 on and below 1, as in `--dropout 0.1`. */
export function numberBelowOne(option: string, example: string): (value: string) => number {
  return (value) => {
    const number = parseNumber(value);
    if (!(number >= 0 && number < 1)) {
      throw wrongValue(
        option,
        value,
        'is not a number of 0 or more and below 1',
        `${option} ${example}`,
      );
    }
    return number;
  };
}

/** Parses the margins of TCM, cosine similarities with m- below m+, as in `--margins 0.9,0.5`. */
export function marginPair(option: string): (value: string) => [number, number] {
  return (value) => {
    const [positive = Number.NaN, negative = Number.NaN, ...more] = value
      .split(',')
      .map(parseNumber);
    const isPair = more.length === 0 && negative >= -1 && negative < positive && positive <= 1;
    if (!isPair) {
      throw wrongValue(
        option,
        value,
        'is not two similarities, m+ and the smaller m-',
        `${option} 0.9,0.5`,
      );
    }
    return [positive, negative];
  };
}

/** Parses rates joined by commas, each above 0 and below 1, as in `--far 1e-1,1e-2`. */
export function rateList(option: string): (value: string) => number[] {
  return (value) =>
    value.split(',').map((item) => {
      const rate = parseNumber(item);
      if (!(rate > 0 && rate < 1)) {
        const name = item.trim() === '' ? 'an empty entry' : `"${item.trim()}"`;
        throw wrongValue(
          option,
          value,
          `has ${name}, which is not a rate above 0 and below 1`,
          `${option} 1e-1,1e-2,1e-3`,
        );
      }
      return rate;
    });
}

/** Parses two rates in ascending order, as in `--opis-range 1e-2,1e-1`. */
export function rateRange(option: string): (value: string) => [number, number] {
  const parse = rateList(option);
  return (value) => {
    const [low, high, ...more] = parse(value);
    if (low === undefined || high === undefined || more.length > 0 || low >= high) {
      throw wrongValue(option, value, 'is not two rates, the smaller first', `${option} 1e-2,1e-1`);
    }
    return [low, high];
  };
}

/** As `resultFile`, but `-` is the standard output and stays. */
export function resultFileOrStdout(option: string): (value: string) => string {
  const parse = resultFile(option);
  return (value) => (value === '-' ? value : parse(value));
}

/**
 * Parses the file of a result to an absolute path. A place that cannot take it is refused now, not
 * after the work.
 */
export function resultFile(option: string): (value: string) => string {
  return (value) => {
    const file = path.resolve(value);
    if (value === '' || value === '-' || isFolder(file)) {
      throw wrongValue(option, value, 'is not the name of a file', `${option} result.json`);
    }
    const folder = path.dirname(file);
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing(option, value, folder);
      throw new IsolineError({
        code: 'result-folder-not-writable',
        sentence: `The folder of ${option} ${value} cannot be written: ${folder}.`,
        next: 'Change its rights, or name another.',
        subject: folder,
        cause: error,
      });
    }
    if (!isFolder(folder)) throw missing(option, value, folder);
    return file;
  };
}

/** Absolute paths by the option that gives them; undefined where it is not given. */
export type FilesOfOptions = Readonly<Record<string, string | undefined>>;

/**
 * Refuses a call that would write one result over another, or over what it reads.
 *
 * @param results `-` is the standard output
 * @throws IsolineError (input) `results-in-one-file`, `result-over-input`
 */
export function checkDifferentFiles(results: FilesOfOptions, inputs: FilesOfOptions = {}): void {
  const optionOf = new Map<string, string>();
  for (const [option, file] of Object.entries(results)) {
    if (file === undefined || file === '-') continue;
    const input = Object.keys(inputs).find((name) => inputs[name] === file);
    if (input !== undefined) {
      throw new IsolineError({
        code: 'result-over-input',
        sentence: `${input} and ${option} name the same file: ${file}.`,
        next: 'Give the result a file of its own: what is read is never written over.',
        subject: file,
      });
    }
    const other = optionOf.get(file);
    if (other !== undefined) {
      throw new IsolineError({
        code: 'results-in-one-file',
        sentence: `${other} and ${option} name the same file: ${file}.`,
        next: 'Give each result a file of its own.',
        subject: file,
      });
    }
    optionOf.set(file, option);
  }
}

function missing(option: string, value: string, folder: string): IsolineError {
  return new IsolineError({
    code: 'result-folder-missing',
    sentence: `The folder of ${option} ${value} does not exist: ${folder}.`,
    next: 'Make it first, or name another.',
    subject: folder,
  });
}

function isFolder(place: string): boolean {
  return statusOf(place)?.isDirectory() === true;
}

/** Undefined where there is nothing, or nothing that we may look at: whoever opens it says why. */
function statusOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** NaN for everything but a number in full: unlike `Number`, neither '' nor '0x10' is one. */
function parseNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

function wrongValue(option: string, value: string, what: string, example: string): IsolineError {
  return new IsolineError({
    code: 'option-value',
    sentence: `The value of ${option}, "${value}", ${what}.`,
    next: `Write it like ${example}.`,
    subject: option,
  });
}
