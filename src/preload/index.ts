import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { IsolineShell } from '../contract/shell.ts';
import type { ShellAnswer, ShellEvents, ShellMessage } from '../contract/shell-messages.ts';

/** Asks the main process, and takes its answer apart: a sentence becomes a rejection. */
async function ask<Name extends keyof IsolineShell & ShellMessage>(
  name: Name,
  ...values: unknown[]
): Promise<Awaited<ReturnType<IsolineShell[Name]>>> {
  return (await answer(name, values)) as Awaited<ReturnType<IsolineShell[Name]>>;
}

async function answer(name: ShellMessage, values: unknown[]): Promise<unknown> {
  const given = (await ipcRenderer.invoke(name, ...values)) as ShellAnswer;
  if (!given.done) throw new Error(given.sentence);
  return given.value;
}

function listen<Name extends keyof ShellEvents>(
  name: Name,
  listener: (content: ShellEvents[Name]) => void,
): () => void {
  const heard = (_event: unknown, content: ShellEvents[Name]): void => listener(content);
  ipcRenderer.on(name, heard);
  return () => void ipcRenderer.off(name, heard);
}

/** What the answer to a message says now, then what each event says. */
function watch<Name extends keyof ShellEvents>(
  question: ShellMessage,
  event: Name,
  listener: (content: ShellEvents[Name]) => void,
): () => void {
  let stopped = false;
  let changed = false;
  const stop = listen(event, (content) => {
    changed = true;
    listener(content);
  });
  // A change that came meanwhile is newer than the answer.
  void answer(question, []).then((content) => {
    if (!changed && !stopped) listener(content as ShellEvents[Name]);
  });
  return () => {
    stopped = true;
    stop();
  };
}

const shell: IsolineShell = {
  engine: () => ask('engine'),
  onEngineState: (listener) => watch('engineState', 'engine-state', listener),
  restartEngine: () => ask('restartEngine'),
  chooseFolder: (title) => ask('chooseFolder', title),
  chooseFile: (title, extensions) => ask('chooseFile', title, extensions),
  saveFile: (name, content) => ask('saveFile', name, content),
  grantDropped: async (file) => {
    // Only a file that a person dropped or chose has a path; one that the page made has none.
    const path = webUtils.getPathForFile(file);
    if (path === '') throw new Error(`${file.name} is not a file of this machine.`);
    return ask('grantDropped', path);
  },
  copyText: (text) => ask('copyText', text),
  openExternal: (address) => ask('openExternal', address),
  setProgress: (share) => ask('setProgress', share),
  notify: (title, body) => ask('notify', title, body),
  onTheme: (listener) => watch('theme', 'theme-changed', listener),
  setTheme: (theme) => ask('setTheme', theme),
  openLogFolder: () => ask('openLogFolder'),
  recentWorkspaces: () => ask('recentWorkspaces'),
  openWorkspace: (folder) => ask('openWorkspace', folder),
  engineChoice: () => ask('engineChoice'),
  chooseEngine: (choice, token) => ask('chooseEngine', choice, token),
  onCommand: (listener) => {
    const stop = listen('command', listener);
    void answer('listenToCommands', []);
    return stop;
  },
};

contextBridge.exposeInMainWorld('isolineShell', shell);
