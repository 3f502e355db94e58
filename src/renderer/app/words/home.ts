import { inLanguages } from './language.ts';

export const home = inLanguages({
  en: {
    title: 'Isoline',
    lead: 'Choose the one similarity threshold that your system runs with, see what it does to every class, and make the classes agree.',
    local: 'All processing is local: images, embeddings and scores stay on the engine’s machine.',
    demo: {
      title: 'See it in two minutes',
      text: 'Isoline draws a labelled sample, embeds it with its built-in model and evaluates it: then the threshold is yours to move.',
      run: 'Run the demo',
      again: 'Run the demo again',
      open: 'Choose its threshold',
    },
    steps: {
      title: 'With your own images',
      data: 'Import a labelled folder',
      dataText:
        'A folder with a folder for each class, or a CSV file with path and class. Nothing in it is changed.',
      dataDone_one: '{{count}} dataset',
      dataDone_other: '{{count}} datasets',
      model: 'Import the model you run',
      modelText:
        'An ONNX file. Isoline shows what the model really sees before anything is measured.',
      modelDone_one: '{{count}} model',
      modelDone_other: '{{count}} models',
      threshold: 'Choose the threshold',
      thresholdText: 'Drag one line; false accepts and false rejects of every class follow.',
      thresholdDone_one: '{{count}} evaluation',
      thresholdDone_other: '{{count}} evaluations',
      training: 'Make the classes agree',
      trainingText:
        'Train a small head with TCM, compare before and after on classes that nothing has seen, and export one ONNX file.',
      trainingDone_one: '{{count}} training',
      trainingDone_other: '{{count}} trainings',
    },
    recent: 'Latest evaluations',
    evaluation: 'Evaluation',
    classes: 'Classes',
    made: 'Made',
    workspace: {
      title: 'Workspace',
      text: 'Everything is kept in one folder.',
      other: 'Open another workspace …',
      recent: 'Recent workspaces',
    },
  },
  de: {
    title: 'Isoline',
    lead: 'Wählen Sie die eine Ähnlichkeitsschwelle, mit der Ihr System arbeitet, sehen Sie, was sie mit jeder Klasse macht, und bringen Sie die Klassen in Einklang.',
    local:
      'Alles wird lokal verarbeitet: Bilder, Einbettungen und Werte bleiben auf dem Rechner des Rechenkerns.',
    demo: {
      title: 'In zwei Minuten gesehen',
      text: 'Isoline zeichnet eine beschriftete Stichprobe, bettet sie mit dem eingebauten Modell ein und wertet sie aus: Danach bewegen Sie die Schwelle.',
      run: 'Demo starten',
      again: 'Demo noch einmal starten',
      open: 'Ihre Schwelle wählen',
    },
    steps: {
      title: 'Mit Ihren eigenen Bildern',
      data: 'Einen beschrifteten Ordner importieren',
      dataText:
        'Ein Ordner mit einem Ordner je Klasse oder eine CSV-Datei mit Pfad und Klasse. Nichts darin wird verändert.',
      dataDone_one: '{{count}} Datensatz',
      dataDone_other: '{{count}} Datensätze',
      model: 'Ihr Modell importieren',
      modelText:
        'Eine ONNX-Datei. Isoline zeigt, was das Modell wirklich sieht, bevor etwas gemessen wird.',
      modelDone_one: '{{count}} Modell',
      modelDone_other: '{{count}} Modelle',
      threshold: 'Die Schwelle wählen',
      thresholdText:
        'Ziehen Sie eine Linie; Falschannahmen und Falschablehnungen jeder Klasse folgen.',
      thresholdDone_one: '{{count}} Auswertung',
      thresholdDone_other: '{{count}} Auswertungen',
      training: 'Die Klassen in Einklang bringen',
      trainingText:
        'Trainieren Sie mit TCM, vergleichen Sie vorher und nachher auf Klassen, die keine Wahl gesehen hat, und exportieren Sie eine ONNX-Datei.',
      trainingDone_one: '{{count}} Training',
      trainingDone_other: '{{count}} Trainings',
    },
    recent: 'Neueste Auswertungen',
    evaluation: 'Auswertung',
    classes: 'Klassen',
    made: 'Erstellt',
    workspace: {
      title: 'Arbeitsordner',
      text: 'Alles liegt in einem Ordner.',
      other: 'Anderen Arbeitsordner öffnen …',
      recent: 'Zuletzt verwendet',
    },
  },
});
