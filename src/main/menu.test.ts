import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import type { ShellCommand } from '../contract/shell.ts';
import { menuTemplate } from './menu.ts';
import { wordsFor } from './words.ts';

const state = {
  recentWorkspaces: ['/work/shoes & more', '/work/logos'],
  theme: 'dark',
  macOs: false,
  developerTools: false,
} as const;

function menuOf(locale: string) {
  const done: unknown[] = [];
  const template = menuTemplate(
    wordsFor(locale),
    {
      send: (command: ShellCommand) => done.push(command),
      openWorkspace: (folder) => done.push(folder),
      setTheme: (theme) => done.push(theme),
      openLogFolder: () => done.push('logs'),
      openDocumentation: () => done.push('documentation'),
      showAbout: () => done.push('about'),
    },
    state,
  );
  return { items: flat(template), done };
}

function flat(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? flat(item.submenu) : []),
  ]);
}

function click(item: MenuItemConstructorOptions): void {
  (item.click as (() => void) | undefined)?.();
}

test('Ctrl+1 to Ctrl+9 and Ctrl+0 lead to the screens', () => {
  const { items, done } = menuOf('en-GB');
  for (const key of '1234567890') {
    click(items.find(({ accelerator }) => accelerator === `CmdOrCtrl+${key}`)!);
  }
  expect(done).toEqual(
    [
      '/',
      '/data',
      '/models',
      '/threshold',
      '/training',
      '/compare',
      '/review',
      '/reports',
      '/activity',
      '/settings',
    ].map((address) => ({ kind: 'go', address })),
  );
});

test('no key does two things, in either language', () => {
  for (const locale of ['en', 'de']) {
    const keys = menuOf(locale).items.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('recent workspaces are offered by name and folder', () => {
  const { items, done } = menuOf('de-AT');
  const item = items.find(({ label }) => label === 'shoes && more — /work/shoes && more');
  click(item!);
  expect(done).toEqual(['/work/shoes & more']);
});

test('the theme in use is marked', () => {
  const { items } = menuOf('de');
  const marked = items.filter(({ checked }) => checked === true).map(({ label }) => label);
  expect(marked).toEqual(['Dunkel']);
});

test('every entry says what it is, in German and in English', () => {
  const labels = (locale: string) =>
    menuOf(locale).items.flatMap(({ type, label }) => (type === 'separator' ? [] : [label ?? '']));
  expect(labels('de')).not.toContain('');
  expect(labels('en')).toHaveLength(labels('de').length);
  expect(labels('fr')).toEqual(labels('en'));
});
