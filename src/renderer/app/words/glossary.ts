import { inLanguages } from './language.ts';

/** The field's terms, explained in place. Each has a name and a text. */
export const glossary = inLanguages({
  en: {
    title: 'Glossary',
    threshold: {
      name: 'Threshold',
      text: 'The number a system compares similarities with: a pair is accepted when its cosine similarity is at least the threshold. Ties are accepted.',
    },
    genuinePair: {
      name: 'Genuine pair',
      text: 'Two images of the same class. It should be accepted.',
    },
    impostorPair: {
      name: 'Impostor pair',
      text: 'Two images of different classes. It should be rejected.',
    },
    falseAcceptRate: {
      name: 'FAR, false accept rate',
      text: 'The share of impostor pairs that are accepted. Of a class: over the impostor pairs with one end in it. Biometrics calls it FMR.',
    },
    falseRejectRate: {
      name: 'FRR, false reject rate',
      text: 'The share of genuine pairs that are rejected. A class with one image has none. Biometrics calls it FNMR.',
    },
    pooled: {
      name: 'Pooled and macro',
      text: 'A pooled rate counts all pairs alike, so large classes weigh more. A macro rate is the mean over classes.',
    },
    spread: {
      name: 'Spread',
      text: 'The standard deviation of a rate over classes: how unequally one threshold treats them.',
    },
    equalErrorRate: {
      name: 'EER, equal error rate',
      text: 'The rate at the threshold where FAR and FRR come closest. A single figure to compare models by, rarely a threshold to run.',
    },
    opis: {
      name: 'OPIS, operating-point inconsistency',
      text: 'How far the utility of the classes lies apart, squared and averaged over the calibration range of thresholds (arXiv 2307.04047). 0: one threshold serves every class alike. It also falls when all classes are equally bad, so read it with mean utility.',
    },
    epsilonOpis: {
      name: 'ε-OPIS',
      text: 'The same idea between the best and the worst tenth of the classes.',
    },
    noiseFloor: {
      name: 'Noise floor',
      text: 'The OPIS that chance alone would give classes of these sizes if all followed one law.',
    },
    utility: {
      name: 'Mean utility',
      text: 'The harmonic mean of a class’s share of right rejections and right acceptances, averaged over classes and thresholds. 1 is perfect.',
    },
    operatingPoint: {
      name: 'Operating point',
      text: 'A threshold with the rates that it gives.',
    },
    heldOut: {
      name: 'Calibration and held-out classes',
      text: 'Thresholds are chosen on calibration classes and then counted once on held-out classes that no choice has seen.',
    },
    interval: {
      name: 'Interval',
      text: 'The range that holds the value in 95 of 100 repetitions with other classes from the same source; found by resampling classes.',
    },
    tcm: {
      name: 'TCM, threshold-consistent margin',
      text: 'A loss that pulls genuine pairs above one margin and pushes impostor pairs below another, so that one threshold serves all classes.',
    },
    recall: {
      name: 'Recall@1',
      text: 'The share of images whose nearest neighbour is of their own class.',
    },
    asNorm: {
      name: 'AS-norm',
      text: 'A score normalised by how alike each image is to a cohort of other images. It has no cosine scale.',
    },
    collision: {
      name: 'Collision',
      text: 'Two classes that share accepted impostor pairs: the model takes them for one.',
    },
    suspectedLabel: {
      name: 'Suspected label',
      text: 'An image that is more like another class than like its own, on average or by its nearest image. Often its label is wrong; sometimes the classes are that much alike.',
    },
    nearDuplicate: {
      name: 'Near duplicate',
      text: 'Two images with a cosine similarity of at least 0.98. Within a class they make a model look better than it is; in two classes one label is likely wrong.',
    },
    influence: {
      name: 'Influence on the threshold',
      text: 'A strict threshold rests on few accepted impostor pairs, and these on few images. Without such an image the same target gives another threshold.',
    },
    pairSet: {
      name: 'Pair set',
      text: 'Labelled pairs of images, genuine or impostor, as benchmarks publish them. Rates are counted over these pairs and over no others.',
    },
    gallery: {
      name: 'Gallery, 1:N search',
      text: 'The enrolled images that others are looked up in. A search compares one image with all of them and returns those that reach the threshold.',
    },
    falsePositiveIdentificationRate: {
      name: 'FPIR, false-positive identification rate',
      text: 'The share of searches whose class is not enrolled that return anything. It grows with the gallery: state its size.',
    },
    falseNegativeIdentificationRate: {
      name: 'FNIR, false-negative identification rate',
      text: 'The share of searches whose class is enrolled that do not return it, whatever its rank.',
    },
    policy: {
      name: 'Policy',
      text: 'What a threshold must keep, such as FAR ≤ 1e-3, and what it is to be best at among those that do. The policy is decided; the value follows from it.',
    },
    passport: {
      name: 'Threshold passport',
      text: 'A file with a threshold and all that it holds for: model, preprocessing, scale, direction, data and rates. A system refuses it where one of them differs.',
    },
    gate: {
      name: 'Gate',
      text: 'A check before use: the classes of a passport are counted again on data at hand. It fails where anything differs from the passport, and where something could not be checked.',
    },
    prevalence: {
      name: 'Share of genuine comparisons',
      text: 'How many of all comparisons in use are of the same class; also called prevalence. Rates do not know it, costs and probabilities depend on it.',
    },
    optimisticInterval: {
      name: 'Optimistic interval',
      text: 'The binomial (Clopper–Pearson) interval, as if pairs were independent trials. Pairs share images, so it is far too narrow.',
    },
    certify: {
      name: 'What data can certify',
      text: 'The smallest FAR that this many classes can show at 95 %: 3 over the effective number of trials.',
    },
    priceOfOne: {
      name: 'Price of one threshold',
      text: 'How much lower the FRR would be if every class had its own threshold at the same FAR. It shows what training for consistency or cleaning could save.',
    },
    reviewBand: {
      name: 'Band of review',
      text: 'Scores between a low and a high threshold, which a person decides.',
    },
    logLikelihoodRatioCost: {
      name: 'Cllr, cost of log-likelihood ratios',
      text: 'How well scores speak as evidence, in bits: 0 is perfect, 1 says nothing, more misleads. It knows no share of genuine comparisons.',
    },
    calibration: {
      name: 'Calibration of scores',
      text: 'A rising function that turns a score into a log-likelihood ratio: Platt’s is a line, the isotonic one has steps. It changes no order, so every threshold decides as before.',
    },
  },
  de: {
    title: 'Glossar',
    threshold: {
      name: 'Schwelle',
      text: 'Die Zahl, mit der ein System Ähnlichkeiten vergleicht: Ein Paar wird angenommen, wenn seine Kosinus-Ähnlichkeit mindestens so groß ist. Gleichstand wird angenommen.',
    },
    genuinePair: {
      name: 'Echtes Paar',
      text: 'Zwei Bilder derselben Klasse. Es soll angenommen werden.',
    },
    impostorPair: {
      name: 'Fremdes Paar',
      text: 'Zwei Bilder verschiedener Klassen. Es soll abgelehnt werden.',
    },
    falseAcceptRate: {
      name: 'FAR, Falschannahmerate',
      text: 'Der Anteil fremder Paare, die angenommen werden. Einer Klasse: über die fremden Paare mit einem Ende in ihr. In der Biometrie FMR.',
    },
    falseRejectRate: {
      name: 'FRR, Falschablehnungsrate',
      text: 'Der Anteil echter Paare, die abgelehnt werden. Eine Klasse mit einem Bild hat keine. In der Biometrie FNMR.',
    },
    pooled: {
      name: 'Gesamt und Mittel der Klassen',
      text: 'Eine Gesamtrate zählt alle Paare gleich, große Klassen wiegen also mehr. Das Mittel der Klassen zählt jede Klasse gleich.',
    },
    spread: {
      name: 'Streuung',
      text: 'Die Standardabweichung einer Rate über die Klassen: wie ungleich eine Schwelle sie behandelt.',
    },
    equalErrorRate: {
      name: 'EER, Gleichfehlerrate',
      text: 'Die Rate an der Schwelle, an der FAR und FRR sich am nächsten kommen. Eine Zahl, um Modelle zu vergleichen, selten eine Schwelle für den Betrieb.',
    },
    opis: {
      name: 'OPIS, Uneinheitlichkeit des Arbeitspunkts',
      text: 'Wie weit der Nutzen der Klassen auseinanderliegt, quadriert und über den Kalibrierbereich der Schwellen gemittelt (arXiv 2307.04047). 0: Eine Schwelle dient jeder Klasse gleich. OPIS sinkt auch, wenn alle Klassen gleich schlecht sind; deshalb steht der mittlere Nutzen daneben.',
    },
    epsilonOpis: {
      name: 'ε-OPIS',
      text: 'Dasselbe zwischen dem besten und dem schlechtesten Zehntel der Klassen.',
    },
    noiseFloor: {
      name: 'Rauschgrenze',
      text: 'Der OPIS, den der Zufall allein bei Klassen dieser Größe ergäbe, wenn alle demselben Gesetz folgten.',
    },
    utility: {
      name: 'Mittlerer Nutzen',
      text: 'Das harmonische Mittel aus den Anteilen richtiger Ablehnungen und richtiger Annahmen einer Klasse, gemittelt über Klassen und Schwellen. 1 ist vollkommen.',
    },
    operatingPoint: {
      name: 'Arbeitspunkt',
      text: 'Eine Schwelle mit den Raten, die sie ergibt.',
    },
    heldOut: {
      name: 'Kalibrier- und zurückgehaltene Klassen',
      text: 'Schwellen werden auf Kalibrierklassen gewählt und dann einmal auf zurückgehaltenen Klassen gezählt, die keine Wahl gesehen hat.',
    },
    interval: {
      name: 'Intervall',
      text: 'Der Bereich, der den Wert bei 95 von 100 Wiederholungen mit anderen Klassen derselben Herkunft enthält; gefunden durch Neuziehen der Klassen.',
    },
    tcm: {
      name: 'TCM, schwellentreuer Abstand',
      text: 'Ein Verlust, der echte Paare über einen Abstand zieht und fremde unter einen anderen drückt, damit eine Schwelle allen Klassen dient.',
    },
    recall: {
      name: 'Recall@1',
      text: 'Der Anteil der Bilder, deren nächster Nachbar zur eigenen Klasse gehört.',
    },
    asNorm: {
      name: 'AS-Norm',
      text: 'Ein Wert, der daran gemessen ist, wie ähnlich jedes Bild einer Gruppe anderer Bilder ist. Er hat keine Kosinus-Skala.',
    },
    collision: {
      name: 'Kollision',
      text: 'Zwei Klassen mit angenommenen fremden Paaren: Das Modell hält sie für eine.',
    },
    suspectedLabel: {
      name: 'Verdächtige Beschriftung',
      text: 'Ein Bild, das einer anderen Klasse ähnlicher ist als seiner eigenen, im Mittel oder durch sein nächstes Bild. Oft ist seine Beschriftung falsch; manchmal sind die Klassen einander so ähnlich.',
    },
    nearDuplicate: {
      name: 'Fast gleiche Bilder',
      text: 'Zwei Bilder mit einer Kosinus-Ähnlichkeit von mindestens 0,98. In einer Klasse lassen sie ein Modell besser aussehen, als es ist; in zwei Klassen ist wohl eine Beschriftung falsch.',
    },
    influence: {
      name: 'Einfluss auf die Schwelle',
      text: 'Eine strenge Schwelle ruht auf wenigen angenommenen fremden Paaren und diese auf wenigen Bildern. Ohne ein solches Bild ergibt dieselbe Vorgabe eine andere Schwelle.',
    },
    pairSet: {
      name: 'Paarliste',
      text: 'Beschriftete Bildpaare, echt oder fremd, wie Vergleichssammlungen sie veröffentlichen. Raten werden über diese Paare gezählt und über keine anderen.',
    },
    gallery: {
      name: 'Galerie, 1:N-Suche',
      text: 'Die eingetragenen Bilder, in denen gesucht wird. Eine Suche vergleicht ein Bild mit allen davon und liefert, was die Schwelle erreicht.',
    },
    falsePositiveIdentificationRate: {
      name: 'FPIR, Rate falsch-positiver Identifikationen',
      text: 'Der Anteil der Suchen, deren Klasse nicht eingetragen ist und die dennoch etwas liefern. Sie wächst mit der Galerie: Deren Größe gehört dazu.',
    },
    falseNegativeIdentificationRate: {
      name: 'FNIR, Rate falsch-negativer Identifikationen',
      text: 'Der Anteil der Suchen, deren Klasse eingetragen ist und die sie nicht liefern, gleich an welcher Stelle.',
    },
    policy: {
      name: 'Vorgabe',
      text: 'Was eine Schwelle einhalten muss, etwa FAR ≤ 1e-3, und worin sie unter diesen die beste sein soll. Entschieden wird die Vorgabe; der Wert folgt aus ihr.',
    },
    passport: {
      name: 'Schwellenpass',
      text: 'Eine Datei mit einer Schwelle und allem, wofür sie gilt: Modell, Vorverarbeitung, Skala, Richtung, Daten und Raten. Ein System weist ihn ab, wo etwas davon abweicht.',
    },
    gate: {
      name: 'Abnahme',
      text: 'Eine Prüfung vor dem Einsatz: Die Klassen eines Passes werden auf vorhandenen Daten noch einmal gezählt. Sie scheitert, wo etwas vom Pass abweicht und wo etwas nicht geprüft werden konnte.',
    },
    prevalence: {
      name: 'Anteil echter Vergleiche',
      text: 'Wie viele aller Vergleiche im Betrieb dieselbe Klasse betreffen. Raten kennen ihn nicht, Kosten und Wahrscheinlichkeiten hängen an ihm.',
    },
    optimisticInterval: {
      name: 'Zu günstiges Intervall',
      text: 'Das binomiale Intervall (Clopper–Pearson), als wären Paare unabhängige Versuche. Paare teilen sich Bilder, darum ist es viel zu eng.',
    },
    certify: {
      name: 'Was Daten belegen können',
      text: 'Die kleinste FAR, die so viele Klassen mit 95 % Sicherheit zeigen können: 3 durch die Zahl der wirksamen Versuche.',
    },
    priceOfOne: {
      name: 'Preis der einen Schwelle',
      text: 'Um wie viel die FRR sänke, wenn jede Klasse bei gleicher FAR ihre eigene Schwelle hätte. Das zeigt, was Training auf Einheitlichkeit oder Aufräumen sparen könnten.',
    },
    reviewBand: {
      name: 'Prüfbereich',
      text: 'Werte zwischen einer unteren und einer oberen Schwelle, über die ein Mensch entscheidet.',
    },
    logLikelihoodRatioCost: {
      name: 'Cllr, Kosten der Log-Likelihood-Quotienten',
      text: 'Wie gut Werte als Belege taugen, in Bit: 0 ist vollkommen, 1 sagt nichts, mehr führt in die Irre. Der Anteil echter Vergleiche geht nicht ein.',
    },
    calibration: {
      name: 'Kalibrierung der Werte',
      text: 'Eine steigende Funktion, die aus einem Wert einen Log-Likelihood-Quotienten macht: die von Platt ist eine Gerade, die isotonische hat Stufen. Sie ändert keine Reihenfolge, also entscheidet jede Schwelle wie zuvor.',
    },
  },
});
