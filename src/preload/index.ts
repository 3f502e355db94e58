import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('isolineShell', {
  copyText: (text: string): Promise<void> => ipcRenderer.invoke('copy-text', text),
});
