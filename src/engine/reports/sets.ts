import type { Evaluation, EvaluationFile } from '../../contract/evaluation.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCount, formatRate, formatThreshold } from './numbers.ts';
import { none, noteOf, rateLines, section, swatch, table } from './parts.ts';
import { pointLabel, shownPoints } from './view.ts';
import type { MainPoint, ShownPoint } from './view.ts';

/** Calibration beside held-out: what was asked, what was attained, what new classes gave. */

function pointRow(evaluation: Evaluation, point: ShownPoint): Markup {
  const { heldOut } = point;
  const notCounted = 'not counted on the held-out classes';
  const cell = (content: Content): Markup => html`<td class="number">${content}</td>`;
  return html`<tr>
    <th scope="row">${pointLabel(point)}</th>
    <td class="number threshold">${formatThreshold(point.threshold)}</td>
    ${cell(
      rateLines({
        rate: point.falseAcceptRate,
        part: point.falseAccepts,
        whole: evaluation.impostorPairs,
        interval: point.falseAcceptRateInterval,
        reason: point.reason,
      }),
    )}${cell(
      rateLines({
        rate: heldOut?.falseAcceptRate,
        part: heldOut?.falseAccepts,
        whole: heldOut?.impostorPairs,
        interval: heldOut?.falseAcceptRateInterval,
        reason: heldOut === undefined ? notCounted : 'there is one held-out class',
      }),
    )}${cell(
      rateLines({
        rate: point.falseRejectRate,
        part: point.falseRejects,
        whole: evaluation.genuinePairs,
        interval: point.falseRejectRateInterval,
        reason: 'no class has two images',
      }),
    )}${cell(
      rateLines({
        rate: heldOut?.falseRejectRate,
        part: heldOut?.falseRejects,
        whole: heldOut?.genuinePairs,
        interval: heldOut?.falseRejectRateInterval,
        reason: heldOut === undefined ? notCounted : 'no held-out class has two images',
      }),
    )}
  </tr>`;
}

function figuresOf(evaluation: Evaluation): [string, Content][] {
  const rate = (value: number | null, reason?: string): Content =>
    value === null ? none(reason) : formatRate(value);
  return [
    ['Classes', formatCount(evaluation.classes)],
    ['Images', formatCount(evaluation.images)],
    ['Genuine pairs', formatCount(evaluation.genuinePairs)],
    ['Impostor pairs', formatCount(evaluation.impostorPairs)],
    ['Equal error rate', rate(evaluation.equalErrorRate.rate, evaluation.equalErrorRate.reason)],
    ['OPIS', rate(evaluation.opis.value, evaluation.opis.reason)],
    ['Noise floor of OPIS', rate(evaluation.opis.noiseFloor, evaluation.opis.reason)],
    ['Mean utility', rate(evaluation.meanUtility, evaluation.opis.reason)],
    [
      'Spread of FAR_c at pooled FAR 0.01',
      rate(evaluation.spread?.falseAcceptRate ?? null, 'the data cannot show it'),
    ],
    [
      'Spread of FRR_c at pooled FAR 0.01',
      rate(evaluation.spread?.falseRejectRate ?? null, 'the data cannot show it'),
    ],
    ['Recall@1', rate(evaluation.recallAt1, evaluation.retrieval.reason)],
    ['MAP@R', rate(evaluation.meanAveragePrecisionAtR, evaluation.retrieval.reason)],
    [
      'Certifiable FAR at 95 %',
      rate(
        evaluation.certifiableFalseAcceptRate.value,
        evaluation.certifiableFalseAcceptRate.reason,
      ),
    ],
  ];
}

/** The section that sets calibration beside held-out classes; nothing where there was no split. */
export function setsSection(evaluation: EvaluationFile, main: MainPoint): Content {
  if (evaluation.sets === undefined) return false;
  const { calibration, heldOut } = evaluation.sets;
  const points = [
    ...(main.point?.policy === undefined ? [] : [main.point]),
    ...shownPoints(calibration),
  ];
  const held = figuresOf(heldOut);
  return section(
    'sets',
    'Calibration beside held-out classes',
    html`<p>
      Thresholds are chosen on calibration classes and then applied, unchanged, to held-out classes.
      The held-out rates are those to expect of new classes like these; they are exact counts, and
      each interval resamples the classes of its own set.
    </p>`,
    points.length === 0
      ? html`<p>${none('no threshold could be chosen on the calibration classes')}.</p>`
      : table(
          'Rates on calibration and held-out classes',
          'points',
          html`<tr>
            <th scope="col">Target FAR</th>
            <th scope="col" class="number">Threshold</th>
            <th scope="col" class="number">${swatch('impostor')}FAR<small>calibration</small></th>
            <th scope="col" class="number">${swatch('impostor')}FAR<small>held-out</small></th>
            <th scope="col" class="number">${swatch('genuine')}FRR<small>calibration</small></th>
            <th scope="col" class="number">${swatch('genuine')}FRR<small>held-out</small></th>
          </tr>`,
          points.map((point) => pointRow(calibration, point)),
        ),
    noteOf(
      points.flatMap(({ falseAcceptRateInterval, heldOut: rates }) => [
        falseAcceptRateInterval,
        rates?.falseAcceptRateInterval,
      ]),
    ),
    html`<h3>Each set by itself</h3>`,
    table(
      'Figures of each set',
      'sets',
      html`<tr>
        <th scope="col">Figure</th>
        <th scope="col" class="number">Calibration</th>
        <th scope="col" class="number">Held-out</th>
      </tr>`,
      figuresOf(calibration).map(
        ([label, value], index) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td class="number">${value}</td>
            <td class="number">${held[index]?.[1]}</td>
          </tr>`,
      ),
      false,
    ),
  );
}
