/** Whoever signs off: from a policy to a decision, to a signed passport that fits one model alone. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { encodeOnnx } from '../../src/core/onnx/model.ts';
import { type Application, expect, test } from './application.ts';

test('a decision is signed off, and its passport is refused for another model', async ({
  application,
}) => {
  const { page, folder } = application;
  test.setTimeout(300_000);
  await page.getByRole('button', { name: 'Run the demo' }).click();
  const made = page.getByRole('link', { name: 'Choose its threshold' });
  await made.click({ timeout: 180_000 });

  const policy = page.getByRole('region', { name: 'Policy' });
  await policy.getByLabel('FAR at most').first().fill('1e-2');
  await decide(policy, 'For the search page.');
  await policy.getByLabel('FAR at most').first().fill('');
  await policy.getByLabel('Of those that keep it, take').selectOption('cost');
  await policy.getByLabel('Cost of a false accept').fill('20');
  await decide(policy, 'For the checkout.');

  await application.go('/reports');
  const decisions = page.getByRole('table', { name: 'Decisions' });
  await expect(decisions.getByRole('row')).toHaveCount(3);
  await expect(decisions).toContainText('least cost: 20 a false accept');
  await removeAndUndo(application, decisions);

  await decisions
    .getByRole('row')
    .filter({ hasText: 'For the search page.' })
    .getByRole('button')
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Threshold 0.');
  await expect(page.getByRole('region', { name: 'Why this value' })).toContainText(
    'FAR ≤ 0.01 asks for at least',
  );
  const cost = page.getByTestId('daily-cost');
  const before = await cost.textContent();
  await page.getByLabel('Comparisons a day').fill('200000');
  await expect(cost).not.toHaveText(String(before));
  await page.getByRole('button', { name: 'Find the band' }).click();
  await expect(page.getByText('To review a day')).toBeVisible();

  const { privateKey, publicKey } = keyPair(folder);
  await application.choosePath('Private key (PEM), to sign', privateKey);
  const passport = path.join(folder, 'shoes.isoline.json');
  await application.saveAs(passport, () =>
    page.getByRole('button', { name: 'Save the signed passport' }).click(),
  );
  await page.getByRole('button', { name: 'Write it into the model' }).click();
  await expect(page.getByText('The model carries the passport.')).toBeVisible();

  await importOtherModel(application);
  await application.go('/passport');
  await application.choosePath('Passport', passport);
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(page.getByText('Signed, and unchanged since.')).toBeVisible();
  await application.choosePath('Public key (PEM), to check the signature', publicKey);
  await expect(page.getByText('The owner of this key has signed it')).toBeVisible();
  await expect(page.getByText('The passport fits this model')).toBeVisible();

  await page.getByRole('combobox', { name: 'Model of the workspace' }).click();
  await page.getByRole('option', { name: /^other\.onnx/ }).click();
  await expect(page.getByText('The passport is refused for this model')).toBeVisible();
  await page.getByRole('button', { name: 'Run the gate' }).click();
  await expect(page.getByText('The gate failed')).toBeVisible();
  const checks = page.getByRole('region', { name: 'Checks' });
  await expect(checks.getByRole('row').filter({ hasText: 'Model' }).first()).toContainText(
    'failed',
  );
});

/** Lets the policy propose a threshold, and saves it. */
async function decide(policy: Locator, note: string): Promise<void> {
  await policy.getByRole('button', { name: 'Propose a threshold' }).click();
  await policy.getByRole('button', { name: 'Save as decision' }).click();
  await policy.getByLabel('Decided by').fill('Ada');
  await policy.getByLabel('Note').fill(note);
  await policy.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(policy.getByRole('region', { name: 'Decisions' })).toContainText(note);
}

async function removeAndUndo({ page }: Application, decisions: Locator): Promise<void> {
  await decisions.getByRole('button', { name: 'More: Decision of Ada' }).first().click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(decisions.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(decisions.getByRole('row')).toHaveCount(3);
}

/** The same network with one more entry in its metadata: other bytes, another model. */
async function importOtherModel(application: Application): Promise<void> {
  const { page, folder } = application;
  const builtIn = path.join(import.meta.dirname, '../../resources/descriptor.onnx');
  const entry = encodeOnnx({ metadataProps: [{ key: 'note', value: 'another one' }] });
  const file = path.join(folder, 'other.onnx');
  writeFileSync(file, Buffer.concat([readFileSync(builtIn), entry]));
  await application.go('/models/import');
  await application.choosePath('ONNX file', file);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Show the model' })).toBeVisible();
}

/** An Ed25519 key pair in PEM, as a person keeps it. */
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
