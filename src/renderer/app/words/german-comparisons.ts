import type { Pattern } from './pattern.ts';

/** What the engine says of evaluations and of differences between two, in German. */
export const germanComparisons: readonly Pattern[] = [
  // Notes and reasons of an evaluation.
  [
    /^1 class has one image: no genuine pair, so no FRR, and .+$/,
    '1 Klasse hat nur ein Bild: kein echtes Paar, also keine FRR, und kein Anteil an Mitteln über die FRR, am OPIS und an der Suche.',
  ],
  [
    '{} classes have one image: no genuine pair, so no FRR, and no part in means over FRR, in OPIS or in retrieval.',
    '$1 Klassen haben nur ein Bild: kein echtes Paar, also keine FRR, und kein Anteil an Mitteln über die FRR, am OPIS und an der Suche.',
  ],
  [
    'AS-norm looks at the {} cohort images most alike; the cohort has {}, and all of them were used.',
    'AS-norm betrachtet die $1 ähnlichsten Bilder der Kohorte; sie hat $2, und alle wurden verwendet.',
  ],
  [
    'Intervals resample classes and need at least {} of them; there are {}.',
    'Intervalle ziehen Klassen neu und brauchen mindestens $1 davon; es gibt $2.',
  ],
  [
    'The split that is kept with the dataset is used.',
    'Verwendet wird die Aufteilung, die beim Datensatz liegt.',
  ],
  [
    '{} classes came after it and belong to no set: they are left out.',
    '$1 Klassen kamen danach hinzu und gehören zu keinem Teil: Sie bleiben weg.',
  ],
  [
    'Images that could not be read or embedded, and are left out: {}.',
    'Bilder, die sich nicht lesen oder einbetten ließen und wegbleiben: $1.',
  ],
  [
    'Images that lie in more than one class, so that their labels contradict each other: {}.',
    'Bilder, die in mehreren Klassen liegen, sodass ihre Beschriftungen einander widersprechen: $1.',
  ],
  [
    'Files that repeat another one of their class byte for byte, which raises genuine scores: {}.',
    'Dateien, die eine andere ihrer Klasse Byte für Byte wiederholen, was echte Werte hebt: $1.',
  ],
  [
    'The preprocessing was guessed: {} Choose a recipe for the model to be sure.',
    'Die Vorbereitung der Bilder ist geraten: $1 Wählen Sie für das Modell eine, um sicher zu sein.',
  ],
  [
    'The preprocessing was guessed: {} Give --recipe or --preset to be sure.',
    'Die Vorbereitung der Bilder ist geraten: $1 Geben Sie --recipe oder --preset an, um sicher zu sein.',
  ],
  [
    /^After review (\S+) images? ha(?:s|ve) another label than the data came with, and (\S+) (?:is|are) left out\.$/,
    'Nach der Durchsicht haben Bilder eine andere Beschriftung als in den Daten: $1; weggelassen sind: $2.',
  ],
  [
    'Recall and MAP@R come from {} seeded queries of {} images: the classes are too large to rank every query.',
    'Recall und MAP@R stammen aus einer Stichprobe von $1 Anfragen aus $2 Bildern: Die Klassen sind zu groß, um jede zu ordnen.',
  ],
  [
    'No class has two images, so there is no query.',
    'Keine Klasse hat zwei Bilder, also gibt es keine Anfrage.',
  ],
  [
    '{} impostor pairs cannot show the range of FAR {} to {}',
    '$1 fremde Paare können den FAR-Bereich von $2 bis $3 nicht zeigen',
  ],
  ['no class has two images and an impostor', 'keine Klasse hat zwei Bilder und ein fremdes'],
  [
    'both ends of the range have the same threshold',
    'beide Enden des Bereichs haben dieselbe Schwelle',
  ],
  ['insufficient data', 'zu wenige Daten'],
  [
    'too few classes bring such pairs, or the rate is the same however classes are resampled',
    'zu wenige Klassen haben solche Paare, oder die Rate bleibt gleich, wie die Klassen auch gezogen werden',
  ],

  // Why a figure of two evaluations has no difference, or no interval.
  ['too few classes to resample', 'zu wenige Klassen, um sie neu zu ziehen'],
  ['there is no difference', 'es gibt keinen Unterschied'],
  ['neither has a value', 'keine von beiden hat einen Wert'],
  ['before has no value', 'vorher gibt es keinen Wert'],
  ['after has no value', 'nachher gibt es keinen Wert'],
  ['before has no threshold', 'vorher gibt es keine Schwelle'],
  ['after has no threshold', 'nachher gibt es keine Schwelle'],
  [
    'the sets of classes differ: {} only before, {} only after',
    'die Klassen sind verschieden: nur vorher $1, nur nachher $2',
  ],
  [
    'the threshold was not counted on the held-out classes',
    'die Schwelle wurde auf den zurückgehaltenen Klassen nicht gezählt',
  ],
  [
    'given the FAR of each class against all classes at hand and the ends of the range, which draws of classes leave as they are: the interval can be too narrow',
    'bei gegebener FAR jeder Klasse gegen alle vorhandenen und gegebenen Enden des Bereichs, die gezogene Klassen nicht ändern: Das Intervall kann zu schmal sein',
  ],
  [
    'the utilities of single classes are not in this workspace',
    'die Nutzen einzelner Klassen liegen nicht in diesem Arbeitsbereich',
  ],
  [
    'the hits of single classes are not in this workspace',
    'die Treffer einzelner Klassen liegen nicht in diesem Arbeitsbereich',
  ],
  ['there is no operating point at FAR {}', 'es gibt keinen Arbeitspunkt bei FAR $1'],
  ['it is a yardstick for OPIS, not a result', 'es ist ein Maßstab für den OPIS, kein Ergebnis'],
  [
    'the FAR of a class depends on which other classes are drawn: resampling class rates alone would give an interval that is too narrow',
    'die FAR einer Klasse hängt davon ab, welche anderen gezogen werden: Nur die Raten neu zu ziehen gäbe ein zu schmales Intervall',
  ],
  [
    'its threshold would move with every draw of classes',
    'ihre Schwelle würde mit jeder Ziehung von Klassen wandern',
  ],
  [
    'OPIS was integrated over {} before and over {} after: these are different numbers',
    'der OPIS wurde vorher über $1 und nachher über $2 gebildet: Das sind verschiedene Zahlen',
  ],
  [/^l2 distance$/, 'den L2-Abstand'],
  [/^cosine similarity$/, 'die Kosinus-Ähnlichkeit'],
  [/^log false accept rate$/, 'den Logarithmus der FAR'],
  ['the FAR ranges of OPIS differ', 'die FAR-Bereiche des OPIS sind verschieden'],
  ['OPIS was measured with another b or grid', 'der OPIS wurde mit anderem b oder Raster gemessen'],
  ['the eps of eps-OPIS differ', 'die ε der ε-OPIS sind verschieden'],
  [
    'the scores are of different kinds ({} before, {} after): a threshold of one means nothing on the other',
    'die Werte sind von verschiedener Art (vorher $1, nachher $2): Eine Schwelle der einen sagt auf der anderen nichts',
  ],
  ['the scores are not at hand', 'die Werte sind nicht zur Hand'],
  [
    'most draws of classes have no impostor pair',
    'die meisten Ziehungen von Klassen haben kein fremdes Paar',
  ],
  [
    'most draws of classes have no genuine pair',
    'die meisten Ziehungen von Klassen haben kein echtes Paar',
  ],
  ['no class has such pairs', 'keine Klasse hat solche Paare'],
  ['resampling says nothing about a maximum', 'neu gezogene Klassen sagen nichts über ein Maximum'],
  ['there is no threshold to compare at', 'es gibt keine Schwelle zum Vergleichen'],
  [
    'the embeddings of "{}" have changed since its evaluation ({})',
    'die Einbettungen von „$1“ haben sich seit der Auswertung geändert ($2)',
  ],
  [
    'the embeddings of the evaluation {} are gone ({})',
    'die Einbettungen der Auswertung „$1“ sind nicht mehr da ($2)',
  ],
  [
    'the evaluation {} is not in this workspace',
    'die Auswertung „$1“ liegt nicht in diesem Arbeitsbereich',
  ],
  [
    'the evaluation {} was stored without its images',
    'die Auswertung „$1“ wurde ohne ihre Bilder gespeichert',
  ],
  [
    'no image is in both under the same class and name',
    'kein Bild ist unter derselben Klasse und demselben Namen in beiden',
  ],
  ['they are gone', 'sie sind nicht mehr da'],

  // What to know before believing a difference.
  [
    'A class lies above the band when its FAR_c is more than 3 times the pooled FAR, or its FRR_c more than 2 times the pooled FRR (at most halfway from the pooled FRR to 1). Pooled: the mean over both evaluations, each at its own threshold of the target FAR. A class is fixed when one of its rates lay above the band before and lies inside it after, newly broken when it lay inside and lies above; in both cases by at least 2 pairs and a tenth of the band.',
    'Eine Klasse liegt über dem Band, wenn ihre FAR_c mehr als das Dreifache der gemeinsamen FAR ist oder ihre FRR_c mehr als das Doppelte der gemeinsamen FRR (höchstens halbwegs von der gemeinsamen FRR bis 1). Gemeinsam heißt: im Mittel beider Auswertungen, jede an ihrer eigenen Schwelle der angestrebten FAR. Eine Klasse ist geheilt, wenn eine ihrer Raten vorher über dem Band lag und nachher darin liegt, neu gebrochen, wenn sie darin lag und darüber liegt; beides um mindestens 2 Paare und ein Zehntel des Bandes.',
  ],
  [
    'Single pairs were not compared: {}. The decisions that flip, the rates at the same threshold and the interval of the difference in FAR are therefore not known.',
    'Einzelne Paare wurden nicht verglichen: $1. Darum sind die Entscheidungen, die kippen, die Raten an derselben Schwelle und das Intervall des FAR-Unterschieds nicht bekannt.',
  ],
  ['An evaluation is compared with itself.', 'Eine Auswertung wird mit sich selbst verglichen.'],
  [
    'Different sets are compared: {} before, {} after.',
    'Verschiedene Teile werden verglichen: vorher $1, nachher $2.',
  ],
  ['all', 'alle Klassen'],
  ['calibration', 'Kalibrierklassen'],
  ['held-out', 'zurückgehaltene Klassen'],
  [
    'The data fingerprints differ: images or labels have changed between the two evaluations.',
    'Die Fingerabdrücke der Daten sind verschieden: Zwischen den Auswertungen haben sich Bilder oder Beschriftungen geändert.',
  ],
  [
    'That both are of the same images cannot be checked: embeddings were given as files, and their fingerprints cover the vectors.',
    'Ob beide von denselben Bildern sind, lässt sich nicht prüfen: Die Einbettungen kamen als Dateien, und deren Fingerabdrücke gelten den Vektoren.',
  ],
  [
    '{} classes are in both; {} are only before and {} only after, and are left out.',
    'Klassen in beiden: $1; nur vorher: $2, nur nachher: $3. Letztere bleiben weg.',
  ],
  [
    'A class that is in both met other impostors before than after, so its FAR may differ for that reason alone.',
    'Eine Klasse, die in beiden ist, traf vorher auf andere fremde Bilder als nachher; schon darum kann ihre FAR verschieden sein.',
  ],
  [
    'Rates are counted over the {} images that are in both, so they differ from those of the evaluations.',
    'Die Raten sind über die $1 Bilder gezählt, die in beiden sind, und weichen darum von denen der Auswertungen ab.',
  ],
  [
    'Rates are counted over the {} images that are in both ({} before, {} after), so they differ from those of the evaluations.',
    'Die Raten sind über die $1 Bilder gezählt, die in beiden sind (vorher $2, nachher $3), und weichen darum von denen der Auswertungen ab.',
  ],
  [
    'Some classes have other numbers of images before than after.',
    'Manche Klassen haben vorher eine andere Zahl von Bildern als nachher.',
  ],
  [
    'The scores are of different kinds ({} before, {} after): there is no common threshold, and OPIS is another number. Rates at matched FAR can be compared.',
    'Die Werte sind von verschiedener Art (vorher $1, nachher $2): Es gibt keine gemeinsame Schwelle, und der OPIS ist eine andere Zahl. Raten bei gleicher FAR lassen sich vergleichen.',
  ],
  ['cosine', 'Kosinus'],
  ['as-norm', 'AS-norm'],
  ['The AS-norm cohorts differ.', 'Die Kohorten der AS-norm sind verschieden.'],
  [
    'Recall and MAP@R come from samples of the queries.',
    'Recall und MAP@R stammen aus Stichproben der Anfragen.',
  ],
  [
    '{} held-out classes of "{}" are calibration classes of "{}": its thresholds have seen them.',
    'Zurückgehaltene Klassen ($2), die auf der anderen Seite ($3) Kalibrierklassen sind: $1. Deren Schwellen haben sie gesehen.',
  ],
  ['before', 'vorher'],
  ['after', 'nachher'],
  [
    'Only "after" has a split: its calibration classes are compared, and nothing is held out.',
    'Nur „nachher“ hat eine Aufteilung: Verglichen werden ihre Kalibrierklassen, und nichts ist zurückgehalten.',
  ],
  [
    'Only "before" has a split: its calibration classes are compared, and nothing is held out.',
    'Nur „vorher“ hat eine Aufteilung: Verglichen werden ihre Kalibrierklassen, und nichts ist zurückgehalten.',
  ],

  // Thresholds by policy, beyond those of every evaluation.
  ['there are too few classes', 'es sind zu wenige Klassen'],
  [
    'drawing the classes again leaves the FAR of each class as it is, which makes an interval of such a threshold too narrow',
    'neu gezogene Klassen ändern die FAR jeder Klasse nicht, was ein Intervall einer solchen Schwelle zu schmal macht',
  ],
  [
    'an end of the interval lies beyond the thresholds that were tried',
    'ein Ende des Intervalls liegt jenseits der versuchten Schwellen',
  ],
  [
    'No threshold meets every constraint: {}. In the way stand {}.',
    'Keine Schwelle erfüllt alle Bedingungen: $1. Im Weg stehen $2.',
  ],
  [
    '{} held-out classes, {} of them above FAR {}, cannot guarantee that at most {} % of new classes exceed it; another try takes classes that are all new, their number fixed before looking ({} if none of them is to exceed it), since classes added until it passes make it weaker than it says',
    '$1 zurückgehaltene Klassen, davon $2 über FAR $3, können nicht zusichern, dass höchstens $4 % neuer Klassen darüber liegen; ein neuer Versuch braucht lauter neue Klassen, deren Zahl vor dem Hinsehen feststeht ($5, wenn keine darüber liegen soll), denn Klassen, die man nachlegt, bis es gelingt, machen die Zusicherung schwächer, als sie sagt',
  ],
  ['The low policy has no threshold. {}', 'Die untere Vorgabe hat keine Schwelle. $1'],
  ['The high policy has no threshold. {}', 'Die obere Vorgabe hat keine Schwelle. $1'],
  ['The low policy has no threshold.', 'Die untere Vorgabe hat keine Schwelle.'],
  ['The high policy has no threshold.', 'Die obere Vorgabe hat keine Schwelle.'],
  [
    'The threshold of the low policy, {}, is not below that of the high policy, {}: nothing lies between.',
    'Die Schwelle der unteren Vorgabe, $1, liegt nicht unter der der oberen, $2: Dazwischen ist nichts.',
  ],
  [
    'Insufficient data: there are no genuine pairs.',
    'Zu wenige Daten: Es gibt keine echten Paare.',
  ],
  [
    'Insufficient data: the class with the most impostor pairs has {} and can show FAR >= {}.',
    'Zu wenige Daten: Die Klasse mit den meisten fremden Paaren hat $1 und kann eine FAR ab $2 zeigen.',
  ],
  [
    'Insufficient data: {} searches without a mate can show FPIR >= {}.',
    'Zu wenige Daten: $1 Suchen ohne Gegenstück können eine FPIR ab $2 zeigen.',
  ],
  [
    'Every class is enrolled: no search is without a mate.',
    'Jede Klasse ist aufgenommen: Keine Suche ist ohne Gegenstück.',
  ],
];
