import type { Pattern } from './pattern.ts';

/** What the engine says when a job, an evaluation or a decision cannot be had, in German. */
export const germanFailures: readonly Pattern[] = [
  // Jobs, the workspace and the engine.
  ['The job {} ({}) is done.', 'Der Vorgang $1 ist fertig.'],
  ['The job {} ({}) still runs.', 'Der Vorgang $1 läuft noch.'],
  [
    'Only a job that failed, was cancelled or was interrupted can be resumed.',
    'Nur ein Vorgang, der fehlschlug, abgebrochen oder unterbrochen wurde, lässt sich fortsetzen.',
  ],
  [
    'This program cannot run jobs of the kind {}.',
    'Dieses Programm kann Vorgänge der Art $1 nicht ausführen.',
  ],
  [
    'The program is closing: the job {} was not started.',
    'Das Programm wird beendet: Der Vorgang $1 wurde nicht begonnen.',
  ],
  ['The job {} ({}) was cancelled.', 'Der Vorgang $1 wurde abgebrochen.'],
  [
    'What was finished is kept; resume the job to go on.',
    'Fertiges bleibt erhalten; setzen Sie den Vorgang fort.',
  ],
  ['What was finished is kept.', 'Fertiges bleibt erhalten.'],
  ['The program ended while the job ran.', 'Das Programm endete, während der Vorgang lief.'],
  ['The workspace has no job {}.', 'Der Arbeitsbereich hat keinen Vorgang $1.'],
  ['Choose one from the list of jobs.', 'Wählen Sie einen aus der Liste der Vorgänge.'],
  [
    'The compute thread ended during the task {}: {}.',
    'Der Rechenfaden endete bei der Aufgabe $1: $2.',
  ],
  [
    'Try again; if it was short of memory, with smaller batches or fewer images.',
    'Versuchen Sie es noch einmal; fehlte Speicher, mit kleineren Stapeln oder weniger Bildern.',
  ],
  [
    'The disk has no room for the workspace {}.',
    'Der Datenträger hat keinen Platz für den Arbeitsbereich $1.',
  ],
  [
    /^The disk has no room for (.+) \((.+) wanted, (.+) free\)\.$/,
    'Der Datenträger hat keinen Platz für $1 (nötig $2, frei $3).',
  ],
  ['The disk has no room for {}.', 'Der Datenträger hat keinen Platz für $1.'],
  ['Free some space and try again.', 'Schaffen Sie Platz, und versuchen Sie es noch einmal.'],
  ['The file {} cannot be written: {}.', 'Die Datei $1 lässt sich nicht schreiben: $2.'],
  [
    'Choose another place, or change the rights of the folder.',
    'Wählen Sie einen anderen Ort, oder ändern Sie die Rechte des Ordners.',
  ],
  [
    'The database of the workspace {} is damaged: {}.',
    'Die Datenbank des Arbeitsbereichs $1 ist beschädigt: $2.',
  ],
  [
    'The workspace {} cannot be written: {}.',
    'Der Arbeitsbereich $1 lässt sich nicht beschreiben: $2.',
  ],
  [
    'Choose another workspace with --workspace, or restore this one from a copy.',
    'Wählen Sie einen anderen Arbeitsbereich, oder stellen Sie diesen aus einer Kopie wieder her.',
  ],
  [
    'Change the rights of the folder, or choose another with --workspace.',
    'Ändern Sie die Rechte des Ordners, oder wählen Sie einen anderen.',
  ],
  ['The workspace {} is in use by {}.', 'Der Arbeitsbereich $1 wird schon benutzt: $2.'],
  [
    'Stop that program, or choose another with --workspace.',
    'Beenden Sie das andere Programm, oder wählen Sie einen anderen Arbeitsbereich.',
  ],
  [
    'The workspace {} has version {}, and this program knows versions up to {}.',
    'Der Arbeitsbereich $1 hat die Version $2, und dieses Programm kennt Versionen bis $3.',
  ],
  [
    'Update Isoline, or choose another workspace with --workspace.',
    'Bringen Sie Isoline auf den neuesten Stand, oder wählen Sie einen anderen Arbeitsbereich.',
  ],
  [
    'The workspace {} has rows that refer to missing ones.',
    'Im Arbeitsbereich $1 verweisen Zeilen auf fehlende.',
  ],
  [
    'The token of the engine at {} is not known on this machine. Enter it in the settings.',
    'Das Token des Rechenkerns auf $1 ist auf diesem Rechner nicht bekannt. Geben Sie es in den Einstellungen ein.',
  ],
  ['The engine at {} was not connected to.', 'Mit dem Rechenkern auf $1 wurde nicht verbunden.'],
  ['The engine did not start in time.', 'Der Rechenkern startete nicht rechtzeitig.'],
  ['The engine cannot be started: {}.', 'Der Rechenkern lässt sich nicht starten: $1.'],
  ['The engine ended by itself ({}).', 'Der Rechenkern endete von selbst ($1).'],
  [
    'A part of Isoline is missing: {}. Install Isoline again.',
    'Ein Teil von Isoline fehlt: $1. Installieren Sie Isoline neu.',
  ],

  // Evaluations and comparisons.
  ['The demo runs already.', 'Die Demo läuft schon.'],
  ['The workspace has no evaluation {}.', 'Der Arbeitsbereich hat keine Auswertung $1.'],
  [
    'Use the workspace in which it was made, or evaluate again.',
    'Nehmen Sie den Arbeitsbereich, in dem sie entstand, oder werten Sie noch einmal aus.',
  ],
  [
    'The scores of "{}" cannot be computed again: {}.',
    'Die Werte von „$1“ lassen sich nicht neu berechnen: $2.',
  ],
  [
    'The embeddings of the evaluation {} have changed since it was made ({}).',
    'Die Einbettungen der Auswertung $1 haben sich geändert, seit sie entstand ($2).',
  ],
  ['Evaluate again.', 'Werten Sie noch einmal aus.'],
  [
    'Evaluate again, and decide on that evaluation.',
    'Werten Sie noch einmal aus, und entscheiden Sie auf dieser Auswertung.',
  ],
  [
    'The evaluation {} has {} classes, and class {} is none of them.',
    'Die Auswertung $1 hat $2 Klassen, und Klasse $3 ist keine davon.',
  ],
  ['Give an index from 0 to {}.', 'Geben Sie eine Nummer von 0 bis $1 an.'],
  ['The evaluation {} has no array {}.', 'Die Auswertung $1 hat kein Feld $2.'],
  [
    'A threshold lies outside the scores that were counted for it.',
    'Eine Schwelle liegt außerhalb der dafür gezählten Werte.',
  ],
  [
    /^(\S+) pairs score so near to (?:a|the) threshold that they must be looked at one by one; at most (\S+) can be\.$/,
    '$1 Paare liegen so nah an einer Schwelle, dass sie einzeln anzusehen sind; möglich sind höchstens $2.',
  ],
  [
    'Evaluate a sample of the images. Where there are few images, the embeddings take too few different values: look for binary vectors or many copies of one image.',
    'Werten Sie eine Stichprobe der Bilder aus. Sind es wenige Bilder, so haben die Einbettungen zu wenige verschiedene Werte: Suchen Sie nach binären Vektoren oder vielen Kopien eines Bildes.',
  ],
  [
    'The two evaluations have no class in common.',
    'Die beiden Auswertungen haben keine gemeinsame Klasse.',
  ],
  ['Compare evaluations of the same data.', 'Vergleichen Sie Auswertungen derselben Daten.'],
  [
    'The comparison {} has no classes at this target.',
    'Der Vergleich $1 hat bei diesem Ziel keine Klassen.',
  ],
  [
    'Choose a target at which both evaluations have a threshold.',
    'Wählen Sie ein Ziel, bei dem beide Auswertungen eine Schwelle haben.',
  ],
  ['The workspace has no comparison {}.', 'Der Arbeitsbereich hat keinen Vergleich $1.'],
  [
    'Choose one from the list, or compare again.',
    'Wählen Sie einen aus der Liste, oder vergleichen Sie noch einmal.',
  ],

  // Decisions, passports and the gate.
  [
    'There is no model to write the passport into: the evaluation is of a matrix.',
    'Es gibt kein Modell, in das der Pass könnte: Die Auswertung ist die einer Matrix.',
  ],
  ['Keep the passport as a file.', 'Bewahren Sie den Pass als Datei auf.'],
  [
    'There is no threshold to decide on: {}',
    'Es gibt keine Schwelle, über die zu entscheiden wäre: $1',
  ],
  ['the policy has none', 'die Vorgabe hat keine'],
  ['Change the policy, or give more data.', 'Ändern Sie die Vorgabe, oder nehmen Sie mehr Daten.'],
  [
    'A decision needs the name of who takes it.',
    'Eine Entscheidung braucht den Namen dessen, der sie trifft.',
  ],
  ['Give the author.', 'Geben Sie den Namen an.'],
  [
    'Decide in the workspace in which the evaluation was made.',
    'Entscheiden Sie in dem Arbeitsbereich, in dem die Auswertung entstand.',
  ],
  ['The workspace has no decision {}.', 'Der Arbeitsbereich hat keine Entscheidung $1.'],
  ['Look at the list of decisions.', 'Sehen Sie in der Liste der Entscheidungen nach.'],
  [
    'Between 1 and {} thresholds can be counted at once, each a finite number.',
    'Auf einmal lassen sich 1 bis $1 Schwellen zählen, jede eine endliche Zahl.',
  ],
  ['Ask for fewer at a time.', 'Fragen Sie nach weniger auf einmal.'],
  [
    'No pair can have the score {}, the given threshold: cosine similarities lie between -1 and 1.',
    'Kein Paar kann den Wert $1 der gegebenen Schwelle haben: Kosinus-Ähnlichkeiten liegen zwischen -1 und 1.',
  ],
  [
    'No pair can have the score {}, the given threshold.',
    'Kein Paar kann den Wert $1 der gegebenen Schwelle haben.',
  ],
  [
    'Give a threshold in the scale of the scores.',
    'Geben Sie eine Schwelle in der Skala der Werte an.',
  ],
  ['Job {} has proposed no threshold.', 'Der Vorgang $1 hat keine Schwelle vorgeschlagen.'],
  [
    'Let a policy propose a threshold first.',
    'Lassen Sie zuerst eine Vorgabe eine Schwelle vorschlagen.',
  ],
  ['The scores cannot be counted: {}.', 'Die Werte lassen sich nicht zählen: $1.'],
  ['those of the evaluation {} are not at hand', 'die der Auswertung $1 sind nicht zur Hand'],
  [
    'The evaluation {} was stored without its class histograms.',
    'Die Auswertung $1 wurde ohne die Histogramme ihrer Klassen gespeichert.',
  ],
  [
    'The held-out embeddings have {} numbers and those of the gallery {}.',
    'Die zurückgehaltenen Einbettungen haben $1 Zahlen und die der Galerie $2.',
  ],
  [
    'Evaluate again, so that both sets come from one matrix.',
    'Werten Sie noch einmal aus, damit beide Teile aus einer Matrix stammen.',
  ],
  [
    'The model {} was changed after its passport was written into it.',
    'Das Modell $1 wurde geändert, nachdem sein Pass hineingeschrieben wurde.',
  ],
  [
    'Write the passport into the model again, from the model as it was evaluated.',
    'Schreiben Sie den Pass noch einmal in das Modell, wie es ausgewertet wurde.',
  ],
  [
    'The model {} keeps its weights in other files, which a copy would lose.',
    'Das Modell $1 hat seine Gewichte in anderen Dateien, die einer Kopie fehlen würden.',
  ],
  [
    'Keep the passport as a file beside the model.',
    'Bewahren Sie den Pass als Datei neben dem Modell auf.',
  ],
  ['The passport is for another model than {}.', 'Der Pass gilt einem anderen Modell als $1.'],
  ['Give the model that was evaluated.', 'Nehmen Sie das Modell, das ausgewertet wurde.'],
  [
    'There is no threshold to write a passport of.',
    'Es gibt keine Schwelle, zu der ein Pass zu schreiben wäre.',
  ],
  ['{} is not a threshold passport ({}).', '$1 ist kein Pass einer Schwelle ($2).'],
  ['it is not JSON', 'es ist kein JSON'],
  [
    'Give a file that isoline decide --out wrote, unchanged.',
    'Nehmen Sie eine Datei, die Isoline als Pass geschrieben hat, unverändert.',
  ],
  [
    "The passport's threshold is for {} scores, and these are {} scores.",
    'Die Schwelle des Passes gilt für Werte der Art $1, und diese sind von der Art $2.',
  ],
  [
    'The passport is for the model with the SHA-256 {}, and what made these embeddings is not known.',
    'Der Pass gilt dem Modell mit der SHA-256 $1, und woher diese Einbettungen stammen, ist nicht bekannt.',
  ],
  [
    'The passport does not say for which model it is, and this one has the SHA-256 {}.',
    'Der Pass sagt nicht, welchem Modell er gilt, und dieses hat die SHA-256 $1.',
  ],
  [
    'The passport is for the model with the SHA-256 {}, and this one has {}.',
    'Der Pass gilt dem Modell mit der SHA-256 $1, und dieses hat $2.',
  ],
  [
    'The passport is for images prepared by the recipe {}, and these are prepared by {}.',
    'Der Pass gilt Bildern mit der Vorbereitung $1, und diese haben $2.',
  ],
  [
    /^(\S+) images? (?:is|are) missing or cannot be read: (.+)\.$/,
    'Fehlende oder unlesbare Bilder: $1 ($2).',
  ],
  ['{} is not signed.', '$1 ist nicht unterschrieben.'],
  ['{} is signed with another key.', '$1 ist mit einem anderen Schlüssel unterschrieben.'],
  [
    '{} was changed after it was signed: its signature does not fit.',
    '$1 wurde nach der Unterschrift geändert: Sie passt nicht.',
  ],
  [
    'Ask whoever gave it for the passport as it was signed.',
    'Lassen Sie sich den Pass geben, wie er unterschrieben wurde.',
  ],
  [
    /^(.+) is no Ed25519 \S+ key in PEM that can be read \((.+)\)\.$/,
    '$1 ist kein lesbarer Ed25519-Schlüssel in PEM ($2).',
  ],
  ['it is a private key', 'es ist ein privater Schlüssel'],
  ['it is of the type {}', 'er ist von der Art $1'],
  [
    'Make one with openssl genpkey -algorithm ed25519.',
    'Erzeugen Sie einen mit openssl genpkey -algorithm ed25519.',
  ],
  [
    'Make one from the private key with openssl pkey -pubout.',
    'Erzeugen Sie einen aus dem privaten Schlüssel mit openssl pkey -pubout.',
  ],

  // A job or a task that ended, whatever it was.
  ['{} was stopped.', '$1 wurde angehalten.'],
  ['{} failed: {}.', '$1 schlug fehl: $2.'],
  ['The job {} ({})', 'Der Vorgang $1'],
  ['The task {}', 'Die Aufgabe $1'],
  ['{} wants at least {}, {}', '$1 verlangt mindestens $2, $3'],
  ['{} wants at most {}, {}', '$1 verlangt höchstens $2, $3'],
  ['{} wants at least {}', '$1 verlangt mindestens $2'],
  ['{} wants at most {}', '$1 verlangt höchstens $2'],
];
