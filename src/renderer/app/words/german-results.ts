import type { Pattern } from './pattern.ts';

/** What the engine says of trainings, thresholds, reviews, reports and gates, in German. */
export const germanResults: readonly Pattern[] = [
  // Trainings.
  [
    /^Collapse: after (\S+) steps recall@1 on calibration classes is (\S+), from (\S+) at the start\. Try a smaller learning rate\.$/,
    'Zusammenbruch: Nach $1 Schritten ist Recall@1 auf Kalibrierklassen $2, am Anfang war es $3. Versuchen Sie eine kleinere Lernrate.',
  ],
  [
    /^Collapse: after (\S+) steps the scores of calibration classes no longer differ .+$/,
    'Zusammenbruch: Nach $1 Schritten unterscheiden sich die Werte der Kalibrierklassen nicht mehr genug, um OPIS zu messen: Dem Kopf sehen alle Bilder gleich aus. Versuchen Sie eine kleinere Lernrate.',
  ],
  [
    /^Overfitting: recall@1 on calibration classes was highest after (\S+) steps \((\S+)\) and fell to (\S+) after (\S+)\.$/,
    'Überanpassung: Recall@1 auf Kalibrierklassen war nach $1 Schritten am höchsten ($2) und fiel bis Schritt $4 auf $3.',
  ],
  [
    /^Overfitting: the loss on calibration classes was least after (\S+) steps \((\S+)\) and rose to (\S+) after (\S+), while the training loss fell\.$/,
    'Überanpassung: Der Verlust auf Kalibrierklassen war nach $1 Schritten am kleinsten ($2) und stieg bis Schritt $4 auf $3, während der Trainingsverlust fiel.',
  ],
  [
    /^Training stopped early: (\S+) validations in a row, up to step (\S+), brought no better head\.$/,
    'Früh beendet: $1 Prüfungen hintereinander, bis Schritt $2, brachten keinen besseren Kopf.',
  ],
  [
    /^Training diverged: the loss of step (\S+) is not finite\.$/,
    'Das Training lief auseinander: Der Verlust von Schritt $1 ist nicht endlich.',
  ],
  [
    /^the least OPIS among the candidates whose recall@1 is within (\S+) and whose mean utility is within (\S+) of the best, on calibration classes; where there is none, the best recall@1; the old model is a candidate$/,
    'Der kleinste OPIS unter den Kandidaten, deren Recall@1 höchstens $1 und deren mittlerer Nutzen höchstens $2 unter dem besten liegt, auf Kalibrierklassen; gibt es keinen, das beste Recall@1; das alte Modell ist ein Kandidat.',
  ],
  [
    /^recall@1 (\S+), OPIS (\S+) and mean utility (\S+)$/,
    'Recall@1 $1, OPIS $2 und mittlerem Nutzen $3',
  ],
  [
    /^Keep the old model: by the rule the trained head does not beat it on calibration classes, where it has (.+)\.$/,
    'Behalten Sie das alte Modell: Nach der Regel schlägt der trainierte Kopf es auf Kalibrierklassen nicht, mit $1.',
  ],
  [
    /^Keep the old model: by the rule none of the (\S+) trained heads does beat it on calibration classes, where it has (.+)\.$/,
    'Behalten Sie das alte Modell: Nach der Regel schlägt keiner der $1 trainierten Köpfe es auf Kalibrierklassen, mit $2.',
  ],
  [/^The best head of (.+) has (recall@1 .+)\.$/, 'Der beste Kopf von $1: mit $2.'],
  [
    /^Chosen on calibration classes: (.+), with (recall@1 .+); the old model has (recall@1 .+)\.$/,
    'Gewählt auf Kalibrierklassen: $1, mit $2; das alte Modell: mit $3.',
  ],
  [
    /^Chosen on calibration classes of (\S+) points and the old model: (.+), with (recall@1 .+); the old model has (recall@1 .+)\.$/,
    'Gewählt auf Kalibrierklassen aus $1 Punkten und dem alten Modell: $2, mit $3; das alte Modell: mit $4.',
  ],
  [
    /^On held-out classes recall@1 goes from (\S+) to (\S+) and OPIS from (\S+) to (\S+): (.+)$/,
    'Auf zurückgehaltenen Klassen: Recall@1 $1 → $2, OPIS $3 → $4: $5',
  ],
  [
    /^The held-out classes cannot confirm it: (.+)\. Keep the old model until there are more of them\.$/,
    'Die zurückgehaltenen Klassen können es nicht bestätigen: $1. Behalten Sie das alte Modell, bis es mehr davon gibt.',
  ],
  [/^a figure is missing$/, 'eine Zahl fehlt'],
  [/^neither is worse\.$/, 'keine der Zahlen ist schlechter.'],
  [
    /^one gains and the other loses\. Which counts more is yours to say\.$/,
    'die eine gewinnt, die andere verliert. Welche mehr zählt, sagen Sie.',
  ],
  [
    /^nothing is better there\. Keep the old model\.$/,
    'dort ist nichts besser. Behalten Sie das alte Modell.',
  ],
  [
    /^(\S+) was passed over: a step takes (\S+) ms there and (\S+) ms on the CPU\.$/,
    '$1 wurde übergangen: Ein Schritt braucht dort $2 ms und auf der CPU $3 ms.',
  ],

  // Thresholds by policy.
  [
    /^drawing the classes again never brings a class that is worse than the worst at hand, so it bounds such a threshold from one side only$/,
    'Neu gezogene Klassen sind nie schlechter als die schlechteste vorhandene, darum begrenzen sie eine solche Schwelle nur von einer Seite',
  ],
  [/^given by a person$/, 'von einem Menschen gegeben'],
  [
    /^there are too many classes to resample them at many thresholds$/,
    'es sind zu viele Klassen, um sie an vielen Schwellen neu zu ziehen',
  ],
  [
    /^in most draws of the classes the policy has no threshold$/,
    'in den meisten Ziehungen der Klassen hat die Vorgabe keine Schwelle',
  ],
  [
    /^intervals resample classes; (\S+) classes are too few$/,
    'Intervalle ziehen Klassen neu; $1 Klassen sind zu wenige',
  ],
  [
    /^without a false accept, classes cannot be given the same FAR$/,
    'ohne Falschannahme lässt sich Klassen nicht dieselbe FAR geben',
  ],
  [
    /^(\S+) of (\S+) classes expect fewer than (\S+) accepted pairs at FAR (\S+): thresholds of their own would follow chance$/,
    '$1 von $2 Klassen erwarten bei FAR $4 weniger als $3 angenommene Paare: Eigene Schwellen würden dem Zufall folgen',
  ],
  [
    /^without a split there are no held-out classes to stand for new ones$/,
    'ohne Aufteilung gibt es keine zurückgehaltenen Klassen, die für neue stehen',
  ],
  [
    /^the policy sets no FAR that new classes could be held to$/,
    'die Vorgabe setzt keine FAR, an der neue Klassen gemessen werden könnten',
  ],
  [/^there are no impostor pairs$/, 'es gibt keine fremden Paare'],
  [/^there are no genuine pairs$/, 'es gibt keine echten Paare'],
  [
    /^1 class has too few impostor pairs to show a FAR of (\S+): of it the threshold accepts none\.$/,
    '1 Klasse hat zu wenige fremde Paare, um eine FAR von $1 zu zeigen: Von ihr nimmt die Schwelle keines an.',
  ],
  [
    /^(\S+) classes have too few impostor pairs to show a FAR of (\S+): of them the threshold accepts none\.$/,
    '$1 Klassen haben zu wenige fremde Paare, um eine FAR von $2 zu zeigen: Von ihnen nimmt die Schwelle keines an.',
  ],
  [
    /^(\S+) genuine pairs are too few to show a FRR of (\S+): the threshold rejects none of them\.$/,
    '$1 echte Paare sind zu wenige, um eine FRR von $2 zu zeigen: Die Schwelle lehnt keines ab.',
  ],
  [
    /^There is no split: the rates are those of the very classes that the threshold was fitted on\.$/,
    'Es gibt keine Aufteilung: Die Raten sind die der Klassen, auf denen die Schwelle gesucht wurde.',
  ],
  [
    /^There is no split: where the threshold was picked by looking at these classes, expect worse rates on others\.$/,
    'Es gibt keine Aufteilung: Wurde die Schwelle mit Blick auf diese Klassen gewählt, sind auf anderen schlechtere Raten zu erwarten.',
  ],
  [
    /^By this policy no pair at all is to be accepted\.$/,
    'Nach dieser Vorgabe ist überhaupt kein Paar anzunehmen.',
  ],
  [
    /^insufficient data: there are no impostor pairs\.?$/i,
    'Zu wenige Daten: Es gibt keine fremden Paare.',
  ],
  [
    /^insufficient data: (\S+) impostor pairs can show FAR >= (\S+?)\.?$/i,
    'Zu wenige Daten: $1 fremde Paare können eine FAR ab $2 zeigen.',
  ],

  // Review and pair sets.
  [
    /^Only the 10,000 that stand out most are kept\.$/,
    'Nur die 10.000 auffälligsten werden aufgehoben.',
  ],
  [
    /^The workspace keeps the impostor pairs above (\S+) alone\.$/,
    'Der Arbeitsbereich hebt nur die fremden Paare über $1 auf.',
  ],
  [/^class rates$/, 'Raten der Klassen'],
  [/^intervals$/, 'Intervalle'],
  [/^retrieval$/, 'Suche'],
  [
    /^the list does not say which classes the images have$/,
    'die Liste sagt nicht, welche Klassen die Bilder haben',
  ],
  [
    /^intervals resample classes, and they are not known$/,
    'Intervalle ziehen Klassen neu, und die sind nicht bekannt',
  ],
  [
    /^a list names some pairs of each class, not all, so that classes cannot be compared$/,
    'eine Liste nennt einige Paare jeder Klasse, nicht alle, sodass sich Klassen nicht vergleichen lassen',
  ],
  [
    /^OPIS compares classes, and the list does not say which classes the images have$/,
    'OPIS vergleicht Klassen, und die Liste sagt nicht, welche Klassen die Bilder haben',
  ],
  [
    /^recall and MAP@R need each image against all others, not chosen pairs$/,
    'Recall und MAP@R brauchen jedes Bild gegen alle anderen, nicht ausgewählte Paare',
  ],

  // Reports.
  [/^it was made from a matrix of embeddings$/, 'er entstand aus einer Matrix von Einbettungen'],
  [
    /^(\S+) of (\S+) have changed since they were evaluated, or cannot be read$/,
    '$1 von $2 haben sich seit der Auswertung geändert oder sind nicht lesbar',
  ],

  // The gate.
  [
    /^Not checked, since another check has failed\.$/,
    'Nicht geprüft, weil eine andere Prüfung fehlschlug.',
  ],
  [/^The passport of (.+) is whole\.$/, 'Der Pass von $1 ist vollständig.'],
  [
    /^The passport is not signed, and no key was asked for\.$/,
    'Der Pass ist nicht unterschrieben, und kein Schlüssel wurde verlangt.',
  ],
  [/^The signature fits\.$/, 'Die Unterschrift passt.'],
  [
    /^The threshold is for cosine scores, and so are these\.$/,
    'Die Schwelle gilt für Kosinus-Werte, und solche sind es.',
  ],
  [/^Neither names a model\.$/, 'Keiner von beiden nennt ein Modell.'],
  [/^The model is ([0-9a-f]{64})\.$/, 'Das Modell ist $1.'],
  [
    /^Images are prepared as the passport says\.$/,
    'Bilder werden vorbereitet, wie der Pass es sagt.',
  ],
  [/^(.+): every image was read\.$/, '$1: Jedes Bild wurde gelesen.'],
  [
    /^All (\S+) classes that the passport reports are there\.$/,
    'Alle $1 Klassen, die der Pass berichtet, sind da.',
  ],
  [
    /^All (\S+) classes that the passport reports are there; (\S+) others are left out\.$/,
    'Alle $1 Klassen, die der Pass berichtet, sind da; andere bleiben weg: $2.',
  ],
  [
    /^(\S+) of the (\S+) classes that the passport reports are missing from the data: (.+)\.$/,
    'Von den $2 Klassen, die der Pass berichtet, fehlen $1 in den Daten: $3.',
  ],
  [
    /^The passport says nothing that (FAR|FRR) could be compared with\.$/,
    'Der Pass sagt nichts, womit sich die $1 vergleichen ließe.',
  ],
  [
    /^Too little data: (\S+) of (\S+) pairs give no class-level interval of (FAR|FRR); at least (\S+) classes that differ are needed\.$/,
    'Zu wenige Daten: $1 von $2 Paaren ergeben kein Intervall der $3 über Klassen; nötig sind mindestens $4 Klassen, die sich unterscheiden.',
  ],
  [
    /^(FAR|FRR) (\S+) \((\S+) of (\S+)\), lower limit (\S+) \(over classes, one-sided, (\S+) %\)$/,
    '$1 $2 ($3 von $4), untere Grenze $5 (über Klassen, einseitig, $6 %)',
  ],
  [
    /^(FAR|FRR) (\S+) \((\S+) of (\S+)\), upper limit (\S+) \(over classes, one-sided, (\S+) %\)$/,
    '$1 $2 ($3 von $4), obere Grenze $5 (über Klassen, einseitig, $6 %)',
  ],
  [/^the target FAR$/, 'die angestrebte FAR'],
  [/^the (FAR|FRR) of the passport$/, 'die $1 des Passes'],
  [
    /^what the (FAR|FRR) of the passport, 0, could have hidden$/,
    'was die $1 des Passes, 0, verborgen haben könnte',
  ],
  [/^((?:FAR|FRR) .+ %\)): not above (\S+)\.$/, '$1: nicht über $2.'],
  [
    /^((?:FAR|FRR) .+ %\)): above (\S+), (.+) (\S+) with a tolerance of (\S+)\.$/,
    '$1: über $2, das ist $3 $4 mit einem Spielraum von $5.',
  ],
  [/^((?:FAR|FRR) .+ %\)): excludes (\S+)\.(?: Note: .+)?$/, '$1: schließt $2 aus.'],
  [
    /^((?:FAR|FRR) .+ %\)): no rate is above (\S+) times (\S+)\.(?: Note: .+)?$/,
    '$1: keine Rate liegt über dem $2-Fachen von $3.',
  ],
  [
    /^Too little data: ((?:FAR|FRR) .+ %\)), which does not exclude (\S+), (\S+) times (.+?)\.(?: Note: .+)?$/,
    'Zu wenige Daten: $1; das schließt $2 nicht aus, das $3-Fache: $4.',
  ],
];
