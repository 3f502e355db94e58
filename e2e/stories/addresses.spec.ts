import { expect, test } from './application.ts';

/** Addresses that name nothing: what stands on the screen, and where its link leads. */
const addresses = [
  ['/nonsense', 'There is no screen at the address “/nonsense”.', '/'],
  ['/data/999999', 'There is no dataset “999999”.', '/data'],
  ['/data/x', 'There is no dataset “x”.', '/data'],
  ['/data/import/x', 'There is no job “x” here.', '/activity'],
  ['/models/abc', 'There is no model “abc”.', '/models'],
  [`/models/${'0'.repeat(64)}`, `There is no model “${'0'.repeat(64)}”.`, '/models'],
  ['/models/import/999999', 'There is no job “999999” here.', '/activity'],
  ['/threshold/999999', 'There is no evaluation “999999”.', '/threshold'],
  ['/threshold/a/b/c', 'There is no evaluation “a/b/c”.', '/threshold'],
  ['/threshold/run/x', 'There is no job “x” here.', '/threshold'],
  ['/evaluations/999999', 'There is no screen at the address “/evaluations/999999”.', '/'],
  ['/training/x', 'There is no training “x”.', '/training'],
  ['/training/job/999999', 'There is no job “999999” here.', '/training'],
  ['/compare/100%', 'There is no comparison “100%”.', '/compare'],
  ['/compare/job/1e3', 'There is no job “1e3” here.', '/compare'],
  ['/review/x', 'There is no evaluation “x”.', '/review'],
  ['/review/pairs/x', 'There is no pair set “x”.', '/review/pairs'],
  ['/review/pairs/import/999999', 'There is no job “999999” here.', '/activity'],
  ['/reports/x', 'There is no decision “x”.', '/reports'],
  ['/reports/x/y', 'There is no decision “x/y”.', '/reports'],
  ['/activity/999999', 'There is no job “999999” here.', '/activity'],
  ['/activity/x', 'There is no job “x” here.', '/activity'],
] as const;

test('an address that names nothing says so, and leads on', async ({ application }) => {
  const { page } = application;
  for (const [address, sentence, list] of addresses) {
    await application.go(address);
    const absent = page.locator('[data-absent]');
    await expect(absent.getByRole('heading')).toHaveText(sentence);
    await expect(absent.getByRole('link')).toHaveAttribute('href', `#${list}`);
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  await page.locator('[data-absent]').getByRole('link').click();
  await expect(page.locator('[data-absent]')).toHaveCount(0);

  await page.evaluate(() => localStorage.setItem('isoline.language', 'de'));
  await page.reload();
  await application.go('/threshold/999999');
  const absent = page.locator('[data-absent]');
  await expect(absent.getByRole('heading')).toHaveText('Es gibt keine Auswertung „999999“.');
  await expect(absent.getByRole('link')).toHaveText('Alle Auswertungen');
});
