import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { describeModel } from './describe.ts';
import { chooseProvider, reportProviders } from './providers.ts';
import type { SessionRequest } from './session.ts';
import { providerNames } from './session.ts';
import { convolutionModel, plainRecipe, writeModel } from './test-models.ts';

async function request(): Promise<Omit<SessionRequest, 'provider'>> {
  const modelFile = writeModel(temporaryFolder(), convolutionModel());
  const model = await describeModel(modelFile);
  return { modelFile, model, recipe: plainRecipe(16, 16), threads: 1 };
}

test('reports every provider with a sentence, and lives on whatever the drivers do', async () => {
  const reports = await reportProviders();
  expect(reports.map(({ provider }) => provider)).toEqual([...providerNames]);
  for (const { reason } of reports) expect(reason).toMatch(/^[A-Z].*\.$/s);
  expect(reports.at(-1)).toMatchObject({ provider: 'cpu', usable: true });
});

test('auto takes the first that runs the model and says why the others were passed over', async () => {
  const { provider, skipped } = await chooseProvider('auto', await request());
  const place = providerNames.indexOf(provider);
  expect(skipped.map((report) => report.provider)).toEqual(providerNames.slice(0, place));
  for (const { reason } of skipped) expect(reason).toMatch(/^[A-Z].*\.$/s);
  // What auto takes is not refused when it is asked for by name.
  expect(await chooseProvider(provider, await request())).toEqual({ provider, skipped: [] });
});

test('a provider that is asked for is used or refused, never replaced', async () => {
  expect(await chooseProvider('cpu', await request())).toEqual({ provider: 'cpu', skipped: [] });
  const missing = process.platform === 'win32' ? 'coreml' : 'dml';
  await expect(chooseProvider(missing, await request())).rejects.toMatchObject({
    code: 'provider-unavailable',
    kind: 'input',
    subject: missing,
  });
  await expect(chooseProvider('gpu', await request())).rejects.toMatchObject({
    code: 'provider-unknown',
  });
});
