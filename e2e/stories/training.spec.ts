import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './application.ts';

test('a head is trained with TCM, compared with the old model, and saved as a file', async ({
  application,
}) => {
  const { page, folder } = application;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await page.getByRole('link', { name: 'Choose its threshold' }).waitFor({ timeout: 180_000 });

  await application.go('/training');
  await page.getByRole('link', { name: 'New training' }).first().click();
  await expect(page.getByLabel('With TCM')).toBeChecked();
  await page.getByLabel('Steps', { exact: true }).fill('60');
  await page.getByRole('button', { name: 'Start training' }).click();
  await expect(page).toHaveURL(/#\/training\/job\/\d+/);
  await page.reload();
  await expect(page).toHaveURL(/#\/training\/[0-9a-f-]{36}/, { timeout: 120_000 });
  await expect(page.getByText(/On held-out classes/).first()).toBeVisible();

  await page.getByRole('button', { name: 'Export and compare' }).click();
  await expect(page).toHaveURL(/#\/compare\/[0-9a-f-]{36}/, { timeout: 120_000 });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await application.go('/models');
  await page.getByRole('button', { name: /^descriptor \+ TCM/ }).click();
  await expect(page.getByText('trained here')).toBeVisible();
  const file = path.join(folder, 'model.onnx');
  await application.saveAs(file, () =>
    page.getByRole('button', { name: 'Save the model as a file' }).click(),
  );
  expect(statSync(file).size).toBeGreaterThan(10_000);
});
