import path from 'node:path';
import { expect, test } from 'vitest';
import { IsolineError } from '../core/errors.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import {
  checkDifferentFiles,
  numberBelowOne,
  rateList,
  rateRange,
  resultFile,
  resultFileOrStdout,
  wholeNumber,
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
