import type { MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import type { ShellCommand } from '../contract/shell.ts';
import type { Settings } from './settings.ts';
import { screenNames } from './words.ts';
import type { Words } from './words.ts';

/** What menu entries do in the shell itself. */
export interface MenuActions {
  /** Lets the page do it. */
  send(command: ShellCommand): void;
  /** Null: asks for the folder. */
  openWorkspace(folder: string | null): void;
  setTheme(theme: Settings['theme']): void;
  openLogFolder(): void;
  openDocumentation(): void;
  showAbout(): void;
}

export interface MenuState {
  readonly recentWorkspaces: readonly string[];
  readonly theme: Settings['theme'];
  readonly macOs: boolean;
  readonly developerTools: boolean;
}

/** The application's menu. */
export function menuTemplate(
  words: Words,
  actions: MenuActions,
  state: MenuState,
): MenuItemConstructorOptions[] {
  const menus = [
    { label: words.file, submenu: fileMenu(words, actions, state) },
    { label: words.edit, submenu: editMenu(words) },
    { label: words.view, submenu: viewMenu(words, actions, state) },
    { label: words.help, role: 'help' as const, submenu: helpMenu(words, actions) },
  ];
  return state.macOs ? [{ role: 'appMenu' }, ...menus] : menus;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function fileMenu(
  words: Words,
  actions: MenuActions,
  { recentWorkspaces, macOs }: MenuState,
): MenuItemConstructorOptions[] {
  const recent = recentWorkspaces.map((folder) => ({
    label: `${path.basename(folder)} — ${folder}`.replaceAll('&', '&&'),
    click: () => actions.openWorkspace(folder),
  }));
  return [
    {
      label: words.openWorkspace,
      accelerator: 'CmdOrCtrl+O',
      click: () => actions.openWorkspace(null),
    },
    {
      label: words.recentWorkspaces,
      submenu: recent.length > 0 ? recent : [{ label: words.noRecentWorkspaces, enabled: false }],
    },
    separator,
    {
      label: words.importFolder,
      accelerator: 'CmdOrCtrl+I',
      click: () => actions.send({ kind: 'import-folder' }),
    },
    {
      label: words.importModel,
      accelerator: 'CmdOrCtrl+Shift+I',
      click: () => actions.send({ kind: 'import-model' }),
    },
    // On macOS it is in the application's own menu.
    ...(macOs ? [] : [separator, { label: words.quit, role: 'quit' as const }]),
  ];
}

function editMenu(words: Words): MenuItemConstructorOptions[] {
  return [
    { label: words.undo, role: 'undo' },
    { label: words.redo, role: 'redo' },
    separator,
    { label: words.cut, role: 'cut' },
    { label: words.copy, role: 'copy' },
    { label: words.paste, role: 'paste' },
    { label: words.selectAll, role: 'selectAll' },
  ];
}

function viewMenu(
  words: Words,
  actions: MenuActions,
  state: MenuState,
): MenuItemConstructorOptions[] {
  return [
    ...screenNames.map((name, index) => ({
      label: words.screens[name],
      accelerator: `CmdOrCtrl+${String((index + 1) % 10)}`,
      click: () => actions.send({ kind: 'go', address: name === 'home' ? '/' : `/${name}` }),
    })),
    separator,
    {
      label: words.theme,
      submenu: (['system', 'light', 'dark'] as const).map((theme) => ({
        label: words.themes[theme],
        type: 'radio' as const,
        checked: theme === state.theme,
        click: () => actions.setTheme(theme),
      })),
    },
    separator,
    { label: words.zoomIn, role: 'zoomIn' },
    { label: words.zoomOut, role: 'zoomOut' },
    { label: words.actualSize, role: 'resetZoom' },
    { label: words.fullScreen, role: 'togglefullscreen' },
    separator,
    { label: words.reload, role: 'reload' },
    ...(state.developerTools
      ? [
          {
            label: words.developerTools,
            role: 'toggleDevTools' as const,
            accelerator: 'F12',
          },
        ]
      : []),
  ];
}

function helpMenu(words: Words, actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: words.runDemo, click: () => actions.send({ kind: 'run-demo' }) },
    {
      label: words.glossary,
      accelerator: 'F1',
      click: () => actions.send({ kind: 'show-glossary' }),
    },
    { label: words.documentation, click: () => actions.openDocumentation() },
    separator,
    { label: words.openLogFolder, click: () => actions.openLogFolder() },
    { label: words.about, click: () => actions.showAbout() },
  ];
}
