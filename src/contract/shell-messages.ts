import type { EngineState, IsolineShell, ShellCommand } from './shell.ts';

/**
 * The messages behind `window.isolineShell`, between the preload and the main process. A function of
 * the page is the message of its name; two more belong to the functions that listen.
 */
export type ShellMessage =
  | Exclude<keyof IsolineShell, 'onEngineState' | 'onCommand'>
  /** Answered with the `EngineState` now. */
  | 'engineState'
  /** The page listens to commands: those that came before are sent now. */
  | 'listenToCommands';

/** What a message is answered: an error as its sentence, which Electron would bury in words of its own. */
export type ShellAnswer =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly sentence: string };

/** What the main process tells the page unasked. */
export interface ShellEvents {
  'engine-state': EngineState;
  command: ShellCommand;
}
