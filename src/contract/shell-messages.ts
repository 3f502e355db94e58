import type { EngineState, IsolineShell, ShellCommand, ShellTheme } from './shell.ts';

/**
 * The messages behind `window.isolineShell`, between the preload and the main process. A function of
 * the page is the message of its name; three more belong to the functions that listen.
 */
export type ShellMessage =
  | Exclude<keyof IsolineShell, 'onEngineState' | 'onTheme' | 'onCommand'>
  /** Answered with the `EngineState` now. */
  | 'engineState'
  /** Answered with the `ShellTheme` now. */
  | 'theme'
  /** The page listens to commands: those that came before are sent now. */
  | 'listenToCommands';

/** What a message is answered: an error as its sentence, which Electron would bury in words of its own. */
export type ShellAnswer =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly sentence: string };

/** What the main process tells the page unasked. */
export interface ShellEvents {
  'engine-state': EngineState;
  'theme-changed': ShellTheme;
  command: ShellCommand;
}
