import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SettingsFile } from './settings.ts';
import { temporaryFolder } from './test-engines.ts';

test('what was changed is there at the next start, and nothing else in the folder', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'below', 'settings.json');
  const settings = new SettingsFile(file);
  expect(settings.values).toMatchObject({ engine: { kind: 'own' }, theme: 'system' });
  expect(existsSync(file)).toBe(false);
  settings.change({ theme: 'dark' });
  settings.change({ engine: { kind: 'attached', url: 'wss://gpu.example/rpc' } });
  expect(new SettingsFile(file).values).toEqual({
    ...settings.values,
    theme: 'dark',
    engine: { kind: 'attached', url: 'wss://gpu.example/rpc' },
  });
  expect(readdirSync(path.dirname(file))).toEqual(['settings.json']);
});

test('workspaces, the newest first, each once, eight at most', () => {
  const settings = new SettingsFile(path.join(temporaryFolder(), 'settings.json'));
  for (const name of 'abcdefghij') settings.rememberWorkspace(`/${name}`);
  settings.rememberWorkspace('/d');
  expect(settings.values.recentWorkspaces).toEqual(
    ['d', 'j', 'i', 'h', 'g', 'f', 'e', 'c'].map((name) => `/${name}`),
  );
});

test.each(['', '{"theme":"dark"', '[]', '{"theme":"blue"}'])(
  'a file that holds %j is moved aside',
  (content) => {
    const file = path.join(temporaryFolder(), 'settings.json');
    writeFileSync(file, content);
    expect(new SettingsFile(file).values.theme).toBe('system');
    expect(existsSync(`${file}.unreadable`)).toBe(true);
  },
);
