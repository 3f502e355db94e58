import type { IsolineShell } from '../../contract/shell.ts';

/** What the desktop window offers; undefined in a browser. */
export const shell: IsolineShell | undefined = window.isolineShell;

/**
 * Saves a file: with the system's dialog in the window, as a download in a browser.
 *
 * @returns where it was saved, as far as the page may know; null when it was cancelled
 */
export async function saveFile(name: string, content: Blob): Promise<string | null> {
  if (shell !== undefined) return shell.saveFile(name, await content.arrayBuffer());
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}

/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  if (shell !== undefined) await shell.copyText(text);
  else await navigator.clipboard.writeText(text);
}

/** Address of a dataset's image, at least so many pixels wide where it has them. */
export function imageAddress(imageId: number, width: 80 | 160 | 320 | 640 | 1280): string {
  return `/images/${String(imageId)}?width=${String(width)}`;
}
