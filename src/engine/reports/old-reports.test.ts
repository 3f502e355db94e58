import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openEngine } from '../engine.ts';
import { temporaryFolder } from '../store/test-process.ts';

const day = 24 * 3600 * 1000;

test('opening a workspace removes reports that no job made, or long ago', async () => {
  const folder = temporaryFolder();
  const open = () => openEngine({ workspace: folder, program: 'isoline test' });
  const engine = open();
  const { reportsFolder } = engine.workspace;
  const made = (kind: string, status: string, days: number, format: string): string => {
    const name = `${randomUUID()}.${format}`;
    writeFileSync(path.join(reportsFolder, name), 'report');
    const time = Date.now() - days * day;
    engine.db
      .prepare(
        `INSERT INTO jobs (kind, input, status, result, started_at, updated_at, ended_at)
         VALUES (?, 'null', ?, ?, ?, ?, ?)`,
      )
      .run(kind, status, JSON.stringify({ file: `/moved/${name}` }), time, time, time);
    return name;
  };
  const fresh = made('report', 'done', 29, 'pdf');
  made('report', 'done', 31, 'html');
  made('report', 'interrupted', 1, 'csv');
  made('evaluate', 'done', 1, 'json');
  writeFileSync(path.join(reportsFolder, `${randomUUID()}.html`), 'of a killed process');
  writeFileSync(path.join(reportsFolder, 'mine.html'), 'put here by hand');
  expect(readdirSync(reportsFolder)).toHaveLength(6);
  await engine.close();
  await open().close();
  expect(readdirSync(reportsFolder).sort()).toEqual([fresh, 'mine.html'].sort());
});
