import AxeBuilder from '@axe-core/playwright';
import { type Application, expect, test } from './application.ts';

const screens = [
  '/',
  '/data',
  '/data/import',
  '/models',
  '/models/import',
  '/threshold',
  '/training',
  '/compare',
  '/review',
  '/reports',
  '/activity',
  '/settings',
];

/** Every screen, empty and as the demo leaves it: accessible, and kept as pictures. */
for (const scheme of ['light', 'dark'] as const) {
  test(`every screen is accessible, ${scheme}`, async ({ application }, info) => {
    const { page, kind } = application;
    test.skip(kind === 'desktop' && scheme === 'dark', 'The window shows the same page.');
    test.setTimeout(400_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const address of screens) {
      await application.go(address);
      await expectAccessible(application, `${scheme} ${address}, empty`);
    }
    await application.go('/');
    await page.getByRole('button', { name: 'Run the demo' }).click();
    const threshold = await page
      .getByRole('link', { name: 'Choose its threshold' })
      .getAttribute('href', { timeout: 180_000 });
    for (const address of [...screens, '/data/1', String(threshold).replace(/^.*#/, '')]) {
      await application.go(address);
      await expectAccessible(application, `${scheme} ${address}`);
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
      ] as const) {
        if (application.kind === 'desktop') continue;
        await page.setViewportSize({ width, height });
        await page.screenshot({
          path: info.outputPath(`${address.replaceAll('/', '_')}-${String(width)}.png`),
        });
      }
    }
  });
}

async function expectAccessible({ page, kind }: Application, where: string): Promise<void> {
  await expect(page.locator('.mantine-Skeleton-root, main .mantine-Loader-root')).toHaveCount(0, {
    timeout: 60_000,
  });
  const builder = new AxeBuilder({ page });
  const { violations } = await (
    kind === 'desktop' ? builder.setLegacyMode(true) : builder
  ).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html} ${failureSummary ?? ''}`),
  );
  // All of them, not the first alone.
  expect.soft(found).toEqual([]);
}
