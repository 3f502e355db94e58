/** The words of menus, dialogs and notices, in one language. */
export interface Words {
  file: string;
  openWorkspace: string;
  recentWorkspaces: string;
  noRecentWorkspaces: string;
  importFolder: string;
  importModel: string;
  quit: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  view: string;
  screens: Record<ScreenName, string>;
  theme: string;
  themes: Record<'system' | 'light' | 'dark', string>;
  zoomIn: string;
  zoomOut: string;
  actualSize: string;
  fullScreen: string;
  reload: string;
  developerTools: string;
  help: string;
  glossary: string;
  runDemo: string;
  documentation: string;
  openLogFolder: string;
  about: string;
  aboutDetail: string;
  chooseWorkspace: string;
  choose: string;
  saveAs: string;
  cancel: string;
  interruptQuestion: string;
  interruptDetail: string;
  interrupt: string;
  keepRunning: string;
  /** `{host}` stands for the engine's host. */
  newEngineQuestion: string;
  newEngineDetail: string;
  connect: string;
  pageEndedQuestion: string;
  pageEndedDetail: string;
  problem: string;
}

/** The screens of the page, in the order of their keys (1…9, 0). */
export const screenNames = [
  'home',
  'data',
  'models',
  'threshold',
  'training',
  'compare',
  'review',
  'reports',
  'activity',
  'settings',
] as const;
export type ScreenName = (typeof screenNames)[number];

const en: Words = {
  file: '&File',
  openWorkspace: 'Open Workspace…',
  recentWorkspaces: 'Recent Workspaces',
  noRecentWorkspaces: 'None yet',
  importFolder: 'Import Folder…',
  importModel: 'Import Model…',
  quit: 'Quit',
  edit: '&Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: '&View',
  screens: {
    home: 'Home',
    data: 'Data',
    models: 'Models',
    threshold: 'Threshold',
    training: 'Training',
    compare: 'Compare',
    review: 'Review',
    reports: 'Reports',
    activity: 'Activity',
    settings: 'Settings',
  },
  theme: 'Theme',
  themes: { system: 'As the System', light: 'Light', dark: 'Dark' },
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  actualSize: 'Actual Size',
  fullScreen: 'Full Screen',
  reload: 'Reload',
  developerTools: 'Developer Tools',
  help: '&Help',
  glossary: 'Glossary',
  runDemo: 'Run the Demo',
  documentation: 'Documentation',
  openLogFolder: 'Open Log Folder',
  about: 'About Isoline',
  aboutDetail: 'One similarity threshold that holds for every class. All processing is local.',
  chooseWorkspace: 'Open or make a workspace',
  choose: 'Choose',
  saveAs: 'Save as',
  cancel: 'Cancel',
  interruptQuestion: 'A job is running. Interrupt it?',
  interruptDetail: 'What it has finished is kept, and it can be resumed.',
  interrupt: 'Interrupt',
  keepRunning: 'Keep Running',
  newEngineQuestion: 'Connect to the engine at {host}?',
  newEngineDetail:
    'It is another machine. It gets the token that was given for it, and its data is shown here.',
  connect: 'Connect',
  pageEndedQuestion: 'The window’s page ended unexpectedly.',
  pageEndedDetail: 'The engine and its jobs go on. Load the page again?',
  problem: 'Isoline could not do that',
};

const de: Words = {
  file: '&Datei',
  openWorkspace: 'Arbeitsbereich öffnen…',
  recentWorkspaces: 'Zuletzt geöffnete Arbeitsbereiche',
  noRecentWorkspaces: 'Noch keine',
  importFolder: 'Ordner importieren…',
  importModel: 'Modell importieren…',
  quit: 'Beenden',
  edit: '&Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  view: '&Ansicht',
  screens: {
    home: 'Start',
    data: 'Daten',
    models: 'Modelle',
    threshold: 'Schwelle',
    training: 'Training',
    compare: 'Vergleich',
    review: 'Durchsicht',
    reports: 'Berichte',
    activity: 'Aktivität',
    settings: 'Einstellungen',
  },
  theme: 'Farbschema',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  actualSize: 'Originalgröße',
  fullScreen: 'Vollbild',
  reload: 'Neu laden',
  developerTools: 'Entwicklerwerkzeuge',
  help: '&Hilfe',
  glossary: 'Glossar',
  runDemo: 'Demo starten',
  documentation: 'Dokumentation',
  openLogFolder: 'Protokollordner öffnen',
  about: 'Über Isoline',
  aboutDetail: 'Eine Ähnlichkeitsschwelle, die für jede Klasse hält. Alles wird lokal verarbeitet.',
  chooseWorkspace: 'Arbeitsbereich öffnen oder anlegen',
  choose: 'Auswählen',
  saveAs: 'Speichern unter',
  cancel: 'Abbrechen',
  interruptQuestion: 'Ein Auftrag läuft. Unterbrechen?',
  interruptDetail: 'Was fertig ist, bleibt erhalten, und der Auftrag kann fortgesetzt werden.',
  interrupt: 'Unterbrechen',
  keepRunning: 'Weiterlaufen lassen',
  newEngineQuestion: 'Mit der Engine auf {host} verbinden?',
  newEngineDetail:
    'Das ist ein anderer Rechner. Er erhält das Token, das für ihn angegeben wurde; seine Daten werden hier angezeigt.',
  connect: 'Verbinden',
  pageEndedQuestion: 'Die Seite des Fensters ist unerwartet beendet worden.',
  pageEndedDetail: 'Die Engine und ihre Aufträge laufen weiter. Die Seite neu laden?',
  problem: 'Isoline konnte das nicht tun',
};

/** The words for a locale such as `de-AT`; English where there are none. */
export function wordsFor(locale: string): Words {
  return /^de\b/i.test(locale) ? de : en;
}
