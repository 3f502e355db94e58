/**
 * What the engine calls the stages of its jobs, in other languages. The engine speaks English; a stage
 * without words here is shown as it is.
 */
const german: Readonly<Record<string, string>> = {
  'Drawing the sample': 'Stichprobe wird gezeichnet',
  'Finding images': 'Bilder werden gesucht',
  'Reading images': 'Bilder werden gelesen',
  'Reading the model': 'Modell wird gelesen',
  Embedding: 'Einbettung',
  'Normalising scores': 'Werte werden normalisiert',
  'Scoring, first pass': 'Paare werden bewertet, erster Durchgang',
  'Scoring, second pass': 'Paare werden bewertet, zweiter Durchgang',
  'Ranking sampled queries': 'Stichprobe wird geordnet',
  'Counting at the thresholds': 'An den Schwellen wird gezählt',
  'Drawing the noise floor': 'Rauschgrenze wird gezogen',
  'Counting at the threshold': 'An der Schwelle wird gezählt',
  'scores of both, pair by pair': 'Werte beider werden Paar für Paar gelesen',
  'Counting around the threshold': 'Um die Schwelle wird gezählt',
  'Counting on held-out classes': 'Auf zurückgehaltenen Klassen wird gezählt',
  'Held-out classes against the gallery': 'Zurückgehaltene Klassen gegen die Galerie',
  'Looking at the scores around the threshold': 'Werte um die Schwelle werden gelesen',
  'Measuring the start': 'Anfang wird gemessen',
  'Measuring held-out classes': 'Zurückgehaltene Klassen werden gemessen',
  'Looking through the scores': 'Werte werden durchgesehen',
  'Looking for the hardest pairs': 'Schwerste Paare werden gesucht',
  'Reading pairs': 'Paare werden gelesen',
  'Writing pairs': 'Paare werden geschrieben',
  'Scoring pairs': 'Paare werden bewertet',
  Searching: 'Suche',
  Training: 'Training',
  Comparing: 'Vergleich',
  'Making the report': 'Bericht wird erstellt',
  'Writing the model': 'Modell wird geschrieben',
  'Fusing and checking': 'Modell wird verbunden und geprüft',
};

const germanUnits: Readonly<Record<string, string>> = {
  images: 'Bilder',
  steps: 'Schritte',
  tiles: 'Kacheln',
  files: 'Dateien',
  models: 'Modelle',
  queries: 'Anfragen',
  heads: 'Köpfe',
  batches: 'Stapel',
  set: 'Teil',
  redraws: 'Ziehungen',
  pairs: 'Paare',
  rows: 'Zeilen',
  searches: 'Suchen',
};

const germanSets: Readonly<Record<string, string>> = {
  calibration: 'Kalibrierung',
  'held-out': 'zurückgehalten',
};

/**
 * A stage in a language. Stages may say more in a form of their own: `Embedding view 2 of 4`,
 * `Scoring, first pass (held-out)`, `Training 2 of 6 (TCM x 4): interpolating`.
 */
export function stageIn(language: string, stage: string): string {
  if (language !== 'de') return stage;
  const parts =
    /^(.+?)(?: view (\d+) of (\d+))?(?: (\d+) of (\d+))?(?: \((.+)\))?(: interpolating)?$/.exec(
      stage,
    );
  if (parts === null) return stage;
  const [, name = stage, view, views, turn, turns, detail, interpolating] = parts;
  return [
    german[name] ?? name,
    view === undefined ? '' : `, Ansicht ${view} von ${views ?? ''}`,
    turn === undefined ? '' : ` ${turn} von ${turns ?? ''}`,
    detail === undefined ? '' : ` (${germanSets[detail] ?? detail})`,
    interpolating === undefined ? '' : ': Interpolation',
  ].join('');
}

/** What a job counts, in a language. */
export function unitIn(language: string, unit: string): string {
  return language === 'de' ? (germanUnits[unit] ?? unit) : unit;
}
