import { expect, test } from './application.ts';

test('the threshold is moved by keyboard, mouse and number, and everything follows', async ({
  application,
}) => {
  const { page } = application;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await page.getByRole('link', { name: 'Choose its threshold' }).click({ timeout: 120_000 });
  await expect(page.getByRole('slider')).toBeVisible();

  const slider = page.getByRole('slider');
  const before = Number(await slider.inputValue());
  await slider.focus();
  await page.keyboard.press('PageUp');
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(before);
  await page.keyboard.press('Home');
  await expect(page.getByText('42,916 / 42,916', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: /FAR ≤ 0.01/ }).click();
  await expect(page.getByText('429 / 42,916', { exact: true })).toBeVisible();
  await expect(page.getByText('Exact: counted at this threshold.')).toBeVisible();

  // A reload keeps the threshold: it stands in the address.
  await page.reload();
  await expect(page.getByText('429 / 42,916', { exact: true })).toBeVisible();

  await page.getByRole('table').getByRole('row').nth(1).getByRole('button').first().click();
  await expect(page.getByRole('img').first()).toBeVisible();
});
