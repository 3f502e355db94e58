import { app, BrowserWindow, clipboard, ipcMain, Menu, session } from 'electron';
import { fileURLToPath } from 'node:url';
import { pageAddress, registerPageScheme, servePage } from './page-protocol.ts';

registerPageScheme();

// No window opens another and none leaves its page.
app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
});

ipcMain.handle('copy-text', (event, text: unknown) => {
  if (event.senderFrame?.url !== pageAddress) throw new Error('Only our own page may copy.');
  if (typeof text !== 'string') throw new TypeError('Only text can be copied.');
  return clipboard.writeText(text);
});

app.on('window-all-closed', () => app.quit());

// Not awaited at the top level: an ES-module main is loaded before `ready` can come.
void app.whenReady().then(async () => {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) =>
    answer(false),
  );
  session.defaultSession.setPermissionCheckHandler(() => false);
  servePage(fileURLToPath(new URL('../renderer/', import.meta.url)));
  Menu.setApplicationMenu(null);
  const window = new BrowserWindow({
    width: 960,
    height: 720,
    title: 'Isoline',
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/index.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  });
  await window.loadURL(pageAddress);
});
