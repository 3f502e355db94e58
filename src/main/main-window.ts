import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsFile } from './settings.ts';
import { placeWindow, rememberPlace, smallestWindow } from './window-bounds.ts';

/**
 * Opens the application's window, empty, where it was last time, and remembers where it is when it
 * is closed.
 *
 * @param preload absolute path of the preload script
 */
export function openMainWindow(settings: SettingsFile, preload: string): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const displays = [
    primary,
    ...screen.getAllDisplays().filter((display) => display.id !== primary.id),
  ].map(({ id, workArea }) => ({ id: String(id), workArea }));
  const places = settings.values.window;
  const window = new BrowserWindow({
    ...placeWindow(places, displays),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Isoline',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // The checker fetches its dictionaries from elsewhere.
      spellcheck: false,
    },
  });
  if (places.maximised) window.maximize();
  window.on('focus', () => window.flashFrame(false));
  window.on('close', () => {
    const bounds = window.getNormalBounds();
    const display = String(screen.getDisplayMatching(bounds).id);
    settings.change({
      window: rememberPlace(settings.values.window, display, bounds, window.isMaximized()),
    });
  });
  return window;
}
