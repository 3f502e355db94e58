import type { Pattern } from './pattern.ts';

/** What the engine says of datasets, their files and lists of pairs, in German. */
export const germanData: readonly Pattern[] = [
  // Problems of a dataset.
  ['The folder holds no images, at any depth.', 'Der Ordner enthält in keiner Tiefe Bilder.'],
  [
    'None of the images that the class had is there any more.',
    'Keines der Bilder, die die Klasse hatte, ist noch da.',
  ],
  ['None of the images of the class can be read.', 'Keines der Bilder der Klasse ist lesbar.'],
  [
    'The class has one image: no genuine pair and no false reject rate.',
    'Die Klasse hat ein Bild: kein echtes Paar und keine FRR.',
  ],
  [
    'The class is in none of the sets; split the dataset again.',
    'Die Klasse gehört zu keinem Teil; teilen Sie den Datensatz neu auf.',
  ],
  ['The same image is labelled {}: {}.', 'Dasselbe Bild ist beschriftet als $1: $2.'],
  [
    'The class "{}" holds the same image {} times: {}.',
    'Die Klasse „$1“ enthält dasselbe Bild $2-mal: $3.',
  ],
  ['{} and {} more', '$1 und $2 weitere'],
  ['The file was not found in the folder any more.', 'Die Datei ist nicht mehr im Ordner.'],
  ['The manifest no longer names the file.', 'Die Liste nennt die Datei nicht mehr.'],
  ['It is not a regular file.', 'Es ist keine gewöhnliche Datei.'],
  [
    'Isoline does not read .{} images; convert them to PNG.',
    'Isoline liest keine .$1-Bilder; wandeln Sie sie in PNG um.',
  ],
  ['The file is empty.', 'Die Datei ist leer.'],
  [
    'The file changed while it was read; import again.',
    'Die Datei änderte sich beim Lesen; importieren Sie noch einmal.',
  ],
  [
    'The file changed after its folder was read; import the folder again.',
    'Die Datei änderte sich, nachdem ihr Ordner gelesen wurde; importieren Sie ihn noch einmal.',
  ],
  [
    'The file holds {}, which Isoline does not read as an image.',
    'Die Datei enthält $1; das liest Isoline nicht als Bild.',
  ],
  [
    'There is no such file, or it is a link to nothing.',
    'Die Datei gibt es nicht, oder sie ist ein Verweis ins Leere.',
  ],
  ['Reading it is not permitted.', 'Sie zu lesen ist nicht erlaubt.'],
  [
    'It is a link that leads back to itself.',
    'Sie ist ein Verweis, der zu sich selbst zurückführt.',
  ],
  ['Its path is too long for this system.', 'Ihr Pfad ist für dieses System zu lang.'],
  ['The disk failed to read it.', 'Der Datenträger konnte sie nicht lesen.'],
  [
    'Its name is not valid Unicode; rename it.',
    'Ihr Name ist kein gültiges Unicode; benennen Sie sie um.',
  ],
  [
    'The file is damaged or holds no image of a format that Isoline reads.',
    'Die Datei ist beschädigt oder enthält kein Bild in einem Format, das Isoline liest.',
  ],
  ['The file cannot be read: {}.', 'Die Datei ist nicht lesbar: $1.'],
  [
    '{} more problems of this kind, from here on, are not listed one by one.',
    'Ab hier sind $1 weitere Probleme dieser Art nicht einzeln aufgeführt.',
  ],
  [
    'The folder was already read under another name.',
    'Der Ordner wurde schon unter einem anderen Namen gelesen.',
  ],
  [
    'The image lies directly in the root; move it into a folder that is named after its class.',
    'Das Bild liegt direkt im obersten Ordner; verschieben Sie es in einen Ordner, der wie seine Klasse heißt.',
  ],
  [/^1 file (.+): not an image by name\.$/, '1 Datei $1: dem Namen nach kein Bild.'],
  [/^(\S+) files (.+): not an image by name\.$/, '$1 Dateien $2: dem Namen nach keine Bilder.'],
  ['without an extension', 'ohne Endung'],
  ['ending in .{}', 'mit der Endung .$1'],
  [
    'The link leads back to a folder around it.',
    'Der Verweis führt zu einem Ordner zurück, in dem er liegt.',
  ],
  [
    'The link leads to another folder of the dataset, which is read at its own place.',
    'Der Verweis führt zu einem anderen Ordner des Datensatzes, der an seiner Stelle gelesen wird.',
  ],
  ['It has the same bytes as {}: {}', 'Sie hat dieselben Bytes wie $1: $2'],

  // Imports.
  ['The import of {} was stopped.', 'Der Import von $1 wurde angehalten.'],
  [
    'Import it again to go on: what was read is kept.',
    'Importieren Sie noch einmal, um fortzufahren: Gelesenes bleibt erhalten.',
  ],
  ['{} is neither a folder nor a CSV manifest.', '$1 ist weder ein Ordner noch eine CSV-Liste.'],
  [
    'Give a folder with a folder per class, or a .csv file with the columns path,class.',
    'Nehmen Sie einen Ordner mit einem Ordner je Klasse oder eine CSV-Datei mit den Spalten path,class.',
  ],
  ['Line {} of the manifest: {}', 'Zeile $1 der Liste: $2'],
  ['The workspace has no dataset {}.', 'Der Arbeitsbereich hat keinen Datensatz $1.'],
  ['Choose one of the datasets in the list.', 'Wählen Sie einen der Datensätze aus der Liste.'],
  [
    'The import of the dataset "{}" did not end.',
    'Der Import des Datensatzes „$1“ wurde nicht fertig.',
  ],
  [
    'Import {} again; what was read is kept.',
    'Importieren Sie $1 noch einmal; Gelesenes bleibt erhalten.',
  ],
  ['There is no file or folder {}.', 'Es gibt keine Datei und keinen Ordner $1.'],
  [
    'Check the path; give a folder with a folder per class, or a CSV manifest.',
    'Prüfen Sie den Pfad; nehmen Sie einen Ordner mit einem Ordner je Klasse oder eine CSV-Liste.',
  ],
  ['The folder {} holds no images.', 'Der Ordner $1 enthält keine Bilder.'],
  [
    'Choose a folder with a folder per class, and the images of each class in it.',
    'Wählen Sie einen Ordner mit einem Ordner je Klasse und den Bildern jeder Klasse darin.',
  ],
  ['The manifest {} names no images.', 'Die Liste $1 nennt keine Bilder.'],
  [
    'Add a line with path and class for every image.',
    'Schreiben Sie für jedes Bild eine Zeile mit Pfad und Klasse.',
  ],
  [
    /^The folder (.+) has no classes: its (\S+) images? lies? directly in it\.$/,
    'Der Ordner $1 hat keine Klassen: Seine Bilder ($2) liegen direkt darin.',
  ],
  [
    'Move the images into folders that are named after their class, or write a CSV manifest.',
    'Verschieben Sie die Bilder in Ordner, die wie ihre Klasse heißen, oder schreiben Sie eine CSV-Liste.',
  ],
  [
    '"{}" does not lie in a folder that Isoline may read.',
    '„$1“ liegt in keinem Ordner, den Isoline lesen darf.',
  ],
  [
    'Choose a folder in the window, or grant one with isoline serve --root.',
    'Wählen Sie im Fenster einen Ordner, oder geben Sie einen mit isoline serve --root frei.',
  ],
  ['"{}" cannot be read. It is not a folder.', '„$1“ ist nicht lesbar: kein Ordner.'],
  ['"{}" cannot be read. {}', '„$1“ ist nicht lesbar. $2'],
  [
    'Check that it is there and that you may read it.',
    'Prüfen Sie, ob es da ist und ob Sie es lesen dürfen.',
  ],
  ['{} cannot be read. {}', '$1 ist nicht lesbar. $2'],
  [
    'Make it readable for this user, or choose another folder.',
    'Machen Sie es für diesen Benutzer lesbar, oder wählen Sie einen anderen Ordner.',
  ],
  ['Check the path.', 'Prüfen Sie den Pfad.'],
  ['The dataset "{}" was removed.', 'Der Datensatz „$1“ wurde entfernt.'],
  ['Restore it, or import {} again.', 'Holen Sie ihn zurück, oder importieren Sie $1 noch einmal.'],
  ['The dataset has no class "{}".', 'Der Datensatz hat keine Klasse „$1“.'],
  ['Choose one of the classes in the list.', 'Wählen Sie eine der Klassen aus der Liste.'],
  [
    'The folder {} holds something else than the built-in sample of seed {}.',
    'Der Ordner $1 enthält etwas anderes als die eingebaute Stichprobe mit dem Startwert $2.',
  ],
  [
    'Choose another folder, or empty this one.',
    'Wählen Sie einen anderen Ordner, oder leeren Sie diesen.',
  ],
  [
    'Drawing the built-in sample into {} was stopped.',
    'Die eingebaute Stichprobe in $1 zu zeichnen wurde angehalten.',
  ],
  [
    'Nothing of it was kept; start again for the whole sample.',
    'Nichts davon blieb erhalten; beginnen Sie noch einmal.',
  ],
  ['The workspace has no image {}.', 'Der Arbeitsbereich hat kein Bild $1.'],
  ['It could not be read.', 'Es war nicht lesbar.'],
  [
    'The file {} has changed since it was imported.',
    'Die Datei $1 hat sich seit dem Import geändert.',
  ],
  ['Import its folder again.', 'Importieren Sie ihren Ordner noch einmal.'],
  ['The image {} cannot be shown. {}', 'Das Bild $1 lässt sich nicht zeigen. $2'],
  ['Choose another image.', 'Wählen Sie ein anderes Bild.'],

  // A dataset that was moved.
  [
    'The dataset has no readable image to look for',
    'Der Datensatz hat kein lesbares Bild, nach dem sich suchen ließe',
  ],
  ['{} is the dataset "{}", which was removed.', '$1 ist der Datensatz „$2“, der entfernt wurde.'],
  ['{} is the dataset "{}" already.', '$1 ist schon der Datensatz „$2“.'],
  [
    'Import the folder to bring that dataset back.',
    'Importieren Sie den Ordner, um diesen Datensatz zurückzuholen.',
  ],
  ['Use that dataset.', 'Verwenden Sie diesen Datensatz.'],
  ['{} has {} bytes, not {} as at the import', '$1 hat $2 Bytes, nicht $3 wie beim Import'],
  ['{} has other contents than at the import', '$1 hat anderen Inhalt als beim Import'],
  ['{}; the dataset stays where it was.', '$1; der Datensatz bleibt, wo er war.'],
  ['{} is missing', '$1 fehlt'],
  [
    'Choose the folder that the images were moved to, or import this one as a new dataset.',
    'Wählen Sie den Ordner, in den die Bilder verschoben wurden, oder importieren Sie diesen als neuen Datensatz.',
  ],

  // Splits.
  ['{}, line {}: "{}" names no set of classes.', '$1, Zeile $2: „$3“ ist kein Teil der Klassen.'],
  ['Write one of {}.', 'Schreiben Sie eines von $1.'],
  ['{}, line {}: the data has no class "{}".', '$1, Zeile $2: Die Daten haben keine Klasse „$3“.'],
  [
    'Write the class as the dataset names it, or remove the line.',
    'Schreiben Sie die Klasse, wie der Datensatz sie nennt, oder löschen Sie die Zeile.',
  ],
  [
    '{}, line {}: the class "{}" was named in line {} already.',
    '$1, Zeile $2: Die Klasse „$3“ steht schon in Zeile $4.',
  ],
  ['Keep one of the two lines.', 'Behalten Sie eine der beiden Zeilen.'],
  ['The class "{}" is named twice.', 'Die Klasse „$1“ ist zweimal genannt.'],
  [
    'Give every class of the dataset one set.',
    'Geben Sie jeder Klasse des Datensatzes einen Teil.',
  ],
  ['The shares {} do not divide the classes.', 'Die Anteile $1 teilen die Klassen nicht auf.'],
  [
    'Give three shares that are not negative and add up to 1.',
    'Geben Sie drei Anteile ab 0, die zusammen 1 ergeben.',
  ],
  [/^(.+?) does not name the class "([^"]+)"(.*)\.$/, '$1 nennt diese Klasse nicht: „$2“$3.'],
  [' and {} more', ' und $1 weitere'],
  ['Add a line for every class of the data.', 'Schreiben Sie für jede Klasse eine Zeile.'],
  [/^The split leaves no (\S+) images\.$/, 'Die Aufteilung lässt einen Teil ohne Bilder: $1.'],
  ['training', 'Training'],
  [
    'Give more classes, another seed, or a split file that fills every set.',
    'Nehmen Sie mehr Klassen, einen anderen Startwert oder eine Aufteilung, die jeden Teil füllt.',
  ],

  // Lists as CSV.
  ['{}, line 1: there are two columns "{}".', '$1, Zeile 1: Es gibt zwei Spalten „$2“.'],
  ['Keep one of them.', 'Behalten Sie eine davon.'],
  ['{}, line 1: the column "{}" is missing.', '$1, Zeile 1: Die Spalte „$2“ fehlt.'],
  [
    'Separate the columns by commas, with the header {}.',
    'Trennen Sie die Spalten durch Kommas, mit der Kopfzeile $1.',
  ],
  ['Start the file with the header {}.', 'Beginnen Sie die Datei mit der Kopfzeile $1.'],
  ['{} is not UTF-8 text.', '$1 ist kein UTF-8-Text.'],
  ['Save it as CSV in UTF-8.', 'Speichern Sie es als CSV in UTF-8.'],
  [
    '{}, line {}: a quote is not closed.',
    '$1, Zeile $2: Ein Anführungszeichen ist nicht geschlossen.',
  ],
  [
    'Mend the line: as many fields as the header has, quotes doubled inside quoted fields.',
    'Berichtigen Sie die Zeile: so viele Felder wie die Kopfzeile, Anführungszeichen in Feldern verdoppelt.',
  ],
  ['the class is empty', 'die Klasse ist leer'],
  ['Name the class of every image.', 'Nennen Sie zu jedem Bild die Klasse.'],
  ['the path is empty', 'der Pfad ist leer'],
  ['the path is empty.', 'der Pfad ist leer.'],
  ['Name an image in every line.', 'Nennen Sie in jeder Zeile ein Bild.'],
  ['"{}" does not lie below {}', '„$1“ liegt nicht unter $2'],
  [
    "Put the manifest into a folder above all images; paths are relative to the manifest's folder.",
    'Legen Sie die Liste in einen Ordner über allen Bildern; Pfade gelten vom Ordner der Liste aus.',
  ],
  ['"{}" stood in line {} already', '„$1“ steht schon in Zeile $2'],
  ['the class "{}" is {} here and {} in line {}', 'die Klasse „$1“ ist hier $2 und in Zeile $4 $3'],
  [
    'A class belongs to one set with all its images: choose one.',
    'Eine Klasse gehört mit allen Bildern zu einem Teil: Wählen Sie einen.',
  ],

  // Lists of pairs.
  ['an image is empty.', 'ein Bild ist leer.'],
  ['Name both images.', 'Nennen Sie beide Bilder.'],
  ['the dataset has no image "{}".', 'der Datensatz hat kein Bild „$1“.'],
  ['the dataset has no image {}.', 'der Datensatz hat kein Bild $1.'],
  [
    "Give paths below the dataset's root, with '/', or import the pairs without a dataset.",
    'Geben Sie Pfade unter dem Ordner des Datensatzes mit „/“ an, oder importieren Sie die Paare ohne Datensatz.',
  ],
  ['"{}" says neither same nor different.', '„$1“ heißt weder gleich noch verschieden.'],
  [
    'Write 1 or 0, true or false, same or different.',
    'Schreiben Sie 1 oder 0, true oder false, same oder different.',
  ],
  ['the score is empty.', 'der Wert ist leer.'],
  [
    'Give every pair its score, or leave the column out.',
    'Geben Sie jedem Paar seinen Wert, oder lassen Sie die Spalte weg.',
  ],
  [
    'the file ends after {} pairs, and its header promises {}.',
    'die Datei endet nach $1 Paaren, und ihr Kopf verspricht $2.',
  ],
  [
    'Take the whole file, or mend the header.',
    'Nehmen Sie die ganze Datei, oder berichtigen Sie den Kopf.',
  ],
  ['the header is missing.', 'der Kopf fehlt.'],
  [
    'Begin with the number of folds and of pairs of each kind in a fold, like "{}".',
    'Beginnen Sie mit der Zahl der Teile und der Paare jeder Art darin, etwa „$1“.',
  ],
  [
    'there are more than the {} pairs that the header promises.',
    'es sind mehr Paare als die $1, die der Kopf verspricht.',
  ],
  [
    'Mend the header, or remove the lines beyond.',
    'Berichtigen Sie den Kopf, oder löschen Sie die Zeilen danach.',
  ],
  [
    '{} fields; a pair has 3 (one person) or 4 (two).',
    '$1 Felder; ein Paar hat 3 (eine Person) oder 4 (zwei).',
  ],
  [
    'Write "name number number", or "name number name number".',
    'Schreiben Sie „Name Nummer Nummer“ oder „Name Nummer Name Nummer“.',
  ],
  [
    'a pair of {}, where fold {} has one of {} by the counts of the header.',
    'ein Paar von $1, wo Teil $2 nach dem Kopf eines von $3 hat.',
  ],
  ['one person', 'einer Person'],
  ['two persons', 'zwei Personen'],
  ['two', 'zwei'],
  [
    'Mend the header, or the order of the lines.',
    'Berichtigen Sie den Kopf oder die Reihenfolge der Zeilen.',
  ],
  ['"{}" is no number of an image.', '„$1“ ist keine Nummer eines Bildes.'],
  ['Give whole numbers from 1.', 'Geben Sie ganze Zahlen ab 1.'],
  [
    'Import the folder that holds it, or import the pairs without a dataset.',
    'Importieren Sie den Ordner, der es enthält, oder die Paare ohne Datensatz.',
  ],
  [
    'Save it in UTF-8; unpack an archive first.',
    'Speichern Sie es in UTF-8; entpacken Sie ein Archiv zuerst.',
  ],
  ['"{}" is paired with itself.', '„$1“ ist mit sich selbst gepaart.'],
  [
    'Remove the line: an image is no partner of its own.',
    'Löschen Sie die Zeile: Ein Bild ist nicht sein eigener Partner.',
  ],
  ['"{}" and "{}" stood in line {} already.', '„$1“ und „$2“ stehen schon in Zeile $3.'],
  [
    'Keep one of the two lines: each pair counts once. Where these names tell no images apart, import the scores without names.',
    'Behalten Sie eine der beiden Zeilen: Jedes Paar zählt einmal. Unterscheiden diese Namen keine Bilder, importieren Sie die Werte ohne Namen.',
  ],
  ['there are more than {} pairs.', 'es sind mehr als $1 Paare.'],
  ['Import a sample of them.', 'Importieren Sie eine Stichprobe davon.'],
  ['"{}" is of "{}", and was of "{}" before.', '„$1“ ist von „$2“ und war vorher von „$3“.'],
  [
    'Give each image one class. Where these names tell no images apart, import the scores without names.',
    'Geben Sie jedem Bild eine Klasse. Unterscheiden diese Namen keine Bilder, importieren Sie die Werte ohne Namen.',
  ],
  [
    /^the score (\S+) is no ([a-z0-9-]+)(?:, negated)?: those lie in \[(.+)\]\.$/,
    'der Wert $1 liegt nicht in der Skala $2: Die reicht über [$3].',
  ],
  ['the score "{}" is no finite float32 number.', 'der Wert „$1“ ist keine endliche float32-Zahl.'],
  [
    'State the scale and the direction that the scores have (`other`: a scale of their own), or mend the line.',
    'Nennen Sie Skala und Richtung der Werte (`other`: eine eigene Skala), oder berichtigen Sie die Zeile.',
  ],
  ['{} has no pairs.', '$1 hat keine Paare.'],
  ['Give one line a pair.', 'Schreiben Sie je Paar eine Zeile.'],
  ['{} has scores, and their {} is not stated.', '$1 hat Werte, und deren $2 ist nicht genannt.'],
  ['scale', 'Skala'],
  ['direction', 'Richtung'],
  [
    'State the scale: cosine, cosine-distance, l2, angle or other.',
    'Nennen Sie die Skala: cosine, cosine-distance, l2, angle oder other.',
  ],
  [
    'State the direction: higher-is-more-alike or lower-is-more-alike.',
    'Nennen Sie die Richtung: higher-is-more-alike oder lower-is-more-alike.',
  ],
  ['{} columns, where {} are expected.', '$1 Spalten, wo $2 erwartet werden.'],
  [
    "Import it with the format that it has: bob's files have 2, 4 or 5 columns.",
    'Importieren Sie es in seinem Format: Dateien von bob haben 2, 4 oder 5 Spalten.',
  ],
  ['the label "{}" is neither 1 nor -1.', 'die Beschriftung „$1“ ist weder 1 noch -1.'],
  [
    'Write 1 before the score of a genuine pair and -1 before that of an impostor.',
    'Schreiben Sie 1 vor den Wert eines echten Paares und -1 vor den eines fremden.',
  ],
  [
    'Genuine scores alone show no false accepts.',
    'Echte Werte allein zeigen keine Falschannahmen.',
  ],
  ['Choose the file of impostor scores too.', 'Wählen Sie auch die Datei der fremden Werte.'],
  ['The format {} is one file.', 'Das Format $1 ist eine Datei.'],
  ['Leave the file of impostor scores out.', 'Lassen Sie die Datei der fremden Werte weg.'],
  [
    'Files of the format {} do not name images of a dataset.',
    'Dateien des Formats $1 nennen keine Bilder eines Datensatzes.',
  ],
  [
    'Import them without a dataset, or the pairs as CSV.',
    'Importieren Sie sie ohne Datensatz, oder die Paare als CSV.',
  ],
  ['{}, line {}: {}', '$1, Zeile $2: $3'],
];
