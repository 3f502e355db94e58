import { inLanguages } from './language.ts';

export const activity = inLanguages({
  en: {
    title: 'Activity',
    hint: 'Jobs run in the engine: closing or reloading the window does not stop them. What was interrupted can go on from where it was.',
    empty: 'Nothing has run yet',
    emptyText:
      'Imports, evaluations, trainings and comparisons appear here with their progress, and stay with how they ended.',
    job: 'Job',
    subject: 'Works on',
    status: 'Status',
    started: 'Started',
    took: 'Took',
    of: 'goes on with job {{id}}',
    details: 'Job {{id}}',
    input: 'What it was asked',
    result: 'What it gave',
    openResult: 'Open the result',
    list: 'All jobs',
  },
  de: {
    title: 'Vorgänge',
    hint: 'Vorgänge laufen im Rechenkern: Das Fenster zu schließen oder neu zu laden hält sie nicht an. Was unterbrochen wurde, kann dort weitergehen, wo es war.',
    empty: 'Noch ist nichts gelaufen',
    emptyText:
      'Importe, Auswertungen, Trainings und Vergleiche erscheinen hier mit ihrem Fortschritt und bleiben mit ihrem Ausgang stehen.',
    job: 'Vorgang',
    subject: 'Womit',
    status: 'Zustand',
    started: 'Begonnen',
    took: 'Dauer',
    of: 'setzt Vorgang {{id}} fort',
    details: 'Vorgang {{id}}',
    input: 'Womit er begann',
    result: 'Was er ergab',
    openResult: 'Ergebnis öffnen',
    list: 'Alle Vorgänge',
  },
});
