import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './application.ts';
import { drawPictures } from './pictures.ts';

test('a folder is imported, its classes and images are shown, and the import is undone', async ({
  application,
}) => {
  const { page, folder } = application;
  const shoes = path.join(folder, 'shoes');
  await drawPictures(shoes, { classes: 4, images: 5 });
  writeFileSync(path.join(shoes, 'class 1', 'broken.png'), 'no picture at all');

  await application.go('/data');
  await expect(page.getByRole('heading', { name: 'No dataset yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Import a dataset' }).first().click();
  await application.choosePath('Folder, or CSV file', shoes);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Show the dataset' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'shoes' })).toBeVisible();
  await expect(page.getByText('20 images in 4 classes')).toBeVisible();
  await page.getByRole('button', { name: /Unreadable images/ }).click();
  await expect(page.getByText('class 1/broken.png')).toBeVisible();
  await page.getByRole('button', { name: 'class 3', exact: true }).click();
  await expect(page.getByRole('img', { name: 'class 3/1.png' })).toBeVisible();
  await expect
    .poll(() =>
      page
        .getByRole('img', { name: 'class 3/1.png' })
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Split by seed' }).click();
  await expect(page.getByText(/Held-out/)).toBeVisible();

  await application.go('/data');
  await page.getByRole('button', { name: 'Remove: shoes' }).click();
  await expect(page.getByRole('heading', { name: 'No dataset yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'shoes', exact: true })).toBeVisible();
});

test('an empty folder and a model that is none are refused in a sentence', async ({
  application,
}) => {
  const { page, folder } = application;
  await application.go('/data/import');
  await application.choosePath('Folder, or CSV file', folder);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('holds no images');

  const model = path.join(folder, 'model.onnx');
  writeFileSync(model, 'this is no model');
  await application.go('/models/import');
  await application.choosePath('ONNX file', model);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('model.onnx');
  await application.go('/models');
  await expect(page.getByRole('heading', { name: 'No model yet' })).toBeVisible();
});

test('names with markup are text', async ({ application }) => {
  const { page, folder } = application;
  const odd = path.join(folder, 'odd');
  const name = '<img src=x onerror=document.title=1>';
  await drawPictures(odd, { classes: 2, images: 2, name: (c) => `${name} ${String(c)}` });
  await application.go('/data/import');
  await application.choosePath('Folder, or CSV file', odd);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Show the dataset' }).click();
  await page.getByRole('button', { name: `${name} 1` }).click();
  await expect(page.getByRole('heading', { name: `${name} 1` })).toBeVisible();
  await expect(page).toHaveTitle(/Isoline/);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

test('what is dropped on the page is imported in the window; a browser says why it cannot be', async ({
  application,
}) => {
  const { page, folder, kind } = application;
  const shoes = path.join(folder, 'shoes');
  await drawPictures(shoes, { classes: 2, images: 3 });
  const list = path.join(folder, 'shoes.csv');
  const lines = [1, 2].flatMap((c) =>
    [1, 2, 3].map((k) => `shoes/class ${String(c)}/${String(k)}.png,shoe ${String(c)}`),
  );
  writeFileSync(list, ['path,class', ...lines, ''].join('\n'));

  await application.go('/data');
  // A file that a person has in hand: taken from a field, it carries its path as a dropped one does.
  const hand = await page.evaluateHandle(() => {
    const input = document.createElement('input');
    input.type = 'file';
    return document.body.appendChild(input);
  });
  await hand.setInputFiles(list);
  await hand.evaluate((input) => {
    const carried = new DataTransfer();
    carried.items.add((input.files as FileList)[0] as File);
    input.remove();
    document
      .querySelector('[data-testid="drop-zone"]')
      ?.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true }));
  });
  if (kind === 'browser') {
    await expect(
      page.getByText('A browser does not tell where a dropped folder lies'),
    ).toBeVisible();
    return;
  }
  await expect(page.getByLabel('Folder, or CSV file', { exact: true })).toHaveValue(list);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Show the dataset' }).click();
  await expect(page.getByText('6 images in 2 classes')).toBeVisible();
});
