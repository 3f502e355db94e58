import type { Evaluation } from '../../contract/evaluation.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCount, formatNumberOf, formatRate, formatTime } from './numbers.ts';
import { none, section, table } from './parts.ts';
import { reasonText } from './view.ts';

/** The last pages: retrieval, notes, where the figures come from, what the words mean. */

/** The section on retrieval. */
export function retrievalSection(evaluation: Evaluation): Markup {
  const { retrieval } = evaluation;
  const rows: [string, number | null][] = [
    ...(evaluation.recallAt.some(({ k }) => k === 1)
      ? []
      : [['Recall@1', evaluation.recallAt1] as [string, number | null]]),
    ...evaluation.recallAt.map(({ k, recall }): [string, number | null] => [`Recall@${k}`, recall]),
    ['MAP@R', evaluation.meanAveragePrecisionAtR],
  ];
  return section(
    'retrieval',
    'Retrieval',
    html`<p>
      Leave-one-out over ${formatNumberOf(retrieval.queries, 'query', 'queries')} of classes with at
      least 2 images${retrieval.sampled && ' (a seeded sample)'}; ties go to the lower
      index.${retrieval.reason !== undefined && ` ${reasonText(retrieval.reason)}.`}
    </p>`,
    table(
      'Retrieval',
      'sets',
      html`<tr>
        <th scope="col">Measure</th>
        <th scope="col" class="number">Value</th>
      </tr>`,
      rows.map(
        ([label, value]) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td class="number">
              ${
                value === null
                  ? none(retrieval.reason ?? 'no class has two images')
                  : formatRate(value)
              }
            </td>
          </tr>`,
      ),
      false,
    ),
  );
}

/** The evaluation's own notes, those of the held-out set after them. */
export function notesSection(notes: readonly string[]): Markup {
  return section(
    'notes',
    'Notes',
    notes.length === 0
      ? html`<p>None.</p>`
      : html`<ul>
          ${notes.map((note) => html`<li>${note.replace(/\s+/g, ' ')}</li>`)}
        </ul>`,
  );
}

/** The section on where the figures come from. */
export function provenanceSection(evaluation: Evaluation): Markup {
  const { provenance } = evaluation;
  const facts: [string, Content][] = [
    ['Source', provenance.source],
    ['Evaluation', html`<code>${provenance.evaluationId}</code>`],
    ['Time', formatTime(provenance.time)],
    ['Program version', provenance.programVersion],
    ['Data fingerprint', html`<code>${provenance.dataFingerprint}</code>`],
    [
      'Model SHA-256',
      provenance.modelSha256 === null
        ? none('embeddings were given, not a model')
        : html`<code>${provenance.modelSha256}</code>`,
    ],
    [
      'Preprocessing recipe',
      provenance.recipe === null || provenance.recipe === undefined
        ? none('no images were preprocessed')
        : recipeLines(provenance.recipe),
    ],
    ['Execution provider', provenance.provider],
    ['Score', evaluation.score === 'cosine' ? 'cosine similarity, float32' : 'AS-norm'],
    ...(provenance.cohortFingerprint === undefined
      ? []
      : [
          ['Cohort fingerprint', html`<code>${provenance.cohortFingerprint}</code>`] as [
            string,
            Content,
          ],
        ]),
    ['Seed', String(provenance.seed)],
    ['Schema', html`<code>${evaluation.schema}</code>`],
  ];
  return section(
    'provenance',
    'Provenance',
    html`<dl class="provenance">
      ${facts.map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

/** One field a line. */
function recipeLines(recipe: unknown): Markup {
  const fields =
    typeof recipe === 'object' && recipe !== null && !Array.isArray(recipe)
      ? Object.entries(recipe).map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
      : [JSON.stringify(recipe)];
  return html`${fields.map((field) => html`<code class="line">${field}</code>`)}`;
}

const glossary: readonly (readonly [string, string])[] = [
  [
    'Genuine pair',
    'Two images of one class. Each unordered pair counts once, no image with itself.',
  ],
  ['Impostor pair', 'Two images of different classes.'],
  [
    'Threshold',
    'A pair is accepted when its score is at least the threshold; ties are accepted. A higher score means more alike.',
  ],
  [
    'Operating point',
    'A threshold with the rates that it has. The threshold of a target FAR is the smallest that stays within the target on this data.',
  ],
  [
    'FAR, false accept rate',
    'The share of impostor pairs that are accepted. Biometrics calls this comparison-level rate FMR, false match rate.',
  ],
  [
    'FRR, false reject rate',
    'The share of genuine pairs that are rejected. Biometrics calls it FNMR, false non-match rate.',
  ],
  [
    'FAR_c, FRR_c',
    'The same rates of one class c: FAR_c over the impostor pairs with exactly one end in c, FRR_c over the genuine pairs inside it. A class of one image has no FRR_c.',
  ],
  ['Pooled, macro', 'Pooled: over all pairs, each once. Macro: the mean of the class rates.'],
  ['Spread', 'The standard deviation of a class rate over classes (divisor: their number).'],
  ['EER, equal error rate', 'The rate at the score at which FAR and FRR differ least.'],
  [
    'Utility of a class',
    'U_c = (1 + b²) φ ψ / (b² φ + ψ) with φ = 1 - FAR_c and ψ = 1 - FRR_c; 1 is best, 0 is worst.',
  ],
  [
    'OPIS, operating-point-inconsistency score',
    'The mean over classes of the squared distance of U_c from the mean utility, averaged over the range of thresholds (arXiv 2307.04047). 0: every class alike.',
  ],
  [
    'eps-OPIS',
    'The same for the extremes: the squared difference between the mean utility of the best and of the worst share eps of the classes.',
  ],
  ['Mean utility', 'U_c averaged over classes and over the range of OPIS.'],
  [
    'Noise floor',
    'The mean OPIS over seeded redraws in which every class, of its real size, draws from the pooled rates.',
  ],
  [
    'Class-level interval',
    'Classes, not pairs, are resampled: pairs share images, so intervals that take pairs for independent are far too narrow.',
  ],
  [
    'Optimistic interval',
    'A binomial interval (Clopper–Pearson) that takes every pair for an independent trial.',
  ],
  [
    'Policy, decision',
    'A policy says how a threshold is chosen: rates that it must keep, and what it is to be best at. A decision is a threshold that someone signed off.',
  ],
  [
    'Price of one threshold',
    'The FRR at the one threshold less the FRR if every class had a threshold of its own with the same FAR.',
  ],
  [
    'Effective trials, certifiable FAR',
    'How many independent impostor comparisons the data is worth, and 3 divided by that: the smallest FAR that it could certify at 95 %.',
  ],
  [
    'Calibration, held-out classes',
    'Disjoint sets of classes: thresholds are chosen on the first and reported on the second.',
  ],
  [
    'Recall@k, MAP@R',
    'The share of queries with an image of their class among the k nearest; mean average precision over the R nearest, R the number of other images of the class.',
  ],
];

/** The glossary. */
export function glossarySection(): Markup {
  return section(
    'glossary',
    'Glossary',
    html`<dl class="glossary">
      ${glossary.map(
        ([term, meaning]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

/** The line at the end. */
export function footer(evaluation: Evaluation): Markup {
  return html`<footer>
    Isoline ${evaluation.provenance.programVersion}, evaluation
    ${evaluation.provenance.evaluationId}, ${formatTime(evaluation.provenance.time)}. Computed
    locally over ${formatCount(evaluation.genuinePairs + evaluation.impostorPairs)} pairs.
  </footer>`;
}
