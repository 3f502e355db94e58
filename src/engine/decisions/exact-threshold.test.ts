import { expect, it } from 'vitest';
import type { Policy } from '../../contract/policy.ts';
import type { PairTotals } from '../../core/metrics/policy-constraints.ts';
import { impostorPairsByClass } from '../../core/scores/class-layout.ts';
import { embedImages, evaluateModel, testEngine } from '../evaluation/compared-models.fixture.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { closeSet, openSet } from './count-scores.ts';
import { decidedModel } from './decided.fixture.ts';
import { exactThreshold, profileOf } from './exact-threshold.ts';
import { readHistogram, readStoredSet } from './stored-sets.ts';

const context: TaskContext = {
  progress: () => undefined,
  emit: () => undefined,
  stopped: () => false,
  throwIfStopped: () => undefined,
  threads: 2,
};

const policies: Policy[] = [
  { falseAcceptRate: 0.03 },
  { falseRejectRate: 0.2 },
  { worstClassFalseAcceptRate: 0.1, falseRejectRate: 0.95 },
  { worstClassFalseAcceptRate95: 0.1, objective: { kind: 'utility' } },
  { objective: { kind: 'equal-error-rate' } },
  { objective: { kind: 'cost', falseAcceptCost: 3, falseRejectCost: 1, prevalence: 0.3 } },
];

it('narrows ranges that hold too many pairs, to the same thresholds', async () => {
  const engine = testEngine();
  const { file } = await evaluateModel(engine, decidedModel);
  const open = await openSet(readStoredSet(engine.db, file), context);
  try {
    const classImpostorPairs = impostorPairsByClass(open.layout);
    const totals: PairTotals = {
      impostorPairs: file.impostorPairs,
      genuinePairs: file.genuinePairs,
      classImpostorPairs,
    };
    const stored = profileOf(readHistogram(engine.db, file), file.classes);
    expect(stored.accepted[0]).toMatchObject({
      impostors: file.impostorPairs,
      genuines: file.genuinePairs,
    });
    for (const policy of policies) {
      const find = (most?: number) => exactThreshold(open, policy, stored, totals, context, most);
      const direct = await find();
      const narrowed = await find(20);
      expect(direct.selection.kind).toBe('threshold');
      expect(narrowed.selection).toEqual(direct.selection);
      expect(direct.profile).toBe(stored);
      expect(narrowed.profile.thresholds.length).toBeGreaterThan(stored.thresholds.length);
      expect(narrowed.profile.thresholds).toEqual(
        narrowed.profile.thresholds.toSorted((a, b) => a - b),
      );
    }
  } finally {
    await closeSet(open);
  }
});

it('says so when too many pairs share one score', async () => {
  const engine = testEngine();
  // Two different vectors alone: every pair scores one of two numbers.
  const labels = Array.from({ length: 40 }, (_, k) => k % 4);
  const model = embedImages({ labels, classes: 4, seed: 1, dimension: 4, noise: 0 });
  for (let k = 0; k < model.values.length; k++) model.values[k] = k % 8 < 4 ? 1 : (k % 4) + 1;
  const { file } = await evaluateModel(engine, model);
  const open = await openSet(readStoredSet(engine.db, file), context);
  try {
    const totals: PairTotals = {
      impostorPairs: file.impostorPairs,
      genuinePairs: file.genuinePairs,
      classImpostorPairs: impostorPairsByClass(open.layout),
    };
    const stored = profileOf(readHistogram(engine.db, file), file.classes);
    const policy: Policy = { falseAcceptRate: 0.5 };
    await expect(exactThreshold(open, policy, stored, totals, context, 100)).rejects.toMatchObject({
      code: 'scores-too-coarse',
    });
    const { selection } = await exactThreshold(open, policy, stored, totals, context);
    expect(selection.kind).toBe('threshold');
  } finally {
    await closeSet(open);
  }
});
