import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

const first = `CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE children (parent INTEGER NOT NULL REFERENCES parents (id)) STRICT;
  INSERT INTO parents VALUES (1); INSERT INTO children VALUES (1);`;
const second = 'ALTER TABLE parents ADD COLUMN name TEXT;';

function version(database: Database.Database): unknown {
  return database.pragma('user_version', { simple: true });
}

test('each migration runs once, in order, from whatever version there is', () => {
  const database = new Database(':memory:');
  migrate(database, [first], 'here');
  expect(version(database)).toBe(1);
  migrate(database, [first, second], 'here');
  migrate(database, [first, second], 'here');
  expect(version(database)).toBe(2);
  expect(database.prepare('SELECT * FROM parents').all()).toEqual([{ id: 1, name: null }]);
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
  database.close();
});

test('a migration that fails leaves the version and the tables before it', () => {
  const database = new Database(':memory:');
  const broken = 'ALTER TABLE parents ADD COLUMN name TEXT; SELECT * FROM nowhere;';
  expect(() => migrate(database, [first, broken], 'here')).toThrow(/nowhere/);
  expect(version(database)).toBe(1);
  expect(database.prepare('SELECT * FROM parents').all()).toEqual([{ id: 1 }]);
  database.close();
});

test('a migration that leaves rows without what they refer to is undone', () => {
  const database = new Database(':memory:');
  expect(() => migrate(database, [first, 'DELETE FROM parents;'], 'here')).toThrow(
    expect.objectContaining({ code: 'workspace-damaged' }),
  );
  expect(version(database)).toBe(1);
  expect(database.prepare('SELECT * FROM parents').all()).toEqual([{ id: 1 }]);
  database.close();
});

test('a newer database is refused with both versions, and left as it is', () => {
  const database = new Database(':memory:');
  database.pragma('user_version = 7');
  expect(() => migrate(database, [first, second], '/data/shoes')).toThrow(
    expect.objectContaining({
      code: 'workspace-newer',
      kind: 'input',
      sentence: 'The workspace /data/shoes has version 7, and this program knows versions up to 2.',
    }),
  );
  expect(version(database)).toBe(7);
  database.close();
});
