import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cosineSimilarity,
  type DecisionPassport,
  isMatch,
  openPassport,
  type Scale,
} from '../../../docs/decide.ts';
import { nextDown32, nextUp32 } from '../../core/float32.ts';
import { readPassport } from './passport.ts';

const docs = path.join(import.meta.dirname, '../../../docs');
const vectorsFile = path.join(docs, 'decision-vectors.json');
const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8')) as {
  passport: DecisionPassport;
  refusedModels: string[];
  decisions: { scale: Scale; value: number; match: boolean }[];
  pairs: { a: number[]; b: number[]; similarity: number; match: boolean }[];
};
const python = spawnSync('python3', ['--version']).status === 0;

describe('the reference code in docs/', () => {
  it('has vectors of a passport that the program reads, around every threshold', () => {
    const passport = readPassport(JSON.stringify(vectors.passport), vectorsFile);
    for (const { scale, value, accept } of passport.thresholds) {
      const matchAt = (told: number): boolean | undefined =>
        vectors.decisions.find((one) => one.scale === scale && one.value === told)?.match;
      expect(matchAt(value)).toBe(true);
      expect(matchAt(nextUp32(value))).toBe(accept === 'at-or-above');
      expect(matchAt(nextDown32(value))).toBe(accept === 'at-or-below');
    }
    expect(new Set(vectors.pairs.map(({ match }) => match))).toEqual(new Set([true, false]));
  });

  it('decides by the vectors in TypeScript', () => {
    const { passport } = vectors;
    const text = JSON.stringify(passport);
    expect(openPassport(text, passport.model.sha256!)).toEqual(passport);
    for (const sha256 of vectors.refusedModels) {
      expect(() => openPassport(text, sha256)).toThrow(/is for the model/);
    }
    expect(() => openPassport('{"schema":"isoline-passport-2"}', '')).toThrow(/not a passport/);
    for (const { scale, value, match } of vectors.decisions) {
      expect(isMatch(passport, scale, value)).toBe(match);
    }
    for (const { a, b, similarity, match } of vectors.pairs) {
      expect(cosineSimilarity(a, b)).toBe(similarity);
      expect(isMatch(passport, 'cosine-similarity', similarity)).toBe(match);
    }
    expect(isMatch(passport, 'cosine-similarity', NaN)).toBe(false);
    expect(isMatch(passport, 'l2-distance', NaN)).toBe(false);
    expect(() => isMatch(passport, 'as-norm', 1)).toThrow(/no threshold in as-norm/);
    expect(() => cosineSimilarity([1], [1, 2])).toThrow(/different lengths/);
    expect(() => cosineSimilarity([0, 0], [1, 2])).toThrow(/no direction/);
    expect(() => cosineSimilarity([NaN, 0], [1, 2])).toThrow(/no direction/);
  });

  it.skipIf(!python)('decides by the vectors in Python (skipped without python3)', () => {
    const { status, stdout } = spawnSync('python3', [path.join(docs, 'decide.py'), vectorsFile], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0 faults\n' });
  });
});
