import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { IsolineError } from '../core/errors.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import {
  checkDifferentFiles,
  inputFile,
  numberBelowOne,
  rateList,
  rateRange,
  resultFile,
  resultFileOrStdout,
  wholeNumber,
  workspaceFolder,
} from './options.ts';

/** The sentence of a refusal, which must say what to do too. */
function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(IsolineError);
    const { kind, sentence, next } = error as IsolineError;
    expect(kind).toBe('input');
    expect(next).toBeTruthy();
    return sentence;
  }
  throw new Error('It was not refused.');
}

test('lists of rates', () => {
  const parse = rateList('--far');
  expect(parse('1e-1,1e-2,1e-3,1e-4')).toEqual([0.1, 0.01, 0.001, 0.0001]);
  expect(parse(' 0.5 , .25')).toEqual([0.5, 0.25]);
  for (const wrong of ['0', '1', '-0.1', '2', 'x', '0x1', 'NaN', '0.1x', '1e-1;1e-2']) {
    expect(refusal(() => parse(wrong))).toContain(`has "${wrong}", which is not a rate`);
  }
  for (const wrong of ['', '0.1,', ',0.1', '0.1,,0.2']) {
    expect(refusal(() => parse(wrong))).toContain('has an empty entry');
  }
});

test('ranges of rates', () => {
  const parse = rateRange('--opis-range');
  expect(parse('1e-2,1e-1')).toEqual([0.01, 0.1]);
  for (const wrong of ['1e-1,1e-2', '0.1,0.1', '0.1', '0.1,0.2,0.3']) {
    expect(refusal(() => parse(wrong))).toContain('is not two rates, the smaller first');
  }
});

test('numbers from 0 on', () => {
  const parse = numberBelowOne('--dropout', '0.1');
  expect([parse('0'), parse('0.999'), parse('1e-4')]).toEqual([0, 0.999, 1e-4]);
  for (const wrong of ['1', '-0.1', '', 'x', 'NaN', '0x0', 'Infinity']) {
    expect(refusal(() => parse(wrong))).toBe(
      `The value of --dropout, "${wrong}", is not a number of 0 or more and below 1.`,
    );
  }
});

test('whole numbers', () => {
  const parse = wholeNumber('--batch', 1, 512);
  expect([parse('1'), parse('512'), parse('1e2')]).toEqual([1, 512, 100]);
  for (const wrong of ['0', '513', '1.5', '', 'many', '-1', '1e400']) {
    expect(refusal(() => parse(wrong))).toContain('is not a whole number, from 1 to 512');
  }
  const seed = wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER);
  expect(seed('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  expect(refusal(() => seed('9007199254740992'))).toContain('from 0 to 9007199254740991');
});

test('files of results are looked at before the work', () => {
  const parse = resultFile('--json');
  const folder = temporaryFolder();
  expect(resultFileOrStdout('--json')('-')).toBe('-');
  expect(resultFileOrStdout('--json')('a.json')).toBe(path.resolve('a.json'));
  expect(refusal(() => parse('-'))).toContain('is not the name of a file');
  expect(parse(path.join(folder, 'a.json'))).toBe(path.join(folder, 'a.json'));
  expect(parse('a.json')).toBe(path.resolve('a.json'));
  expect(refusal(() => parse(folder))).toContain('is not the name of a file');
  expect(refusal(() => parse(''))).toContain('is not the name of a file');
  expect(refusal(() => parse(path.join(folder, 'no', 'a.json')))).toContain('does not exist');
});

const isSuperuser = process.getuid?.() === 0;
test.skipIf(isSuperuser)(
  'a folder without the right to write takes no result (not as root)',
  () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    const file = path.join(folder, 'a.json');
    expect(refusal(() => resultFile('--json')(file))).toBe(
      `The folder of --json ${file} cannot be written: ${folder}.`,
    );
  },
);

test('files that are read are no folders; whether they are there, their readers say', () => {
  const parse = inputFile('--embeddings');
  const folder = temporaryFolder();
  expect(parse('X.npy')).toBe(path.resolve('X.npy'));
  for (const wrong of ['', folder]) {
    expect(refusal(() => parse(wrong))).toBe(`--embeddings "${wrong}" is not the name of a file.`);
  }
});

test('a workspace is a folder, there or not', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(workspaceFolder(folder)).toBe(folder);
  expect(workspaceFolder(path.join(folder, 'new'))).toBe(path.join(folder, 'new'));
  expect(refusal(() => workspaceFolder(file))).toBe(
    `The value of --workspace, "${file}", is no folder.`,
  );
});

test('no result is written over what is read', () => {
  const file = path.resolve('a');
  const inputs = { '--model': undefined, '--labels': file, '--embeddings': file };
  expect(refusal(() => checkDifferentFiles({ '--out': file }, inputs))).toBe(
    `--labels and --out name the same file: ${file}.`,
  );
  checkDifferentFiles({ '--out': `${file}b`, '--json': '-', '--html': undefined }, inputs);
});

test('no result is written over another', () => {
  const file = path.resolve('a');
  expect(refusal(() => checkDifferentFiles({ '--out': file, '--labels': file }))).toContain(
    '--out and --labels name the same file',
  );
  checkDifferentFiles({
    '--out': file,
    '--labels': `${file}b`,
    '--json': '-',
    '--html': undefined,
  });
});
