import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { IsolineError } from '../../core/errors.ts';
import { migrations } from './schema.ts';
import { startProcess, temporaryFolder } from './test-process.ts';
import { openWorkspace } from './workspace.ts';

const program = { program: 'isoline test' };

function refusal(folder: string): IsolineError {
  try {
    openWorkspace(folder, program).close();
  } catch (error) {
    expect(error).toBeInstanceOf(IsolineError);
    return error as IsolineError;
  }
  throw new Error('The workspace was not refused.');
}

test('makes a workspace from nothing, with strict tables, and opens it again', () => {
  const folder = path.join(temporaryFolder(), 'deep', 'workspace');
  const first = openWorkspace(folder, program);
  expect(first.folder).toBe(folder);
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['embeddings', 'isoline.db', 'lock.db', 'models', 'reports']),
  );
  const pragma = (name: string): unknown => first.db.pragma(name, { simple: true });
  expect(pragma('user_version')).toBe(migrations.length);
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('synchronous')).toBe(1);
  expect(pragma('busy_timeout')).toBe(5000);
  const tables = first.db
    .prepare(`SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'`)
    .all() as { name: string; strict: number }[];
  expect(tables.map(({ name }) => name)).toContain('jobs');
  expect(tables.filter(({ strict }) => strict === 0)).toEqual([]);
  first.db
    .prepare(
      `INSERT INTO jobs (kind, input, status, started_at, updated_at) VALUES ('k', '1', 'done', 1, 1)`,
    )
    .run();
  first.close();
  first.close();

  const second = openWorkspace(folder, program);
  expect(second.db.prepare('SELECT kind FROM jobs').all()).toEqual([{ kind: 'k' }]);
  second.close();
});

test('a newer workspace is refused and stays as it is', () => {
  const folder = temporaryFolder();
  const database = new Database(path.join(folder, 'isoline.db'));
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.close();
  const before = readFileSync(path.join(folder, 'isoline.db'));
  const error = refusal(folder);
  expect(error.code).toBe('workspace-newer');
  expect(error.sentence).toContain(`version ${migrations.length + 1}`);
  expect(error.sentence).toContain(`up to ${migrations.length}`);
  expect(readFileSync(path.join(folder, 'isoline.db'))).toEqual(before);
  // The lock was given back: the answer is the same, not that it is in use.
  expect(refusal(folder).code).toBe('workspace-newer');
});

test('a damaged database is refused: garbage, a file cut short, foreign tables', () => {
  const garbage = temporaryFolder();
  writeFileSync(path.join(garbage, 'isoline.db'), 'no database at all, but long enough'.repeat(99));

  const cut = temporaryFolder();
  openWorkspace(cut, program).close();
  truncateSync(path.join(cut, 'isoline.db'), 5000);

  const foreign = temporaryFolder();
  const database = new Database(path.join(foreign, 'isoline.db'));
  database.exec('CREATE TABLE datasets (x)');
  database.close();

  for (const folder of [garbage, cut, foreign]) {
    const error = refusal(folder);
    expect(error.code).toBe('workspace-damaged');
    expect(error.kind).toBe('failure');
    expect(error.sentence).toContain(folder);
    expect(refusal(folder).code).toBe('workspace-damaged');
  }
});

test('a workspace that cannot be made is refused', () => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  for (const folder of [file, path.join(file, 'below')]) {
    expect(refusal(folder)).toMatchObject({ code: 'workspace-not-writable', kind: 'input' });
  }
});

test.skipIf(process.platform !== 'linux')('a folder that takes no other is refused (Linux)', () => {
  expect(refusal('/proc/workspace')).toMatchObject({
    code: 'workspace-not-writable',
    kind: 'input',
  });
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a read-only folder is refused (the super-user may write everywhere: skipped there)',
  () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    expect(refusal(folder).code).toBe('workspace-not-writable');
    chmodSync(folder, 0o755);
  },
);

test('a second process is refused while the first holds the workspace', async () => {
  const folder = temporaryFolder();
  const workspace = openWorkspace(folder, { program: 'isoline serve' });
  const url = JSON.stringify(new URL('./workspace.ts', import.meta.url).href);
  const second = startProcess(`
    import { openWorkspace } from ${url};
    try { openWorkspace(${JSON.stringify(folder)}, { program: 'second' }); console.log('opened'); }
    catch (error) { console.log(error.code + ' ' + error.sentence); }
  `);
  expect(await second.line()).toMatch(
    new RegExp(`^workspace-in-use .*isoline serve \\(process ${process.pid}, since `),
  );
  workspace.close();
});

test('a process killed in the middle of a transaction and of a file leaves neither', async () => {
  const folder = temporaryFolder();
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const writer = startProcess(`
    import { openWorkspace } from ${url('./workspace.ts')};
    import { openAtomicFile } from ${url('./atomic-file.ts')};
    import path from 'node:path';
    const { db, embeddingsFolder } = openWorkspace(${JSON.stringify(folder)}, { program: 'first' });
    const insert = db.prepare(
      "INSERT INTO jobs (kind, input, status, started_at, updated_at) VALUES (?, '1', 'done', 1, 1)");
    insert.run('kept');
    db.exec('BEGIN');
    for (let k = 0; k < 5000; k++) insert.run('lost');
    globalThis.atomic = await openAtomicFile(path.join(embeddingsFolder, 'a.npy'), 1000);
    await atomic.handle.writeFile(new Uint8Array(1000));
    console.log('written');
    setInterval(() => {}, 1000);
  `);
  await writer.line();
  expect(readdirSync(path.join(folder, 'embeddings'))).toHaveLength(1);
  await writer.kill();

  const workspace = openWorkspace(folder, program);
  expect(workspace.db.prepare('SELECT kind FROM jobs').all()).toEqual([{ kind: 'kept' }]);
  expect(readdirSync(workspace.embeddingsFolder)).toEqual([]);
  expect(existsSync(path.join(folder, 'isoline.db-wal'))).toBe(true);
  workspace.close();
  expect(existsSync(path.join(folder, 'isoline.db-wal'))).toBe(false);
});
