import { expect, test } from 'vitest';
import { decidedModel, decideOn } from '../decisions/decided.fixture.ts';
import { saveDecision } from '../decisions/decision-rows.ts';
import { evaluateModel, testEngine } from '../evaluation/compared-models.fixture.ts';
import { countCollisions } from './draw-pictures.ts';
import { mainPoint } from './view.ts';

test('collisions are counted as the evaluation counted them, as far as its pairs reach', async () => {
  const engine = testEngine();
  const { file } = await evaluateModel(engine, decidedModel, {
    targets: [1e-1, 1e-3, 2e-4],
  });
  const counted = file.operatingPoints.filter(
    ({ threshold, collisions }) => threshold !== null && Array.isArray(collisions),
  );
  expect(counted.length).toBeGreaterThan(0);
  for (const { threshold, collisions } of counted) {
    expect(countCollisions(engine.db, file, threshold!)).toEqual(collisions);
  }
  // At FAR 0.1 the pairs that are kept may not reach: then nothing is made up.
  const loose = countCollisions(engine.db, file, file.operatingPoints[0]!.threshold!);
  if (loose !== null) {
    const accepts = file.operatingPoints[0]!.falseAccepts!;
    expect(loose.reduce((sum, one) => sum + one.falseAccepts, 0)).toBeLessThanOrEqual(accepts);
  }
  const elsewhere = testEngine();
  expect(countCollisions(elsewhere.db, file, counted[0]!.threshold!)).toBeNull();
});

test('a decision becomes the main point of its evaluation, and of no other', async () => {
  const engine = testEngine();
  const { file, proposal } = await decideOn(engine);
  const decision = saveDecision(engine.db, { proposal, author: 'A. Person', note: '' });
  const { point, sentence } = mainPoint(file, decision);
  expect(sentence).toContain('policy far=0.05');
  expect(point).toMatchObject({
    threshold: proposal.threshold,
    falseAccepts: proposal.attained!.falseAccepts,
    classFalseRejectRate: proposal.attained!.classFalseRejectRate,
    heldOut: { falseRejects: proposal.heldOut!.falseRejects },
  });
  const other = { ...file, provenance: { ...file.provenance, evaluationId: 'another' } };
  expect(mainPoint(other, decision)).toEqual(mainPoint(other));
});
