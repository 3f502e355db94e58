import type { Pattern } from './pattern.ts';

/** What the engine says of models, embeddings and what runs them, in German. */
export const germanModels: readonly Pattern[] = [
  // Model files.
  ['The model "{}" was removed.', 'Das Modell „$1“ wurde entfernt.'],
  [
    'Restore it, or import its file again.',
    'Holen Sie es zurück, oder importieren Sie seine Datei noch einmal.',
  ],
  [
    'The workspace has no model with the SHA-256 {}.',
    'Der Arbeitsbereich hat kein Modell mit der SHA-256 $1.',
  ],
  ['Import the model first.', 'Importieren Sie das Modell zuerst.'],
  [
    'The model {} changed while it was copied.',
    'Das Modell $1 änderte sich, während es kopiert wurde.',
  ],
  [
    'Import it again once it is complete.',
    'Importieren Sie es noch einmal, sobald es vollständig ist.',
  ],
  ['The model {} cannot be opened: {}.', 'Das Modell $1 lässt sich nicht öffnen: $2.'],
  [
    'Give the path of an .onnx file that can be read.',
    'Geben Sie den Pfad einer lesbaren .onnx-Datei an.',
  ],
  ['{} is not an ONNX model.', '$1 ist kein ONNX-Modell.'],
  [
    'Export the model to ONNX (torch.onnx.export, tf2onnx) and give that file.',
    'Exportieren Sie das Modell nach ONNX (torch.onnx.export, tf2onnx), und nehmen Sie diese Datei.',
  ],
  [
    'The model has no image input "{}"; it has {}.',
    'Das Modell hat keinen Bildeingang „$1“; es hat $2.',
  ],
  ['The model has several image inputs: {}.', 'Das Modell hat mehrere Bildeingänge: $1.'],
  [
    'Set "input" in the recipe to one of them.',
    'Wählen Sie in der Vorbereitung einen davon als Eingang.',
  ],
  ['The model has no output "{}"; it has {}.', 'Das Modell hat keinen Ausgang „$1“; es hat $2.'],
  [
    'Set "output" in the recipe to one of them.',
    'Wählen Sie in der Vorbereitung einen davon als Ausgang.',
  ],
  ['The model has several outputs: {}.', 'Das Modell hat mehrere Ausgänge: $1.'],
  [
    'Say which one holds the embedding: set "output" in the recipe.',
    'Sagen Sie in der Vorbereitung, welcher Ausgang die Einbettung hat.',
  ],
  [
    'The model {} takes no images: an image input is float or uint8 with 4 axes, of which the second or the last has 1 or 3 channels; it has {}.',
    'Das Modell $1 nimmt keine Bilder: Ein Bildeingang ist float oder uint8 mit 4 Achsen, davon die zweite oder letzte mit 1 oder 3 Kanälen; es hat $2.',
  ],
  [
    'Export the part of the model that turns an image into an embedding.',
    'Exportieren Sie den Teil des Modells, der ein Bild in eine Einbettung verwandelt.',
  ],
  ['The model {} needs more than an image: {}.', 'Das Modell $1 braucht mehr als ein Bild: $2.'],
  [
    'The model {} keeps weights in "{}", which is not below its own folder.',
    'Das Modell $1 hat Gewichte in „$2“, außerhalb seines Ordners.',
  ],
  [
    'Save the model with its weights beside it.',
    'Speichern Sie das Modell mit den Gewichten daneben.',
  ],
  [
    'The model {} keeps weights in "{}", and that file cannot be read.',
    'Das Modell $1 hat Gewichte in „$2“, und diese Datei ist nicht lesbar.',
  ],
  [
    'The model {} keeps weights in "{}", and they cannot be read: {}.',
    'Das Modell $1 hat Gewichte in „$2“, und sie sind nicht lesbar: $3.',
  ],
  [
    'Put "{}" beside the model, as it was exported.',
    'Legen Sie „$1“ neben das Modell, wie es exportiert wurde.',
  ],
  [
    'The model "{}" keeps its weights in files of their own, so it cannot be handed over as one file.',
    'Das Modell „$1“ hat seine Gewichte in eigenen Dateien und lässt sich darum nicht als eine Datei geben.',
  ],
  [
    "Copy the folder of {} on the engine's machine.",
    'Kopieren Sie den Ordner von $1 auf dem Rechner des Rechenkerns.',
  ],
  [
    'The model "{}" has {} MB; up to 512 MB are handed over.',
    'Das Modell „$1“ hat $2 MB; gegeben werden bis zu 512 MB.',
  ],
  ["Copy {} on the engine's machine.", 'Kopieren Sie $1 auf dem Rechner des Rechenkerns.'],
  [
    'The workspace\'s copy {} of the model "{}" cannot be read.',
    'Die Kopie $1 des Modells „$2“ im Arbeitsbereich ist nicht lesbar.',
  ],
  ['Import the model again.', 'Importieren Sie das Modell noch einmal.'],

  // Recipes.
  [
    'The model takes bytes, so pixels go in as they are.',
    'Das Modell nimmt Bytes, also gehen Pixel hinein, wie sie sind.',
  ],
  [
    'The model takes grey images; 0 to 1 is the usual range.',
    'Das Modell nimmt Graubilder; üblich ist der Bereich 0 bis 1.',
  ],
  [
    'An input of 112 x 112 is usual for face models.',
    'Ein Eingang von 112 × 112 ist bei Gesichtsmodellen üblich.',
  ],
  [
    'Channels last are usual for TensorFlow, -1 to 1 its usual range.',
    'Kanäle am Ende sind bei TensorFlow üblich, der Bereich -1 bis 1 ebenso.',
  ],
  [
    'Most image models were trained with ImageNet preprocessing.',
    'Die meisten Bildmodelle wurden mit der Vorbereitung von ImageNet trainiert.',
  ],
  ['The model file carries this recipe.', 'Die Modelldatei enthält diese Vorbereitung.'],
  [
    "The recipe's {} is {}, but the model's input {} takes {}.",
    'In der Vorbereitung ist $1 $2, aber der Eingang $3 des Modells nimmt $4.',
  ],
  ['Change "{}" in the recipe.', 'Ändern Sie „$1“ in der Vorbereitung.'],
  ['The recipe is wrong: {}.', 'Die Vorbereitung stimmt nicht: $1.'],
  ['The recipe in {} is wrong: {}.', 'Die Vorbereitung in $1 stimmt nicht: $2.'],
  [
    'Mend the recipe, or start from a preset.',
    'Berichtigen Sie die Vorbereitung, oder beginnen Sie mit einer Vorlage.',
  ],
  ['std must not be 0', 'die Standardabweichung darf nicht 0 sein'],
  ['{}: {} wants {} numbers, not {}', '$1: $2 braucht $3 Zahlen, nicht $4'],
  [
    'resizeShorterSide: {} is less than the size that is cropped',
    'die kürzere Seite $1 ist kleiner als das, was ausgeschnitten wird',
  ],
  [
    'The output {} has the shape {}; an embedding is [N, D].',
    'Der Ausgang $1 hat die Form $2; eine Einbettung ist [N, D].',
  ],
  [
    'The output {} has the shape {}, to which the pooling "{}" does not apply.',
    'Der Ausgang $1 hat die Form $2, zu der die Zusammenfassung „$3“ nicht passt.',
  ],
  [
    'Set "pooling" in the recipe to "average" (mean over positions), "flatten" (everything in one row) or "first-token" (of [N, tokens, D]), or export the pooled output.',
    'Wählen Sie in der Vorbereitung als Zusammenfassung das Mittel, alles in einem Vektor oder das erste Token, oder exportieren Sie den zusammengefassten Ausgang.',
  ],
  [
    'The output {} is {}; an embedding is made of floating-point numbers.',
    'Der Ausgang $1 ist $2; eine Einbettung besteht aus Gleitkommazahlen.',
  ],
  [
    'Choose another output in the recipe, or export one that is float32.',
    'Wählen Sie in der Vorbereitung einen anderen Ausgang, oder exportieren Sie einen in float32.',
  ],

  // Parity.
  ['The image {} cannot be read. {}', 'Das Bild $1 ist nicht lesbar. $2'],
  [
    'Leave out its line and its row, or bring the image back as it was.',
    'Lassen Sie seine Zeile in beiden weg, oder holen Sie das Bild zurück, wie es war.',
  ],
  [
    'The model gives {} numbers an image, but {} has {}.',
    'Das Modell gibt $1 Zahlen je Bild, aber $2 hat $3.',
  ],
  [
    'Choose the model and the output that the running system uses.',
    'Wählen Sie das Modell und den Ausgang, die das laufende System verwendet.',
  ],
  [
    '{} has a vector for {} that is zero or not finite.',
    '$1 hat für $2 einen Vektor, der null oder nicht endlich ist.',
  ],
  ['Leave out its line and its row.', 'Lassen Sie seine Zeile in beiden weg.'],
  ['{} names {} images, but {} has {} rows.', '$1 nennt $2 Bilder, aber $3 hat $4 Zeilen.'],
  [
    'Give one line for each row of the matrix, in its order.',
    'Schreiben Sie für jede Zeile der Matrix eine Zeile, in ihrer Reihenfolge.',
  ],
  ['The matrix {} cannot be opened: {}.', 'Die Matrix $1 lässt sich nicht öffnen: $2.'],
  [
    'Give the path of a .npy file that can be read.',
    'Geben Sie den Pfad einer lesbaren .npy-Datei an.',
  ],
  ['{} is not a .npy file.', '$1 ist keine .npy-Datei.'],
  ['Save the matrix with numpy.save.', 'Speichern Sie die Matrix mit numpy.save.'],
  [
    '{} has version {} of the .npy format, which is not known here.',
    '$1 hat die Version $2 des .npy-Formats, die hier nicht bekannt ist.',
  ],
  ['The header of {} cannot be read.', 'Der Kopf von $1 ist nicht lesbar.'],
  [
    '{} holds {}; embeddings are float32 or float64 (little-endian).',
    '$1 enthält $2; Einbettungen sind float32 oder float64 (little-endian).',
  ],
  [
    '{} has the shape ({}); embeddings are a matrix [N, D] with at least one row and column.',
    '$1 hat die Form ($2); Einbettungen sind eine Matrix [N, D] mit mindestens einer Zeile und Spalte.',
  ],
  [
    'Save one row an image, one column a dimension.',
    'Speichern Sie je Bild eine Zeile und je Dimension eine Spalte.',
  ],
  [
    '{} is in Fortran order; embeddings are read in C order.',
    '$1 liegt in der Anordnung von Fortran; Einbettungen werden in der von C gelesen.',
  ],
  ['Convert it with numpy.ascontiguousarray.', 'Wandeln Sie sie mit numpy.ascontiguousarray um.'],
  ['{} ends before its matrix does.', '$1 endet vor dem Ende der Matrix.'],
  ['Copy or save the file again.', 'Kopieren oder speichern Sie die Datei noch einmal.'],

  // What runs models.
  ['ONNX Runtime says: {}.', 'ONNX Runtime sagt: $1.'],
  [
    'It runs the model, but far slower than the CPU ({}).',
    'Es führt das Modell aus, aber weit langsamer als die CPU ($1).',
  ],
  ['{} ms an image against {} ms', '$1 ms je Bild gegen $2 ms'],
  ['The CPU runs every model.', 'Die CPU führt jedes Modell aus.'],
  [
    'This build of ONNX Runtime for {} has no {}.',
    'Diese Fassung von ONNX Runtime für $1 hat kein $2.',
  ],
  [
    'The CUDA libraries of ONNX Runtime are not installed.',
    'Die CUDA-Bibliotheken von ONNX Runtime sind nicht installiert.',
  ],
  [
    'ONNX Runtime ran every operator on the CPU instead.',
    'ONNX Runtime hat jeden Operator stattdessen auf der CPU ausgeführt.',
  ],
  [
    'ONNX Runtime left {} heavy operators ({}) to the CPU.',
    'ONNX Runtime hat schwere Operatoren der CPU überlassen: $1 ($2).',
  ],
  ['It ran {}.', 'Ausgeführt: $1.'],
  ['all operators', 'alle Operatoren'],
  ['all operators but {} light ones', 'alle Operatoren bis auf $1 leichte'],
  ['It did not answer within {} s.', 'Es antwortete nicht binnen $1 s.'],
  ['Its driver ended the trial process ({}).', 'Sein Treiber beendete den Versuch ($1).'],
  [
    'The provider {} does not run this model: {}',
    'Der Anbieter $1 führt dieses Modell nicht aus: $2',
  ],
  [
    'The provider {} does not run on this machine: {}',
    'Der Anbieter $1 läuft auf diesem Rechner nicht: $2',
  ],
  [
    'Choose the provider auto or cpu; "isoline doctor" lists what this machine has.',
    'Wählen Sie den Anbieter auto oder cpu; „isoline doctor“ nennt, was dieser Rechner hat.',
  ],
  ['Choose the provider auto or cpu.', 'Wählen Sie den Anbieter auto oder cpu.'],
  [
    'There is no provider "{}"; there are auto, {}.',
    'Es gibt keinen Anbieter „$1“; es gibt auto, $2.',
  ],
  ['Choose one of them.', 'Wählen Sie einen davon.'],
  ['it is not there.', 'er ist nicht da.'],
  [
    'ONNX Runtime cannot load the model {} on {}: {}.',
    'ONNX Runtime kann das Modell $1 auf $2 nicht laden: $3.',
  ],
  [
    'Try the provider cpu, or export the model with an older opset.',
    'Versuchen Sie den Anbieter cpu, oder exportieren Sie das Modell mit einem älteren Operatorsatz.',
  ],
  [
    'There is not enough memory for a batch of {} on {}: {}.',
    'Für einen Stapel von $1 auf $2 reicht der Speicher nicht: $3.',
  ],
  ['Choose a smaller batch.', 'Wählen Sie einen kleineren Stapel.'],
  [
    'ONNX Runtime cannot run the model {} on {} with a batch of {}: {}.',
    'ONNX Runtime kann das Modell $1 auf $2 mit einem Stapel von $3 nicht ausführen: $4.',
  ],
  [
    'Try a batch of 1, or the provider cpu.',
    'Versuchen Sie einen Stapel von 1 oder den Anbieter cpu.',
  ],
  [
    'The model {} says that it takes any batch, but answered {} images with the shape [{}].',
    'Das Modell $1 gibt an, jeden Stapel zu nehmen, antwortete aber auf $2 Bilder mit der Form [$3].',
  ],
  ['Set the batch to 1.', 'Setzen Sie den Stapel auf 1.'],
  ['A batch of {} images is not possible.', 'Ein Stapel von $1 Bildern ist nicht möglich.'],
  ['Give a whole number of 1 or more.', 'Geben Sie eine ganze Zahl ab 1 an.'],
  ['{}, batches of {} for want of memory', '$1, Stapel von $2, weil der Speicher knapp ist'],

  // Embeddings and scores.
  [
    'The model gives a zero embedding for {}, which has no direction.',
    'Das Modell gibt für $1 eine Einbettung aus Nullen, die keine Richtung hat.',
  ],
  [
    'The model gives an embedding with NaN or infinite numbers for {}.',
    'Das Modell gibt für $1 eine Einbettung mit NaN oder unendlichen Zahlen.',
  ],
  [
    'Check that the recipe is the one the model was trained with; remove the image if it alone is concerned.',
    'Prüfen Sie, ob das Modell mit dieser Vorbereitung trainiert wurde; entfernen Sie das Bild, wenn es allein betroffen ist.',
  ],
  [
    'The disk has no room for the embeddings in {}.',
    'Der Datenträger hat keinen Platz für die Einbettungen in $1.',
  ],
  [
    'Free some space and run it again: what was embedded is kept.',
    'Schaffen Sie Platz, und starten Sie noch einmal: Eingebettetes bleibt erhalten.',
  ],
  [
    'This dataset is being embedded with this model already.',
    'Dieser Datensatz wird gerade schon mit diesem Modell eingebettet.',
  ],
  ['Wait for that job to end.', 'Warten Sie das Ende dieses Vorgangs ab.'],
  [
    'None of the {} images could be embedded; the first is {}: {}',
    'Keines der $1 Bilder ließ sich einbetten; das erste ist $2: $3',
  ],
  [
    'Check that the folder holds images that open elsewhere.',
    'Prüfen Sie, ob der Ordner Bilder enthält, die sich anderswo öffnen lassen.',
  ],
  ['The dataset {} has no image that can be read.', 'Der Datensatz $1 hat kein lesbares Bild.'],
  [
    'See the problems that its import listed.',
    'Sehen Sie sich die Probleme an, die sein Import nannte.',
  ],
  [
    'The embeddings in {} are shorter than the workspace says.',
    'Die Einbettungen in $1 sind kürzer, als der Arbeitsbereich sagt.',
  ],
  [
    'Delete that file and run it again: its images are embedded anew.',
    'Löschen Sie die Datei, und starten Sie noch einmal: Die Bilder werden neu eingebettet.',
  ],
  [
    'The execution provider "{}" is not accurate enough for scores: a product differs from float64 by {} (at most {} is allowed).',
    'Der Anbieter „$1“ ist für Werte nicht genau genug: Ein Produkt weicht von float64 um $2 ab (erlaubt ist höchstens $3).',
  ],
  ['Use --provider cpu.', 'Nehmen Sie den Anbieter cpu.'],
  [
    'The embedding of {} is all zeros, so it has no similarity to anything.',
    'Die Einbettung von $1 besteht aus Nullen und ist darum zu nichts ähnlich.',
  ],
  [
    'The embedding of {} is not finite (NaN or infinite), so it has no similarity to anything.',
    'Die Einbettung von $1 ist nicht endlich (NaN oder unendlich) und darum zu nichts ähnlich.',
  ],
  [
    'Remove the image from the data, or mend the model that embeds it.',
    'Nehmen Sie das Bild aus den Daten, oder berichtigen Sie das Modell.',
  ],
  [
    'AS-norm needs a cohort of at least 2 training images; there are {}.',
    'AS-norm braucht eine Kohorte von mindestens 2 Trainingsbildern; es gibt $1.',
  ],
  [
    'Give more classes to the training split, or evaluate without --normalise.',
    'Geben Sie dem Training mehr Klassen, oder werten Sie ohne AS-norm aus.',
  ],
  [
    'AS-norm is not defined: an image scores the same ({}) against its {} nearest cohort images.',
    'AS-norm ist nicht bestimmt: Ein Bild hat gegen seine $2 nächsten Bilder der Kohorte denselben Wert ($1).',
  ],
  [
    'Use a larger or more varied cohort, or evaluate without --normalise.',
    'Nehmen Sie eine größere oder vielfältigere Kohorte, oder werten Sie ohne AS-norm aus.',
  ],
  [
    'AS-norm compares each image with the training classes, and there is no split.',
    'AS-norm vergleicht jedes Bild mit den Trainingsklassen, und es gibt keine Aufteilung.',
  ],
  [
    'Add --split with a seed or a file.',
    'Teilen Sie die Klassen mit einem Startwert oder einer Datei auf.',
  ],
  [
    'A class of this data has more than {} pairs ({} images in {} classes).',
    'Eine Klasse dieser Daten hat mehr als $1 Paare ($2 Bilder in $3 Klassen).',
  ],
  [
    'Evaluate a sample of the images of the largest classes.',
    'Werten Sie eine Stichprobe der Bilder der größten Klassen aus.',
  ],
];
