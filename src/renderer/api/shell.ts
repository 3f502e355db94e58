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
  // A page that came without encryption from another machine has no clipboard of its own.
  else if (window.isSecureContext) await navigator.clipboard.writeText(text);
  else copyBySelection(text);
}

function copyBySelection(text: string): void {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'isoline-hidden';
  document.body.append(field);
  field.select();
  // Without a secure context there is no other way.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('The browser does not let the page copy.');
}

/** Address of a dataset's image, at least so many pixels wide where it has them. */
export function imageAddress(imageId: number, width: 80 | 160 | 320 | 640 | 1280): string {
  return `/images/${String(imageId)}?width=${String(width)}`;
}
