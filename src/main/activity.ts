import { app, Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';

/** Running jobs, as far as the shell has to do with them: the page tells it. */
export class Activity {
  #blocker: number | undefined;

  /** Whether a job runs now. */
  get running(): boolean {
    return this.#blocker !== undefined;
  }

  /**
   * Shows how far the running jobs are, and keeps the machine awake meanwhile.
   *
   * @param share 0…1; null when nothing runs
   */
  setProgress(window: BrowserWindow, share: number | null): void {
    window.setProgressBar(share ?? -1);
    if (share !== null) {
      this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }

  /** A notice of the system, which brings the window to the front; nothing where it is there already. */
  notify(window: BrowserWindow, title: string, body: string): void {
    if (window.isFocused()) return;
    window.flashFrame(true);
    if (!Notification.isSupported()) return;
    const notice = new Notification({ title, body });
    notice.on('click', () => bringToFront(window));
    notice.show();
  }
}

/** Shows the window, wherever it was. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  app.focus({ steal: true });
  window.focus();
}
