import { app, clipboard, dialog, Menu, nativeTheme, shell as system } from 'electron';
import type { BrowserWindow } from 'electron';
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ShellCommand } from '../contract/shell.ts';
import type { ShellEvents } from '../contract/shell-messages.ts';
import { Activity, bringToFront } from './activity.ts';
import type { EngineSelection } from './engine-selection.ts';
import { checkExternalAddress } from './external-address.ts';
import { askForFile, askForFolder, saveWithDialog } from './file-dialogs.ts';
import { menuTemplate } from './menu.ts';
import type { MenuActions } from './menu.ts';
import { pageAddress } from './page-policy.ts';
import type { RotatingLog } from './rotating-log.ts';
import type { Settings, SettingsFile } from './settings.ts';
import type { ShellFunctions } from './shell-arguments.ts';
import { sentenceOf, ShellError } from './shell-error.ts';
import type { WindowEngine } from './window-engine.ts';
import type { Words } from './words.ts';

export interface ShellParts {
  readonly window: BrowserWindow;
  readonly engine: WindowEngine;
  readonly selection: EngineSelection;
  readonly settings: SettingsFile;
  readonly log: RotatingLog;
  readonly words: Words;
  /** Folder of the documentation. */
  readonly documentation: string;
}

/** What the window offers its page, its menu and the system. */
export class Shell {
  readonly #parts: ShellParts;
  readonly #activity = new Activity();
  /** Commands that came before the page listened. */
  readonly #waiting: ShellCommand[] = [];
  #pageListens = false;
  /** What the page that is loaded may connect to. */
  #pageConnects: string | null = null;
  /** The engine is being changed, and the page will be loaded after that. */
  #changing = true;
  #mayClose = false;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    const { window, engine } = parts;
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#pageListens = false;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      parts.log.note(`The page ended: ${reason}.`);
      if (reason !== 'clean-exit') void this.#afterPageEnded();
    });
    window.on('close', (event) => {
      if (this.#mayClose || !this.#activity.running) return;
      event.preventDefault();
      void this.#mayInterrupt().then((may) => {
        this.#mayClose = may;
        if (may) window.close();
      });
    });
    engine.onState((state) => {
      if (window.isDestroyed()) return;
      if (state.state !== 'running') this.#activity.setProgress(window, null);
      this.#tell('engine-state', state);
      this.#reloadForNewPort();
    });
  }

  /** What a page that is loaded now may connect to. */
  connectOrigin(): string | null {
    this.#pageConnects = this.#parts.engine.connectOrigin();
    return this.#pageConnects;
  }

  /** Lets the engine be changed, and loads the page anew for another one. */
  async changeEngine(change: () => Promise<void>): Promise<void> {
    const { window, engine } = this.#parts;
    const before = engine.source;
    this.#changing = true;
    try {
      await change();
      if (engine.source === before || window.isDestroyed()) return;
      await window.loadURL(pageAddress);
      this.showMenu();
    } finally {
      this.#changing = false;
    }
    this.#reloadForNewPort();
  }

  /** Opens threshold passports: the page shows them. */
  async openPassports(files: readonly string[]): Promise<void> {
    try {
      for (const file of files) {
        await this.#grant(file);
        this.#send({ kind: 'go', address: `/passport?file=${encodeURIComponent(file)}` });
      }
    } catch (error) {
      this.#showProblem(error);
    }
    bringToFront(this.#parts.window);
  }

  showMenu(): void {
    const { words, settings } = this.#parts;
    const template = menuTemplate(words, this.#menuActions(), {
      recentWorkspaces: settings.values.recentWorkspaces,
      theme: settings.values.theme,
      macOs: process.platform === 'darwin',
      developerTools: !app.isPackaged,
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  /** The functions behind `window.isolineShell`. */
  functions(): ShellFunctions {
    const { window, engine, selection, settings, words } = this.#parts;
    return {
      engine: () => engine.address(),
      engineState: () => engine.state,
      theme: () => settings.values.theme,
      restartEngine: async () => {
        if (await this.#mayInterrupt()) await engine.restart();
      },
      chooseFolder: async (title) => this.#granted(await askForFolder(window, title, words)),
      chooseFile: async (title, extensions) =>
        this.#granted(await askForFile(window, title, extensions, words)),
      saveFile: (name, content) => saveWithDialog(window, name, content, words),
      grantDropped: (file) => this.#grant(file),
      copyText: (text) => clipboard.writeText(text),
      openExternal: (address) => system.openExternal(checkExternalAddress(address)),
      setProgress: (share) => this.#activity.setProgress(window, share),
      notify: (title, body) => this.#activity.notify(window, title, body),
      setTheme: (theme) => this.#setTheme(theme),
      openLogFolder: () => openFolder(app.getPath('logs')),
      recentWorkspaces: () => [...settings.values.recentWorkspaces],
      openWorkspace: (folder) => this.#openWorkspace(folder),
      engineChoice: () => selection.choice,
      chooseEngine: async (choice, token) => {
        if (!(await this.#mayInterrupt())) return;
        await this.changeEngine(() => selection.choose(choice, token));
      },
      listenToCommands: () => {
        this.#pageListens = true;
        for (const command of this.#waiting.splice(0)) this.#tell('command', command);
      },
    };
  }

  #menuActions(): MenuActions {
    const { words } = this.#parts;
    const attempt = (action: () => Promise<void>) => () =>
      void action().catch((error: unknown) => this.#showProblem(error));
    return {
      send: (command) => this.#send(command),
      openWorkspace: (folder) => attempt(() => this.#openWorkspace(folder))(),
      setTheme: (theme) => this.#setTheme(theme),
      openLogFolder: attempt(() => openFolder(app.getPath('logs'))),
      openDocumentation: attempt(() => openFolder(this.#parts.documentation)),
      showAbout: attempt(async () => {
        await dialog.showMessageBox(this.#parts.window, {
          type: 'info',
          title: words.about,
          message: `Isoline ${app.getVersion()}`,
          detail: `${words.aboutDetail}\n\nElectron ${process.versions.electron}, Chromium ${process.versions.chrome}`,
        });
      }),
    };
  }

  async #openWorkspace(folder: string | null): Promise<void> {
    const { window, selection, settings, words } = this.#parts;
    // A page may name what a person opened before; everything else a person chooses.
    if (folder !== null && !settings.values.recentWorkspaces.includes(folder)) {
      throw new ShellError(`${folder} was not opened before. Choose it in the dialog.`);
    }
    const chosen = folder ?? (await askForFolder(window, words.chooseWorkspace, words));
    if (chosen === null || !(await this.#mayInterrupt())) return;
    await this.changeEngine(() => selection.openWorkspace(chosen));
  }

  /** Asks a person before running jobs are interrupted. */
  async #mayInterrupt(): Promise<boolean> {
    if (!this.#activity.running) return true;
    const { window, words } = this.#parts;
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: words.interruptQuestion,
      detail: words.interruptDetail,
      buttons: [words.keepRunning, words.interrupt],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }

  async #afterPageEnded(): Promise<void> {
    const { window, words } = this.#parts;
    if (window.isDestroyed()) return;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: words.pageEndedQuestion,
      detail: words.pageEndedDetail,
      buttons: [words.reload, words.quit],
      cancelId: 1,
    });
    if (response === 0) window.webContents.reload();
    else window.close();
  }

  /** A page that was loaded for an engine at another port is kept from this one by its policy. */
  #reloadForNewPort(): void {
    const { window, engine } = this.#parts;
    if (this.#changing || engine.state.state !== 'running') return;
    if (this.#pageConnects !== engine.connectOrigin()) window.webContents.reload();
  }

  #setTheme(theme: Settings['theme']): void {
    nativeTheme.themeSource = theme;
    this.#parts.settings.change({ theme });
    this.showMenu();
    this.#tell('theme-changed', theme);
  }

  /** @throws ShellError where it is not there, or where the engine cannot read it */
  async #grant(place: string): Promise<string> {
    const exists = path.isAbsolute(place) && statSync(place, { throwIfNoEntry: false });
    if (!exists) throw new ShellError(`${place} is not there.`);
    await this.#parts.engine.grant(place);
    return place;
  }

  async #granted(chosen: string | null): Promise<string | null> {
    return chosen === null ? null : this.#grant(chosen);
  }

  /** Lets the page do something, at once or as soon as it listens. */
  #send(command: ShellCommand): void {
    if (this.#pageListens) this.#tell('command', command);
    else this.#waiting.push(command);
  }

  #tell<Name extends keyof ShellEvents>(name: Name, content: ShellEvents[Name]): void {
    this.#parts.window.webContents.send(name, content);
  }

  #showProblem(error: unknown): void {
    if (!(error instanceof ShellError)) this.#parts.log.note(sentenceOf(error));
    void dialog.showMessageBox(this.#parts.window, {
      type: 'error',
      message: this.#parts.words.problem,
      detail: sentenceOf(error),
    });
  }
}

/** Opens a folder in the system's file manager. */
async function openFolder(folder: string): Promise<void> {
  const failure = await system.openPath(folder);
  if (failure !== '') throw new ShellError(`${folder} cannot be opened: ${failure}.`);
}
