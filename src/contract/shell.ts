/**
 * What the desktop window offers its page beyond a browser, as `window.isolineShell`; absent in a
 * browser. Every function is one named message to the main process, which checks its sender and its
 * arguments. Failures are rejections whose message is a sentence for a person.
 */
export interface IsolineShell {
  /** Where the engine listens, and the token that opens it. Resolves once an engine runs. */
  engine(): Promise<EngineAddress>;
  /** The state now, then each change. Returns what ends the watching. */
  onEngineState(listener: (state: EngineState) => void): () => void;
  restartEngine(): Promise<void>;
  /** Asks for a folder or a file with the system's dialog, and grants it to the engine. Null: cancelled. */
  chooseFolder(title: string): Promise<string | null>;
  chooseFile(title: string, extensions: readonly string[]): Promise<string | null>;
  /** Asks where to save, and saves. The path, or null when cancelled. */
  saveFile(name: string, content: ArrayBuffer): Promise<string | null>;
  /** Grants a file or folder that was dropped on the window to the engine, and gives its path. */
  grantDropped(file: File): Promise<string>;
  copyText(text: string): Promise<void>;
  /** Opens an https page of the project's own documentation in the system's browser. */
  openExternal(address: string): Promise<void>;
  /** On the task bar: 0…1, null for none. Keeps the machine awake while it is not null. */
  setProgress(share: number | null): Promise<void>;
  /** A notice of the system, where the window is not in front. */
  notify(title: string, body: string): Promise<void>;
  /** The theme now, then each change, by the menu too. Returns what ends the watching. */
  onTheme(listener: (theme: ShellTheme) => void): () => void;
  /** The window follows it at once, and the page's media query with it. */
  setTheme(theme: ShellTheme): Promise<void>;
  openLogFolder(): Promise<void>;
  /** Workspaces opened before, the newest first. */
  recentWorkspaces(): Promise<string[]>;
  /** Opens another workspace: of the folder, or of one that the system's dialog asks for. */
  openWorkspace(folder: string | null): Promise<void>;
  /** Which engine the window uses. */
  engineChoice(): Promise<EngineChoice>;
  /** Changes it and restarts; asks the person first where the engine is a new remote one. */
  chooseEngine(choice: EngineChoice, token: string | null): Promise<void>;
  /** A menu entry or its keys: the page does it. */
  onCommand(listener: (command: ShellCommand) => void): () => void;
}

export type ShellTheme = 'light' | 'dark' | 'system';

export interface EngineAddress {
  /** ws://127.0.0.1:PORT/rpc or wss://HOST/rpc. */
  url: string;
  token: string;
  where: 'this-machine' | 'remote';
}

export type EngineState =
  | { state: 'starting' }
  | { state: 'running'; where: 'this-machine' | 'remote'; url: string }
  /** It ended by itself and is started again. */
  | { state: 'crashed'; sentence: string }
  /** It failed three times: only a person starts it again. */
  | { state: 'stopped'; sentence: string };

export type EngineChoice = { kind: 'own' } | { kind: 'attached'; url: string };

export type ShellCommand =
  | { kind: 'go'; address: string }
  | { kind: 'import-folder' }
  | { kind: 'import-model' }
  | { kind: 'run-demo' }
  | { kind: 'show-glossary' };

declare global {
  interface Window {
    isolineShell?: IsolineShell;
  }
}
