import { expect, it } from 'vitest';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { decideOn, hooks } from './decided.fixture.ts';
import { countAtThresholds } from './exact-counts.ts';
import { chooseReviewBand } from './review-band.ts';

const traffic = {
  comparisonsPerDay: 50_000,
  prevalence: 0.2,
  falseAcceptCost: 10,
  falseRejectCost: 1,
};

it('sends to review what held-out classes have between two thresholds', async () => {
  const engine = testEngine();
  const { stored } = await decideOn(engine);
  const choose = (low: number, high: number) =>
    chooseReviewBand(
      engine,
      {
        evaluationId: stored.evaluationId,
        band: { low: { falseAcceptRate: low }, high: { falseAcceptRate: high } },
        traffic,
        seed: 1,
      },
      hooks,
    );
  const { low, high, review } = await choose(0.1, 0.02);
  const [atLow, atHigh] = await countAtThresholds(
    engine,
    { evaluationId: stored.heldOutId!, thresholds: [low.threshold!, high.threshold!], seed: 1 },
    hooks,
  );
  const impostors = (atLow!.falseAccepts - atHigh!.falseAccepts) / atLow!.impostorPairs;
  const genuines = (atHigh!.falseRejects - atLow!.falseRejects) / atLow!.genuinePairs;
  expect(review!.comparisons).toBeCloseTo(40_000 * impostors + 10_000 * genuines, 6);
  expect(review!.falseAccepts).toBeCloseTo(40_000 * atHigh!.falseAcceptRate!, 6);
  expect(review!.falseRejects).toBeCloseTo(10_000 * atLow!.falseRejectRate!, 6);

  const reversed = await choose(0.02, 0.1);
  expect(reversed).toMatchObject({ review: null });
  expect(reversed.reason).toMatch(/is not below that of the high policy/);
  expect((await choose(1e-9, 0.1)).reason).toMatch(
    /^The low policy has no threshold\. Insufficient/,
  );
});
