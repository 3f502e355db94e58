import path from 'node:path';
import type { EngineChoice } from '../contract/shell.ts';
import { AbsentEngine } from './absent-engine.ts';
import { AttachedEngine } from './attached-engine.ts';
import { checkToken, readTokenFile, readTokenStream } from './engine-token.ts';
import { parseEngineUrl } from './engine-url.ts';
import type { AttachedUrl } from './engine-url.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { SettingsFile } from './settings.ts';
import { ShellError } from './shell-error.ts';
import type { EngineSource, WindowEngine } from './window-engine.ts';

export interface EngineSelectionParts {
  readonly engine: WindowEngine;
  readonly settings: SettingsFile;
  /** Tokens of attached engines, by address. */
  readonly tokens: {
    find(url: string): Promise<string | null>;
    keep(url: string, token: string): Promise<void>;
  };
  /** The workspace of a person who has opened none. */
  readonly usualWorkspace: string;
  /**
   * An engine of our own on a workspace.
   *
   * @throws ShellError where there is none
   */
  readonly ownEngine: (workspace: string) => EngineSource;
  /** Asks a person whether to connect to another machine. */
  readonly confirm: (host: string) => Promise<boolean>;
}

/** Which engine the window uses, and on which workspace. */
export class EngineSelection {
  readonly #parts: EngineSelectionParts;
  #choice: EngineChoice = { kind: 'own' };
  /** Standard input can be read once, and the engine be started again. */
  #inputToken: Promise<string> | undefined;

  constructor(parts: EngineSelectionParts) {
    this.#parts = parts;
  }

  get choice(): EngineChoice {
    return this.#choice;
  }

  /** The engine that this start or else the settings ask for. What is wrong with it becomes its state. */
  async start(launch: LaunchOptions, input: NodeJS.ReadableStream): Promise<void> {
    const { settings, engine } = this.#parts;
    const chosen = settings.values.engine;
    const url = launch.engineUrl ?? (chosen.kind === 'attached' ? chosen.url : undefined);
    try {
      if (url === undefined) {
        await this.#useOwn(settings.values.recentWorkspaces[0] ?? this.#parts.usualWorkspace);
        return;
      }
      this.#choice = { kind: 'attached', url };
      const address = parseEngineUrl(url);
      if (!(await this.#isConfirmed(address))) {
        throw new ShellError(`The engine at ${new URL(url).host} was not connected to.`);
      }
      await this.#useAttached(address, () => this.#launchToken(address, launch, input));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      await engine.use(new AbsentEngine(error.message));
    }
  }

  /**
   * Changes the engine and remembers it. Nothing changes where a person says no to a new machine.
   *
   * @param token null: the one that is known already
   * @throws ShellError for an address or a token that cannot be one
   */
  async choose(choice: EngineChoice, token: string | null): Promise<void> {
    const { settings, tokens } = this.#parts;
    if (choice.kind === 'own') {
      await this.openWorkspace(settings.values.recentWorkspaces[0] ?? this.#parts.usualWorkspace);
      return;
    }
    const address = parseEngineUrl(choice.url);
    const checked = token === null ? null : checkToken(token, 'The field');
    if (!(await this.#isConfirmed(address))) return;
    if (checked !== null) await tokens.keep(address.url, checked);
    settings.change({ engine: { kind: 'attached', url: address.url } });
    await this.#useAttached(address, () => tokens.find(address.url));
  }

  /** Starts an engine of our own on a workspace, and remembers it. */
  async openWorkspace(folder: string): Promise<void> {
    if (!path.isAbsolute(folder)) throw new ShellError(`"${folder}" is no absolute path.`);
    this.#parts.settings.change({ engine: { kind: 'own' } });
    await this.#useOwn(folder);
  }

  async #useOwn(folder: string): Promise<void> {
    this.#choice = { kind: 'own' };
    const source = this.#parts.ownEngine(folder);
    this.#parts.settings.rememberWorkspace(folder);
    await this.#parts.engine.use(source);
  }

  async #useAttached({ url }: AttachedUrl, findToken: () => Promise<string | null>): Promise<void> {
    this.#choice = { kind: 'attached', url };
    await this.#parts.engine.use(new AttachedEngine(url, findToken));
  }

  /** The token that this start names, else the one that is kept. */
  async #launchToken(
    { url }: AttachedUrl,
    { token }: LaunchOptions,
    input: NodeJS.ReadableStream,
  ): Promise<string | null> {
    if (token === null) return this.#parts.tokens.find(url);
    if (token.from === 'file') return readTokenFile(token.file);
    this.#inputToken ??= readTokenStream(input);
    return this.#inputToken;
  }

  /** Whether an engine is on this machine, was confirmed before, or is confirmed now. */
  async #isConfirmed({ url, loopback }: AttachedUrl): Promise<boolean> {
    const { settings, confirm } = this.#parts;
    const { confirmedEngines } = settings.values;
    if (loopback || confirmedEngines.includes(url)) return true;
    if (!(await confirm(new URL(url).host))) return false;
    settings.change({ confirmedEngines: [...confirmedEngines, url] });
    return true;
  }
}
