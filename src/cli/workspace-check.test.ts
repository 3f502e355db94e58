import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { migrations } from '../engine/store/schema.ts';
import { startProcess, temporaryFolder } from '../engine/store/test-process.ts';
import { openWorkspace } from '../engine/store/workspace.ts';
import { checkWorkspace } from './workspace-check.ts';

test('no workspace is made by looking for one', async () => {
  const folder = path.join(temporaryFolder(), 'deep', 'workspace');
  const check = await checkWorkspace(folder);
  expect(check).toMatchObject({ folder, state: 'absent', version: null });
  expect(check.freeBytes).toBeGreaterThan(0);
  expect(existsSync(folder)).toBe(false);
});

test('a place where no workspace can be made is named', async () => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const check = await checkWorkspace(path.join(file, 'deep', 'workspace'));
  expect(check).toMatchObject({ state: 'unusable', version: null });
  expect(check.sentence).toBe(
    `There is none yet, and none can be made: ${file} is no folder that can be written.`,
  );
});

const isSuperuser = process.getuid?.() === 0;
test.skipIf(isSuperuser)('a folder without the right to write is named (not as root)', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  expect(await checkWorkspace(path.join(folder, 'workspace'))).toMatchObject({ state: 'unusable' });
  expect(await checkWorkspace(folder)).toMatchObject({ state: 'unusable' });
});

test('a workspace opens, and is free again afterwards', async () => {
  const folder = temporaryFolder();
  openWorkspace(folder, { program: 'isoline test' }).close();
  for (let time = 0; time < 2; time++) {
    expect(await checkWorkspace(folder)).toMatchObject({
      state: 'ready',
      version: migrations.length,
    });
  }
});

test('a workspace in use is no fault, and its owner is named', async () => {
  const folder = temporaryFolder();
  const module = pathToFileURL(path.join(import.meta.dirname, '../engine/store/workspace.ts'));
  const owner = startProcess(`
    import { openWorkspace } from ${JSON.stringify(module.href)};
    openWorkspace(${JSON.stringify(folder)}, { program: 'isoline serve' });
    console.log('open');
    setInterval(() => undefined, 1000);
  `);
  await owner.line();
  const check = await checkWorkspace(folder);
  expect(check.state).toBe('in-use');
  expect(check.sentence).toContain(`isoline serve (process ${owner.pid}`);
});

test('a damaged workspace is unusable, and the sentence says why', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'isoline.db'), 'no database at all, but long enough'.repeat(99));
  const check = await checkWorkspace(folder);
  expect(check.state).toBe('unusable');
  expect(check.sentence).toContain('is damaged');
});
