import { ipcMain } from 'electron';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import type { ShellAnswer, ShellMessage } from '../contract/shell-messages.ts';
import type { RotatingLog } from './rotating-log.ts';
import { pageOrigin } from './page-policy.ts';
import { shellArguments } from './shell-arguments.ts';
import type { ShellFunctions } from './shell-arguments.ts';
import { sentenceOf, ShellError } from './shell-error.ts';

/**
 * Answers the page's messages: those of the main frame of our own window, on our own origin, with
 * arguments that are what they must be.
 *
 * @param log what nobody foresaw is written down here
 */
export function answerMessages(
  window: BrowserWindow,
  functions: ShellFunctions,
  log: RotatingLog,
): void {
  const answerMessage = async (
    name: ShellMessage,
    event: IpcMainInvokeEvent,
    given: unknown[],
  ): Promise<ShellAnswer> => {
    try {
      if (!isOurPage(event, window)) {
        throw new ShellError('Only the page of the window may ask for this.');
      }
      const values = shellArguments[name].safeParse(given);
      if (!values.success) {
        throw new ShellError(`${name} was called with arguments that it does not take.`);
      }
      const call = functions[name] as (...values: unknown[]) => unknown;
      return { done: true, value: await call(...values.data) };
    } catch (error) {
      if (!(error instanceof ShellError)) {
        log.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
      return { done: false, sentence: sentenceOf(error) };
    }
  };
  for (const name of Object.keys(shellArguments) as ShellMessage[]) {
    ipcMain.handle(name, (event, ...given: unknown[]) => answerMessage(name, event, given));
  }
}

function isOurPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  return (
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    frame.origin === pageOrigin
  );
}
