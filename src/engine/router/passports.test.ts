import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ReviewBandProposal } from '../../contract/decision.ts';
import type { GateResult } from '../../contract/gate.ts';
import type { Passport } from '../../contract/passport.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type ApiClient, refusalOf, resultOf } from './api-client.fixture.ts';
import { openImageWorkspace } from './image-workspace.fixture.ts';

const traffic = {
  comparisonsPerDay: 1000,
  prevalence: 0.1,
  falseAcceptCost: 10,
  falseRejectCost: 1,
};

async function evaluateAndDecide(
  api: ApiClient,
  source: { datasetId: number; modelSha256: string; provider: string; batch: null },
): Promise<{ id: string; evaluationId: string }> {
  const { evaluationId } = await resultOf<{ evaluationId: string }>(
    api,
    api.evaluations.start({
      source,
      targets: [1e-1],
      opisRange: [1e-2, 1e-1],
      split: { seed: 3 },
      normalise: 'none',
      seed: 1,
    }),
  );
  const policy = { falseAcceptRate: 0.05 };
  const { jobId } = await api.decisions.propose({ evaluationId, policy, seed: 1 });
  await resultOf(api, Promise.resolve({ jobId }));
  const { id } = await api.decisions.save({ jobId, author: 'Ada', note: '' });
  return { id, evaluationId };
}

function keyPair(folder: string): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const privateKey = path.join(folder, 'key.pem');
  const publicKey = path.join(folder, 'key.pub.pem');
  writeFileSync(privateKey, pair.privateKey);
  writeFileSync(publicKey, pair.publicKey);
  return { privateKey, publicKey };
}

test('a signed passport fits its model, and no other; the model carries it; the gate re-checks it', async () => {
  const { api, folders, source, modelSha256 } = await openImageWorkspace();
  const { id, evaluationId } = await evaluateAndDecide(api, source);
  expect(await api.decisions.get({ id })).toMatchObject({ id, evaluationId, author: 'Ada' });

  const granted = temporaryFolder();
  const keys = keyPair(granted);
  const outside = await refusalOf(api.decisions.passport({ id, privateKey: keys.privateKey }));
  expect(outside.code).toBe('path-not-granted');
  folders.grant(granted);
  const passport = await resultOf<Passport>(
    api,
    api.decisions.passport({ id, privateKey: keys.privateKey }),
  );
  const file = path.join(granted, 'shoes.isoline.json');
  writeFileSync(file, JSON.stringify(passport));
  expect(await api.decisions.readPassport({ file })).toEqual(passport);

  expect(await api.decisions.checkPassport({ file })).toEqual({
    signature: null,
    mismatches: null,
  });
  const fit = { signature: { right: true, sentence: null }, mismatches: [] };
  const { publicKey } = keys;
  expect(await api.decisions.checkPassport({ file, publicKey, modelSha256 })).toEqual(fit);
  const { sha256 } = await resultOf<{ sha256: string }>(
    api,
    api.decisions.stampModel({ id, privateKey: keys.privateKey }),
  );
  expect(sha256).not.toBe(modelSha256);
  expect(await api.models.get({ sha256 })).toMatchObject({
    name: expect.stringMatching(/ \+ passport\.onnx$/) as string,
    recipe: passport.model.recipe,
  });
  expect(await api.decisions.checkPassport({ file, publicKey, modelSha256: sha256 })).toEqual(fit);

  const other = await api.models.importBuiltIn();
  const stranger = keyPair(temporaryFolder()).publicKey;
  folders.grant(stranger);
  const refused = await api.decisions.checkPassport({
    file,
    publicKey: stranger,
    modelSha256: other.sha256,
  });
  expect(refused.signature).toMatchObject({ right: false });
  expect(refused.signature?.sentence).toMatch(/is signed with another key/);
  expect(refused.mismatches?.map(({ field }) => field)).toEqual(['model', 'recipe']);

  const gate = (checked: string) =>
    resultOf<GateResult>(
      api,
      api.decisions.gate({
        file,
        publicKey,
        source: { ...source, modelSha256: checked },
        tolerance: 0.25,
        ceiling: 100,
        seed: 1,
      }),
    );
  const outcomes = ({ checks }: GateResult) =>
    Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
  expect(outcomes(await gate(modelSha256))).toMatchObject({
    passport: 'passed',
    signature: 'passed',
    model: 'passed',
    recipe: 'passed',
    classes: 'passed',
  });
  const failed = await gate(other.sha256);
  expect(failed.passed).toBe(false);
  expect(outcomes(failed)).toMatchObject({ model: 'failed', FAR: 'skipped' });

  writeFileSync(file, JSON.stringify({ ...passport, score: 'as-norm' }));
  expect((await refusalOf(api.decisions.readPassport({ file }))).code).toBe('passport-invalid');
});

test('chooses a band of review', async () => {
  const { api, source } = await openImageWorkspace();
  const { evaluationId } = await evaluateAndDecide(api, source);
  const band = { low: { falseAcceptRate: 0.2 }, high: { falseAcceptRate: 0.05 } };
  const { low, high, review } = await resultOf<ReviewBandProposal>(
    api,
    api.decisions.reviewBand({ evaluationId, band, traffic, seed: 1 }),
  );
  expect(low.threshold).toBeLessThan(high.threshold!);
  expect(review?.comparisons).toBeCloseTo(1000 * review!.share, 9);
  expect(
    await refusalOf(api.decisions.reviewBand({ evaluationId: 'x', band, traffic, seed: 1 })),
  ).toMatchObject({ code: 'evaluation-unknown' });
});
