import { copyFileSync, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { builtInModelFile } from '../../src/engine/models/built-in-model.ts';
import { type Application, expect, test } from './application.ts';
import { drawPictures } from './pictures.ts';

const stray = 'class 2/stray.png';

test('a wrong label is found, set right by keyboard, seen in the threshold, and taken back', async ({
  application,
}) => {
  const { page, folder } = application;
  test.setTimeout(300_000);
  const shoes = path.join(folder, 'shoes');
  await drawPictures(shoes, { classes: 4, images: 10 });
  renameSync(path.join(shoes, 'class 1', '3.png'), path.join(shoes, stray));
  await evaluate(application, shoes);

  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: /^shoes through/ }).click();
  await page.getByRole('button', { name: 'Look through the scores' }).click();
  await page.getByRole('link', { name: /^Suspected labels/ }).click();
  const chosen = page.getByRole('listbox', { name: 'Items' }).getByRole('option', {
    selected: true,
  });
  await expect(chosen).toContainText(stray);
  await expect(page.getByRole('img', { name: `The image: ${stray}` })).toBeVisible();

  // A verdict has an author; keys are text while a field has the focus.
  await page.keyboard.press('1');
  await expect(page.getByLabel('Your name')).toBeFocused();
  await page.keyboard.type('Anna 1 2 3');
  await page.keyboard.press('Enter');
  await page.keyboard.press('1');
  await expect(page.getByRole('combobox', { name: 'Right class' })).toBeFocused();
  await page.keyboard.type('class 1');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Label wrong: ${stray} is “class 1”`).first()).toBeVisible();
  await expect(chosen).not.toContainText(stray);

  await page.getByRole('link', { name: /^What would this change/ }).click();
  await expect(page.getByText('1 image relabelled, 0 images left out')).toBeVisible();
  await page.getByLabel('The threshold afterwards').selectOption('fixed');
  await page.getByRole('button', { name: 'Show what would change' }).click();
  const figures = page.getByRole('table', { name: 'Figures before and after' });
  const row = figures.getByRole('row', { name: /^FAR/ }).getByRole('cell');
  const countIn = async (cell: number): Promise<number> =>
    Number(/\((\d+) \//.exec(await row.nth(cell).innerText())?.[1]);
  await expect(figures).toBeVisible({ timeout: 60_000 });
  expect(await countIn(1)).toBeLessThan(await countIn(0));

  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.getByRole('link', { name: 'Open its Threshold screen' }).click({ timeout: 60_000 });
  await expect(page.getByRole('slider')).toBeVisible();
  // Nothing has moved in the person's folder.
  expect(existsSync(path.join(shoes, stray))).toBe(true);

  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: /^shoes through \S+$/ }).click();
  await page.getByRole('link', { name: /^Suspected labels/ }).click();
  await expect(chosen).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByText('Taken back: Label wrong')).toBeVisible();
  await expect(chosen).toContainText(stray);
  await page.getByRole('link', { name: /^What would this change/ }).click();
  await expect(page.getByText(/^Nothing is pending/)).toBeVisible();
});

test('a class gets tags and a note, galleries are searched, and single keys are switched off', async ({
  application,
}) => {
  const { page, folder } = application;
  test.setTimeout(300_000);
  const shoes = path.join(folder, 'shoes');
  await drawPictures(shoes, { classes: 4, images: 10 });
  await evaluate(application, shoes);
  await page.getByRole('link', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: /^shoes through/ }).click();
  await page.getByRole('button', { name: 'Look through the scores' }).click();
  await page.getByRole('link', { name: /^Worst classes/ }).click();
  const items = page.getByRole('listbox', { name: 'Items' }).getByRole('option');
  await expect(items).toHaveCount(4);
  const note = '<b>Two</b> models in one folder';
  await page.getByRole('combobox', { name: 'Tags' }).fill('odd');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Write a note' }).click();
  await page.getByLabel('Note', { exact: true }).fill(note);
  await page.getByLabel('Your name').fill('Anna');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(note)).toBeVisible();
  await page.getByLabel('Classes with the tag').selectOption('odd');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText('odd');
  await page.getByLabel('Classes with the tag').selectOption('');
  await expect(items).toHaveCount(4);

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText(note)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText(note)).toBeVisible();

  // One class of four is enrolled: its other nine images have a mate, thirty have none.
  await page.getByRole('link', { name: '1:N searches' }).click();
  await page.getByLabel('Enrolled classes').fill('1');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const points = page.getByRole('table', { name: 'Operating points' });
  const first = points.getByRole('row').nth(1);
  await expect(first).toContainText('1 class');
  await expect(first).toContainText(/\(\d+ \/ 30\)/);
  await expect(first).toContainText(/\(\d+ \/ 9\)/);

  await page.getByRole('link', { name: /^Wrong pairs/ }).click();
  const chooser = page.getByRole('combobox', { name: 'Right class' });
  await expect(page.getByRole('button', { name: 'Label wrong' })).toBeVisible();
  await page.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('1');
  await page.keyboard.press('h');
  // What a key would have opened is not there when the next item is.
  await page.keyboard.press('ArrowDown');
  await expect(items.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(chooser).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('switch', { name: 'Single keys' })).not.toBeChecked();
  await page.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('1');
  await expect(chooser).toBeVisible();
});

/** Imports a folder and the built-in model, and evaluates the one with the other. */
async function evaluate(application: Application, pictures: string): Promise<void> {
  const { page, folder } = application;
  const model = path.join(folder, 'descriptor.onnx');
  copyFileSync(builtInModelFile, model);
  await application.go('/models/import');
  await application.choosePath('ONNX file', model);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Show the model' })).toBeVisible();
  await application.go('/data/import');
  await application.choosePath('Folder, or CSV file', pictures);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Show the dataset' }).click();
  await page.getByRole('link', { name: 'Evaluate it' }).click();
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.getByRole('slider')).toBeVisible({ timeout: 120_000 });
}
