import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { readNpy } from '../embedding/npy.ts';
import { measureTask } from './measure-task.ts';
import type { MeasureInput, Measurement } from './measurement.ts';

/**
 * Agreement with results that were computed by brute force in float64 outside this project: every
 * pair in memory, plain sorting and counting (see docs/architecture.md, "Numbers").
 */

interface Golden {
  images: number;
  classes: number;
  genuinePairs: number;
  impostorPairs: number;
  operatingPoints: {
    targetFalseAcceptRate: number;
    threshold: number | null;
    falseAcceptRate: number;
    falseRejectRate: number;
    classFalseAcceptRate: number[];
    classFalseRejectRate: (number | null)[];
    spread: { falseAcceptRate: number; falseRejectRate: number };
  }[];
  equalErrorRate: { threshold: number; rate: number };
  meanUtility: number;
  opis: {
    value: number;
    epsilonOpis: number;
    distanceRange: number[];
    similarityRange: number[];
    classesUsed: number;
    classContribution: (number | null)[];
  };
  recallAt1: number;
  meanAveragePrecisionAtR: number;
  classNames: string[];
}

const here = fileURLToPath(new URL('./fixtures/', import.meta.url));
const shared =
  process.env['ISOLINE_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

export function readLabels(file: string): string[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(',')[1]!);
}

async function measureFiles(stem: string, threads: number): Promise<Measurement> {
  const names = readLabels(`${stem}.csv`);
  const classNames = [...new Set(names)].sort(compareCodePoints);
  const index = new Map(classNames.map((name, c) => [name, c]));
  const input: MeasureInput = {
    matrixFile: `${stem}.npy`,
    rows: Uint32Array.from(names.keys()),
    labels: Int32Array.from(names, (name) => index.get(name)!),
    classNames,
    imageNames: names.map((_, row) => `row ${String(row)}`),
    targets: [1e-1, 1e-2, 1e-3, 1e-4],
    fixedThresholds: [],
    opisRange: [1e-2, 1e-1],
    beta: 1,
    epsilon: 0.1,
    seed: 1,
    cohort: null,
  };
  return measureTask(input, {
    progress: () => undefined,
    emit: () => undefined,
    stopped: () => false,
    throwIfStopped: () => undefined,
    threads,
  });
}

/** Pairs whose float64 score lies within 1e-6 of a threshold: float32 rounding may move them across. */
async function pairsNear(
  stem: string,
  threshold: number,
): Promise<{ all: number; byClass: Map<string, number> }> {
  const { data, rows, columns } = await readNpy(`${stem}.npy`);
  const names = readLabels(`${stem}.csv`);
  const x = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * columns, (i + 1) * columns);
    const norm = Math.hypot(...row);
    for (let d = 0; d < columns; d++) row[d] = row[d]! / norm;
  }
  let all = 0;
  const byClass = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let score = 0;
      for (let d = 0; d < columns; d++) score += x[i * columns + d]! * x[j * columns + d]!;
      if (Math.abs(score - threshold) > 1e-6) continue;
      all++;
      for (const name of new Set([names[i]!, names[j]!])) {
        byClass.set(name, (byClass.get(name) ?? 0) + 1);
      }
    }
  }
  return { all, byClass };
}

async function expectAgreement(
  stem: string,
  golden: Golden,
  figures: Measurement['figures'],
): Promise<void> {
  expect(figures.images).toBe(golden.images);
  expect(figures.classes).toBe(golden.classes);
  expect(figures.genuinePairs).toBe(golden.genuinePairs);
  expect(figures.impostorPairs).toBe(golden.impostorPairs);
  expect(figures.classNames).toEqual(golden.classNames);
  expect(figures.operatingPoints).toHaveLength(golden.operatingPoints.length);
  for (const [k, expected] of golden.operatingPoints.entries()) {
    const point = figures.operatingPoints[k]!;
    expect(point.targetFalseAcceptRate).toBe(expected.targetFalseAcceptRate);
    if (expected.threshold === null) {
      expect(point.threshold).toBeNull();
      expect(point.reason).toMatch(/insufficient data/);
      continue;
    }
    expect(Math.abs(point.threshold! - expected.threshold)).toBeLessThanOrEqual(1e-6);
    const near = await pairsNear(stem, expected.threshold);
    const impostorSlack = (near.all + 1e-9) / golden.impostorPairs;
    const genuineSlack = (near.all + 1e-9) / golden.genuinePairs;
    expect(Math.abs(point.falseAcceptRate! - expected.falseAcceptRate)).toBeLessThanOrEqual(
      impostorSlack,
    );
    expect(Math.abs(point.falseRejectRate! - expected.falseRejectRate)).toBeLessThanOrEqual(
      genuineSlack,
    );
    golden.classNames.forEach((name, c) => {
      const slack = (near.byClass.get(name) ?? 0) + 1e-9;
      const n = figures.classImages[c]!;
      const accepts = expected.classFalseAcceptRate[c]! * n * (golden.images - n);
      expect(Math.abs(point.classFalseAccepts![c]! - accepts)).toBeLessThanOrEqual(slack);
      const rejectRate = expected.classFalseRejectRate[c] ?? null;
      if (rejectRate === null) expect(point.classFalseRejectRate![c]).toBeNull();
      else {
        const rejects = (rejectRate * n * (n - 1)) / 2;
        expect(Math.abs(point.classFalseRejects![c]! - rejects)).toBeLessThanOrEqual(slack);
      }
    });
    expect(point.spread!.falseAcceptRate).toBeCloseTo(expected.spread.falseAcceptRate, 4);
    expect(point.spread!.falseRejectRate).toBeCloseTo(expected.spread.falseRejectRate, 4);
  }
  expect(
    Math.abs(figures.equalErrorRate.threshold! - golden.equalErrorRate.threshold),
  ).toBeLessThanOrEqual(1e-6);
  expect(figures.equalErrorRate.rate!).toBeCloseTo(golden.equalErrorRate.rate, 4);
  const relative = (value: number | null, expected: number): void => {
    expect(value).not.toBeNull();
    expect(Math.abs(value! - expected) / expected).toBeLessThanOrEqual(1e-4);
  };
  relative(figures.opis.value, golden.opis.value);
  relative(figures.opis.epsilonOpis, golden.opis.epsilonOpis);
  relative(figures.meanUtility, golden.meanUtility);
  relative(figures.opis.distanceRange![0], golden.opis.distanceRange[0]!);
  relative(figures.opis.distanceRange![1], golden.opis.distanceRange[1]!);
  expect(figures.opis.classesUsed).toBe(golden.opis.classesUsed);
  golden.opis.classContribution.forEach((expected, c) => {
    const contribution = figures.opis.classContribution[c]!;
    if (expected === null) expect(contribution).toBeNull();
    else expect(contribution).toBeCloseTo(expected, 4);
  });
  const queries = figures.retrieval.queries;
  expect(Math.abs(figures.recallAt1! - golden.recallAt1) * queries).toBeLessThanOrEqual(2);
  expect(figures.meanAveragePrecisionAtR!).toBeCloseTo(golden.meanAveragePrecisionAtR, 4);
}

describe('agreement with brute-force results', () => {
  it('unbalanced classes with duplicates, on one thread and on three', async () => {
    const stem = `${here}unbalanced`;
    const golden = JSON.parse(readFileSync(`${stem}.expected.json`, 'utf8')) as Golden;
    const one = await measureFiles(stem, 1);
    await expectAgreement(stem, golden, one.figures);
    const three = await measureFiles(stem, 3);
    expect(three.figures).toEqual(one.figures);
  });

  const omniglot = `${shared}/golden/omniglot-100`;
  it.skipIf(!existsSync(`${omniglot}.npy`))(
    'Omniglot, 100 classes (skipped where the larger golden set is absent)',
    { timeout: 120_000 },
    async () => {
      const golden = JSON.parse(readFileSync(`${omniglot}.expected.json`, 'utf8')) as Golden;
      const { figures } = await measureFiles(omniglot, 2);
      await expectAgreement(omniglot, golden, figures);
    },
  );
});
