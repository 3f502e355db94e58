import { expect, test } from 'vitest';
import { endOf, openApi } from './api-client.fixture.ts';

test('starts one demo, however often it is asked for, and stops it', async () => {
  const { api } = openApi([]);
  const { jobId } = await api.demo.start({ seed: 7 });
  expect(await api.demo.start({ seed: 7 })).toEqual({ jobId });
  for await (const { progress } of await api.jobs.watch({ id: jobId })) {
    if (progress?.stage === 'Drawing the sample') await api.jobs.cancel({ id: jobId });
  }
  expect(await api.jobs.get({ id: jobId })).toMatchObject({
    kind: 'demo',
    input: { seed: 7 },
    status: 'cancelled',
  });
  const again = api.demo.start({ seed: 7 });
  expect((await again).jobId).not.toBe(jobId);
  await api.jobs.cancel({ id: (await again).jobId });
  expect((await endOf(api, again)).status).toBe('cancelled');
});
