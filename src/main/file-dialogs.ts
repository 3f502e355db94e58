import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import path from 'node:path';
import { writeFileAtomically } from './settings.ts';
import { sentenceOf, ShellError } from './shell-error.ts';
import type { Words } from './words.ts';

/** Asks for a folder. Null: cancelled. */
export async function askForFolder(
  window: BrowserWindow,
  title: string,
  words: Words,
): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    buttonLabel: words.choose,
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
  });
  return filePaths[0] ?? null;
}

/**
 * Asks for a file.
 *
 * @param extensions without the dot; none: any file
 */
export async function askForFile(
  window: BrowserWindow,
  title: string,
  extensions: readonly string[],
  words: Words,
): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title,
    buttonLabel: words.choose,
    properties: ['openFile'],
    ...(extensions.length === 0
      ? {}
      : { filters: [{ name: extensions.join(', '), extensions: [...extensions] }] }),
  });
  return filePaths[0] ?? null;
}

/** Asks where to save, and saves. The path; null when it was cancelled. */
export async function saveWithDialog(
  window: BrowserWindow,
  name: string,
  content: ArrayBuffer,
  words: Words,
): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog(window, {
    title: words.saveAs,
    defaultPath: path.join(app.getPath('downloads'), plainFileName(name)),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (filePath === '') return null;
  try {
    writeFileAtomically(filePath, new Uint8Array(content));
  } catch (error) {
    throw new ShellError(`The file was not saved: ${sentenceOf(error)}.`, { cause: error });
  }
  return filePath;
}

/** A name without what could lead into another folder, or what a file system refuses. */
function plainFileName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  return name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/^\.+/, '');
}
