import { expect, test } from 'vitest';
import type { Proposal } from '../../contract/decision.ts';
import { passportSchema } from '../../contract/passport.ts';
import { endOf, refusalOf, resultOf } from './api-client.fixture.ts';
import { openImageWorkspace } from './image-workspace.fixture.ts';

test('proposes a threshold, keeps it as a decision, and writes its passport', async () => {
  const { api, source } = await openImageWorkspace();
  const { evaluationId, heldOutId } = await resultOf<{ evaluationId: string; heldOutId: string }>(
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
  // On the calibration classes, also where the held-out ones are named.
  const policy = { falseAcceptRate: 0.05 };
  const job = await endOf(api, api.decisions.propose({ evaluationId: heldOutId, policy, seed: 1 }));
  const proposal = job.result as Proposal;
  expect(proposal).toMatchObject({ evaluationId, heldOutId, policy, status: 'chosen' });

  expect(await api.decisions.list()).toEqual([]);
  const saved = await api.decisions.save({ jobId: job.id, author: ' Ada ', note: 'for search' });
  expect(saved).toMatchObject({ evaluationId, author: 'Ada', note: 'for search', removedAt: null });
  expect(saved.proposal.threshold).toBe(proposal.threshold);
  expect(saved.proposal.heldOut?.falseAcceptRate).toBe(proposal.heldOut?.falseAcceptRate);
  // What grows with the classes stays out of lists.
  expect(JSON.stringify(await api.decisions.list())).not.toContain('classFalse');

  await api.decisions.remove({ id: saved.id });
  expect(await api.decisions.list()).toEqual([]);
  await api.decisions.restore({ id: saved.id });
  expect(await api.decisions.list()).toEqual([saved]);

  const passport = passportSchema.parse(
    await resultOf(api, api.decisions.passport({ id: saved.id })),
  );
  expect(passport.policy).toEqual(policy);
});

test('refuses what is not there, and what is no proposal', async () => {
  const { api, source } = await openImageWorkspace();
  const policy = { falseAcceptRate: 0.05 };
  const unknown = { evaluationId: 'x', policy, seed: 1 };
  expect(await refusalOf(api.decisions.propose(unknown))).toMatchObject({
    code: 'evaluation-unknown',
  });
  expect(await refusalOf(api.decisions.passport({ id: 'x' }))).toMatchObject({
    code: 'decision-unknown',
  });
  const evaluation = await endOf(
    api,
    api.evaluations.start({
      source,
      targets: [1e-1],
      opisRange: [1e-2, 1e-1],
      split: 'kept',
      normalise: 'none',
      seed: 1,
    }),
  );
  const noProposal = { jobId: evaluation.id, author: 'Ada', note: '' };
  expect(await refusalOf(api.decisions.save(noProposal))).toMatchObject({
    code: 'proposal-unknown',
  });
});
