import path from 'node:path';
import { expect, test } from './application.ts';
import { drawPictures } from './pictures.ts';

test('a page that is reloaded during a job shows it going on', async ({ application }) => {
  const { page } = application;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await expect(page.getByTestId('job-progress')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('job-progress')).toBeVisible();
  await page.getByRole('link', { name: 'Choose its threshold' }).waitFor({ timeout: 120_000 });
  await application.go('/activity');
  await expect(page.getByRole('cell', { name: 'done' })).toBeVisible();
});

test('a job is cancelled, and goes on where it was', async ({ application }) => {
  const { page } = application;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await expect(page.getByText(/^\d+ of [\d,]+ images/)).toBeVisible();
  await page.getByTestId('job-progress').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('cancelled');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByTestId('job-progress')).toBeVisible();
  await page.getByTestId('job-progress').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('cancelled');
});

test('an engine that is killed comes back, and its job is marked and resumed', async ({
  application,
}) => {
  const { page, folder } = application;
  application.expectProblems(/WebSocket connection/, /ERR_CONNECTION/, /\/images\//);
  const many = path.join(folder, 'many');
  await drawPictures(many, { classes: 3, images: 4 });
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await expect(page.getByText(/^\d+ of [\d,]+ images/)).toBeVisible();
  application.killEngine();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await application.waitForEngine();

  await application.go('/activity');
  await expect(page.getByRole('cell', { name: 'interrupted' })).toBeVisible();
  await page.getByRole('button', { name: 'Demo 1' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText(/goes on with job 1/)).toBeVisible();
});
