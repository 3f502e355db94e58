import type { Pattern } from './pattern.ts';

/** What the engine says when a review, a training, an export or a report cannot be had, in German. */
export const germanWork: readonly Pattern[] = [
  // Reviews and pair sets.
  [
    'The scores of this evaluation have not been looked through for its review.',
    'Die Werte dieser Auswertung wurden für die Durchsicht noch nicht durchgesehen.',
  ],
  ['Prepare the review first.', 'Bereiten Sie die Durchsicht zuerst vor.'],
  ['The evaluation {} has no image {}.', 'Die Auswertung $1 hat kein Bild $2.'],
  [
    'Give an index from 0 to one less than its number of images.',
    'Geben Sie eine Nummer ab 0 an, kleiner als die Zahl der Bilder.',
  ],
  [
    'No verdict wants a label otherwise than "{}" has it.',
    'Kein Urteil will eine Beschriftung anders, als „$1“ sie hat.',
  ],
  [
    'Say of some images that their labels are wrong, or that they are to be left out.',
    'Sagen Sie von Bildern, dass ihre Beschriftung falsch ist oder sie wegbleiben sollen.',
  ],
  [
    'Of genuine pairs only those below {} are counted.',
    'Von den echten Paaren sind nur die unter $1 gezählt.',
  ],
  [
    'Of impostor pairs only those above {} are counted.',
    'Von den fremden Paaren sind nur die über $1 gezählt.',
  ],
  [
    'Of false accepts only those above {} are kept.',
    'Von den Falschannahmen werden nur die über $1 aufgehoben.',
  ],
  [
    'Of false rejects only those below {} are kept.',
    'Von den Falschablehnungen werden nur die unter $1 aufgehoben.',
  ],
  [
    '"{}" is not where a page of this list ended.',
    '„$1“ ist nicht das Ende einer Seite dieser Liste.',
  ],
  ['Begin at the first page.', 'Beginnen Sie mit der ersten Seite.'],
  ['A pair has two different images.', 'Ein Paar hat zwei verschiedene Bilder.'],
  ['Give both images of the pair.', 'Nennen Sie beide Bilder des Paares.'],
  ['"{}" has the label "{}" already.', '„$1“ hat die Beschriftung „$2“ schon.'],
  ['Give another class, or none.', 'Geben Sie eine andere Klasse an oder keine.'],
  [
    'A gallery of {} classes is not possible: the evaluation has {}.',
    'Eine Galerie von $1 Klassen ist nicht möglich: Die Auswertung hat $2.',
  ],
  [
    'Give at most {}, so that some searches have no mate.',
    'Geben Sie höchstens $1 an, damit einige Suchen kein Gegenstück haben.',
  ],
  [
    '{} impostor pairs cannot show a FAR of {}.',
    '$1 fremde Paare können eine FAR von $2 nicht zeigen.',
  ],
  ['Give a higher target.', 'Geben Sie ein höheres Ziel an.'],
  [
    'The workspace keeps the impostor pairs above {} alone, and the threshold is not among them.',
    'Der Arbeitsbereich hebt nur die fremden Paare über $1 auf, und die Schwelle liegt nicht darunter.',
  ],
  ['Look at a stricter threshold.', 'Betrachten Sie eine strengere Schwelle.'],
  ['A given threshold does not move.', 'Eine gegebene Schwelle bewegt sich nicht.'],
  [
    'The workspace keeps the genuine pairs below {} alone, and the threshold is above it.',
    'Der Arbeitsbereich hebt nur die echten Paare unter $1 auf, und die Schwelle liegt darüber.',
  ],
  ['Look at a laxer threshold.', 'Betrachten Sie eine weniger strenge Schwelle.'],
  [
    'Only the threshold of a target FAR can be told without each image from the stored tail.',
    'Aus den aufgehobenen Paaren lässt sich nur die Schwelle einer angestrebten FAR ohne einzelne Bilder sagen.',
  ],
  [
    'Give a policy with a pooled FAR alone, or the threshold itself.',
    'Nehmen Sie eine Vorgabe mit nur einer gemeinsamen FAR oder die Schwelle selbst.',
  ],
  [
    '"{}" holds the hardest pairs alone: shares of them are no rates.',
    '„$1“ enthält nur die schwersten Paare: Anteile daran sind keine Raten.',
  ],
  [
    'Look at the evaluation that they come from, or import a list of pairs.',
    'Sehen Sie die Auswertung an, aus der sie stammen, oder importieren Sie eine Paarliste.',
  ],
  ['The pairs "{}" have no scores {}.', 'Die Paare „$1“ haben keine Werte $2.'],
  [
    'Choose scores from the list, or score the pairs with a model.',
    'Wählen Sie Werte aus der Liste, oder bewerten Sie die Paare mit einem Modell.',
  ],
  ['The workspace has no pairs {}.', 'Der Arbeitsbereich hat keine Paarliste $1.'],
  ['Choose some from the list.', 'Wählen Sie eine aus der Liste.'],
  ['No pair has been decided on.', 'Über kein Paar wurde entschieden.'],
  [
    'Say of some pairs that they are true confusions, or that a label is wrong.',
    'Sagen Sie von Paaren, dass sie echte Verwechslungen sind oder eine Beschriftung falsch ist.',
  ],
  [
    'The workspace does not have the images of the pairs "{}".',
    'Der Arbeitsbereich hat die Bilder der Paare „$1“ nicht.',
  ],
  [
    'Import the folder with the images, then the pairs as those of that dataset.',
    'Importieren Sie den Ordner mit den Bildern, dann die Paare als die dieses Datensatzes.',
  ],
  [
    'The image {} of the pairs "{}" could not be embedded.',
    'Das Bild $1 der Paare „$2“ ließ sich nicht einbetten.',
  ],
  [
    'Mend the image, import its folder again, and score the pairs again.',
    'Berichtigen Sie das Bild, importieren Sie seinen Ordner noch einmal, und bewerten Sie die Paare neu.',
  ],

  // Trainings.
  ['The workspace has no training {}.', 'Der Arbeitsbereich hat kein Training $1.'],
  [
    'The workspace has no finished training {}.',
    'Der Arbeitsbereich hat kein fertiges Training $1.',
  ],
  [
    'Choose one from the list, or train again.',
    'Wählen Sie eines aus der Liste, oder trainieren Sie noch einmal.',
  ],
  [
    /^There is only 1 (\S+) class, and there have to be at least 2 to tell apart\.$/,
    'Ein Teil hat nur 1 Klasse ($1); zum Unterscheiden sind mindestens 2 nötig.',
  ],
  [
    'Give more classes, or a split file that fills every set.',
    'Nehmen Sie mehr Klassen oder eine Aufteilung, die jeden Teil füllt.',
  ],
  [
    /^None of the (\S+) (\S+) classes has 2 images, so there is no (?:genuine|positive) pair(?: to learn from)?\.$/,
    'Keine der $1 Klassen eines Teils ($2) hat 2 Bilder, also gibt es kein echtes Paar.',
  ],
  ['Add images to the classes.', 'Geben Sie den Klassen mehr Bilder.'],
  [
    'The calibration classes cannot tell a better head from a worse one: {}.',
    'Die Kalibrierklassen können einen besseren Kopf nicht von einem schlechteren unterscheiden: $1.',
  ],
  ['OPIS cannot be measured', 'OPIS lässt sich nicht messen'],
  ['recall@1 cannot be measured', 'Recall@1 lässt sich nicht messen'],
  [
    'Give more classes with at least 2 images each, or a split file with more calibration classes.',
    'Nehmen Sie mehr Klassen mit mindestens 2 Bildern oder eine Aufteilung mit mehr Kalibrierklassen.',
  ],
  [
    /^Batches of (\S+) classes cannot be drawn from (\S+) training class(?:es)?\.$/,
    'Stapel von $1 Klassen lassen sich aus $2 Trainingsklassen nicht ziehen.',
  ],
  [
    'Add classes, or use batches of at most {} classes.',
    'Nehmen Sie mehr Klassen oder Stapel von höchstens $1 Klassen.',
  ],
  [
    'A batch of {} classes with {} images each has no positive and negative pairs.',
    'Ein Stapel von $1 Klassen mit je $2 Bildern hat keine echten und fremden Paare.',
  ],
  [
    'Use at least 2 classes and 2 images per class.',
    'Nehmen Sie mindestens 2 Klassen und 2 Bilder je Klasse.',
  ],
  [
    'A loss over pairs needs at least 2 images per class in a batch, not {}.',
    'Ein Verlust über Paare braucht mindestens 2 Bilder je Klasse in einem Stapel, nicht $1.',
  ],
  [
    'Training needs a base loss, TCM, or both.',
    'Ein Training braucht einen Grundverlust, TCM oder beides.',
  ],
  [
    'Name a base loss, or leave out --no-tcm.',
    'Wählen Sie einen Grundverlust, oder schalten Sie TCM ein.',
  ],
  [
    'A sweep compares TCM with the base loss alone, and there is no base loss.',
    'Eine Reihe vergleicht TCM mit dem Grundverlust allein, und es gibt keinen.',
  ],
  ['Name one with --base-loss.', 'Wählen Sie einen.'],
  [
    'A residual head keeps the {} dimensions of the embeddings, and {} are asked for.',
    'Ein Residualkopf behält die $1 Dimensionen der Einbettungen, und verlangt sind $2.',
  ],
  [
    'Use --head linear or mlp, or leave out --dimension.',
    'Nehmen Sie einen linearen Kopf oder ein MLP, oder lassen Sie die Dimension, wie sie ist.',
  ],
  [
    '{} views of each training image are not possible.',
    '$1 Ansichten jedes Trainingsbildes sind nicht möglich.',
  ],
  ['Give a whole number from 1 to {}.', 'Geben Sie eine ganze Zahl von 1 bis $1 an.'],
  [
    'Mirrored views are asked for, and the only view of an image is the image as it is.',
    'Gespiegelte Ansichten sind verlangt, und die einzige Ansicht eines Bildes ist das Bild selbst.',
  ],
  [
    'Give --views 2 or more, or leave out --flip.',
    'Nehmen Sie mindestens 2 Ansichten, oder spiegeln Sie nicht.',
  ],
  ['The views of {} cannot be made: {}', 'Die Ansichten von $1 lassen sich nicht machen: $2'],
  [
    'Bring the image back as it was, or train with --views 1.',
    'Holen Sie das Bild zurück, wie es war, oder trainieren Sie mit einer Ansicht.',
  ],
  ['The checkpoint {} is damaged.', 'Der Zwischenstand $1 ist beschädigt.'],
  ['Delete it; training then begins anew.', 'Löschen Sie ihn; das Training beginnt dann von vorn.'],
  [
    /^Training collapsed: after (\S+) steps (.+)$/,
    'Das Training brach zusammen: nach $1 Schritten $2',
  ],
  [
    /^The provider (\S+) does not run the training step: (.+)\.$/,
    'Der Anbieter $1 führt den Trainingsschritt nicht aus: $2.',
  ],
  [
    'ONNX Runtime cannot run the training step on {}: {}.',
    'ONNX Runtime kann den Trainingsschritt auf $1 nicht ausführen: $2.',
  ],
  [
    'Try the provider cpu, or fewer classes in a batch.',
    'Versuchen Sie den Anbieter cpu oder weniger Klassen je Stapel.',
  ],
  ['TensorFlow does not run on the device {}: {}', 'TensorFlow läuft nicht auf dem Gerät $1: $2'],
  ['Choose auto, or the engine onnxruntime.', 'Wählen Sie auto oder ONNX Runtime.'],
  [
    'TensorFlow cannot run the training step on {}: {}.',
    'TensorFlow kann den Trainingsschritt auf $1 nicht ausführen: $2.',
  ],
  [
    'Try fewer classes in a batch, or the engine onnxruntime.',
    'Versuchen Sie weniger Klassen je Stapel oder ONNX Runtime.',
  ],
  ['Passed over: {}. {}', 'Übergangen: $1. $2'],
  ['{} was passed over: {}', '$1 wurde übergangen: $2'],
  ['{} has found a GPU, and computes there.', '$1 hat eine GPU gefunden und rechnet dort.'],
  [
    '{} runs, and finds no GPU that it can use.',
    '$1 läuft und findet keine GPU, die es nutzen kann.',
  ],
  ['{} cannot be loaded ({})', '$1 lässt sich nicht laden ($2)'],

  [
    "The head's {} is {}, and has to be a positive integer.",
    'Am Kopf ist $1 $2 und muss eine positive ganze Zahl sein.',
  ],
  [
    "The head's rank {} exceeds the {} dimensions of the embeddings.",
    'Der Rang $1 des Kopfes übersteigt die $2 Dimensionen der Einbettungen.',
  ],
  [
    "The head's dropout is {}, and has to be in [0, 1).",
    'Der Dropout des Kopfes ist $1 und muss in [0, 1) liegen.',
  ],
  [
    'A loss that weighs pairs by exp({} (s - {})) reaches exp({}), which is no float32.',
    'Ein Verlust, der Paare mit exp($1 (s - $2)) wichtet, erreicht exp($3), und das ist kein float32.',
  ],
  [
    'Use a smaller alpha or beta: the exponent may reach {}.',
    'Nehmen Sie ein kleineres alpha oder beta: Der Exponent darf $1 erreichen.',
  ],

  // Exports and reports.
  [
    'The training of "{}" chose no head: the old model is the better choice.',
    'Das Training von „$1“ wählte keinen Kopf: Das alte Modell ist die bessere Wahl.',
  ],
  [
    'Name the point whose head is wanted all the same, or train with other options.',
    'Wählen Sie den Punkt, dessen Kopf Sie trotzdem wollen, oder trainieren Sie anders.',
  ],
  [
    'The training of "{}" has {} points, and {} is none of them.',
    'Das Training von „$1“ hat $2 Punkte, und $3 ist keiner davon.',
  ],
  [
    'The training of "{}" ran on a matrix of embeddings, so no model is known.',
    'Das Training von „$1“ lief auf einer Matrix von Einbettungen; ein Modell ist nicht bekannt.',
  ],
  [
    'Fuse the head with its model by isoline export.',
    'Verbinden Sie den Kopf mit isoline export mit seinem Modell.',
  ],
  [
    'This head of "{}" is being exported already.',
    'Dieser Kopf von „$1“ wird gerade schon exportiert.',
  ],
  [
    'The head takes embeddings of {} numbers, and the model gives {}.',
    'Der Kopf nimmt Einbettungen aus $1 Zahlen, und das Modell gibt $2.',
  ],
  [
    'Give the model and the recipe that the head was trained with.',
    'Nehmen Sie das Modell und die Vorbereitung, mit denen der Kopf trainiert wurde.',
  ],
  [
    'The model {} gives embeddings with NaN, or without a length, so nothing can be compared.',
    'Das Modell $1 gibt Einbettungen mit NaN oder ohne Länge, sodass nichts zu vergleichen ist.',
  ],
  [
    'The fused model gives other embeddings than {} and the head one after the other: the largest difference is {}, and at most {} is accepted.',
    'Das verbundene Modell gibt andere Einbettungen als $1 und der Kopf nacheinander: Der größte Unterschied ist $2, erlaubt ist höchstens $3.',
  ],
  [
    'Nothing was written; use the head as a second model behind the first.',
    'Nichts wurde geschrieben; verwenden Sie den Kopf als zweites Modell hinter dem ersten.',
  ],
  [
    'The model {} has {} GB with its weights, and one ONNX file holds less than 2 GB.',
    'Das Modell $1 hat mit Gewichten $2 GB, und eine ONNX-Datei fasst weniger als 2 GB.',
  ],
  [
    'Export the model in half precision, or use the head as a second model behind it.',
    'Exportieren Sie das Modell in halber Genauigkeit, oder verwenden Sie den Kopf als zweites Modell dahinter.',
  ],
  [
    "The model uses ONNX's operator set {}, in which the head's operators do not exist yet.",
    'Das Modell nutzt den Operatorsatz $1, in dem es die Operatoren des Kopfes noch nicht gibt.',
  ],
  [
    'Export the model again with operator set {} or newer.',
    'Exportieren Sie das Modell mit dem Operatorsatz $1 oder neuer.',
  ],
  [
    'The pooling "{}" of the recipe does not fit the model\'s output {}.',
    'Die Zusammenfassung „$1“ der Vorbereitung passt nicht zum Ausgang $2 des Modells.',
  ],
  [
    'Export the model with the shape of its outputs, or with the pooling inside.',
    'Exportieren Sie das Modell mit der Form seiner Ausgänge oder mit der Zusammenfassung darin.',
  ],
  ['The job {} has made no report.', 'Der Vorgang $1 hat keinen Bericht gemacht.'],
  ['The report lies where it was asked for: {}.', 'Der Bericht liegt, wo er verlangt wurde: $1.'],
  [
    'The report {} is no longer in the workspace.',
    'Der Bericht $1 liegt nicht mehr im Arbeitsbereich.',
  ],
  [
    'The browser {} did not print the report: {}.',
    'Der Browser $1 hat den Bericht nicht gedruckt: $2.',
  ],
  ['Make the report again.', 'Machen Sie den Bericht noch einmal.'],
  ['Open it there, or make it again.', 'Öffnen Sie ihn dort, oder machen Sie ihn noch einmal.'],
  ['Make it again.', 'Machen Sie ihn noch einmal.'],
  [
    'Install one, or name its program with ISOLINE_CHROMIUM; or write the report as .html and print it in a browser.',
    'Installieren Sie einen, oder nennen Sie sein Programm in ISOLINE_CHROMIUM; oder nehmen Sie den Bericht als HTML, und drucken Sie ihn im Browser.',
  ],
  [
    'Name another one with ISOLINE_CHROMIUM, or write the report as .html and print it in a browser.',
    'Nennen Sie einen anderen in ISOLINE_CHROMIUM, oder nehmen Sie den Bericht als HTML, und drucken Sie ihn im Browser.',
  ],
  [
    'A report as CSV is the table of classes, which has no room for a comparison.',
    'Ein Bericht als CSV ist die Tabelle der Klassen und hat keinen Platz für einen Vergleich.',
  ],
  [
    'Leave the comparison out, or make the report as HTML, PDF or JSON.',
    'Lassen Sie den Vergleich weg, oder machen Sie den Bericht als HTML, PDF oder JSON.',
  ],
  [
    'Check the model and its recipe; give a folder of images where random pixels are beyond it.',
    'Prüfen Sie das Modell und seine Vorbereitung.',
  ],
  [
    "The head takes embeddings of {} numbers, and the model's output {} gives {}.",
    'Der Kopf nimmt Einbettungen aus $1 Zahlen, und der Ausgang $2 des Modells gibt $3.',
  ],
  [
    'Give the model and the output that the head was trained on.',
    'Nehmen Sie das Modell und den Ausgang, auf denen der Kopf trainiert wurde.',
  ],
  [
    'Name the workspace in which it ran with --workspace, or train again.',
    'Nehmen Sie den Arbeitsbereich, in dem es lief, oder trainieren Sie noch einmal.',
  ],
  ['The job {} ({}) is no training.', 'Der Vorgang $1 ist kein Training.'],
  ['Choose a job of the kind train.', 'Wählen Sie ein Training.'],
];
