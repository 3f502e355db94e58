import type { Evaluation, EvaluationFile } from '../../contract/evaluation.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import {
  formatAngle,
  formatCount,
  formatCounts,
  formatDistance,
  formatInterval,
  formatLevel,
  formatNumberOf,
  formatRate,
  formatRatio,
  formatTarget,
  formatThreshold,
  formatTrials,
} from './numbers.ts';
import { none, scoreName, setName } from './parts.ts';
import {
  askedFalseAcceptRate,
  choiceOf,
  genuinePairsOf,
  impostorPairsOf,
  preferredTarget,
  reasonText,
  worstClass,
} from './view.ts';
import type { MainPoint, ShownPoint } from './view.ts';

/** The first page: the figures that are signed off, what they mean in words, and what is wrong. */

interface KeyFigure {
  name: string;
  value: Content;
  below: Content;
  kind?: string;
}

function keyFigure({ name, value, below, kind = '' }: KeyFigure): Markup {
  return html`<div class="key ${kind}">
    <dt>${name}</dt>
    <dd><b>${value}</b><small>${below}</small></dd>
  </div>`;
}

/** The strip of figures below the title. */
export function keyFigures(evaluation: EvaluationFile, main: MainPoint): Markup {
  const { point } = main;
  const { opis, certifiableFalseAcceptRate: certifiable } = evaluation;
  const heldOut = point?.heldOut;
  const rateFigure = (
    name: string,
    kind: 'impostor' | 'genuine',
    of: 'falseAcceptRate' | 'falseRejectRate',
    counts: string,
  ): KeyFigure => {
    const rate = point?.[of];
    if (typeof rate !== 'number') {
      const reason = kind === 'genuine' ? 'no class has two images' : reasonText(point?.reason);
      return { name, kind, value: 'none', below: reason };
    }
    return {
      name,
      kind,
      value: formatRate(rate),
      below: html`${counts}<br />${intervalText(point?.[`${of}Interval`])}${heldOut !== undefined && html`<br />held-out ${rateOrNone(heldOut[of])}`}`,
    };
  };
  const figures: KeyFigure[] =
    point === null
      ? [{ name: 'Threshold', value: 'none', below: main.sentence, kind: 'threshold' }]
      : [
          {
            name: 'Threshold',
            value: formatThreshold(point.threshold),
            below: html`accept when score ≥ this<br />${scoreName(evaluation)}, ${choiceOf(point)}`,
            kind: 'threshold',
          },
          rateFigure(
            'False accept rate',
            'impostor',
            'falseAcceptRate',
            point.falseAccepts === undefined
              ? ''
              : formatCounts(point.falseAccepts, evaluation.impostorPairs),
          ),
          rateFigure(
            'False reject rate',
            'genuine',
            'falseRejectRate',
            point.falseRejects === undefined
              ? ''
              : formatCounts(point.falseRejects, evaluation.genuinePairs),
          ),
        ];
  figures.push(
    {
      name: 'OPIS',
      value: opis.value === null ? 'none' : formatRate(opis.value),
      below:
        opis.value === null
          ? reasonText(opis.reason)
          : opis.noiseFloor === null
            ? 'noise floor: none'
            : `noise floor ${formatRate(opis.noiseFloor)}`,
    },
    {
      name: 'Mean utility',
      value: evaluation.meanUtility === null ? 'none' : formatRate(evaluation.meanUtility),
      below:
        evaluation.meanUtility === null
          ? reasonText(opis.reason)
          : 'over classes and the OPIS range; 1 is best',
    },
    {
      name: 'Certifiable FAR',
      value: certifiable.value === null ? 'none' : formatRate(certifiable.value),
      below:
        certifiable.value === null
          ? reasonText(certifiable.reason)
          : `at 95 %, from ${formatTrials(certifiable.effectiveTrials)} effective ${certifiable.effectiveTrials === 1 ? 'trial' : 'trials'}`,
    },
  );
  return html`<dl class="${point === null ? 'keys without' : 'keys'}">
    ${figures.map(keyFigure)}
  </dl>`;
}

function rateOrNone(rate: number | null): string {
  return rate === null ? 'none' : formatRate(rate);
}

function intervalText(interval: ShownPoint['falseAcceptRateInterval']): string {
  return interval === null || interval === undefined
    ? 'no interval'
    : `${formatLevel(interval.level)} ${formatInterval(interval)}${interval.note === undefined ? '' : `; ${interval.note}`}`;
}

function intervalWords(
  interval: ShownPoint['falseAcceptRateInterval'],
  reason: string | undefined,
): string {
  return interval === null || interval === undefined
    ? `no class-level interval: ${reasonText(reason)}`
    : `${formatLevel(interval.level)} class-level interval ${formatInterval(interval)}${interval.note === undefined ? '' : `; ${interval.note}`}`;
}

function dataSentence(evaluation: EvaluationFile): Markup {
  const singles = evaluation.classesOfOneImage;
  return html`The data is ${formatNumberOf(evaluation.images, 'image')} of
  ${formatNumberOf(evaluation.classes, 'class', 'classes')} (${setName(evaluation.set)}):
  ${formatNumberOf(evaluation.genuinePairs, 'genuine pair')} and
  ${formatNumberOf(evaluation.impostorPairs, 'impostor pair')}.${
    singles > 0 &&
    ` ${formatNumberOf(singles, 'class has', 'classes have')} one image and therefore no false reject rate.`
  }${
    evaluation.sets !== undefined &&
    ' Unless they say held-out, the figures of this report are those of these classes.'
  }`;
}

function thresholdSentence(evaluation: Evaluation, point: ShownPoint): Markup {
  const { scales } = point;
  const otherScales =
    scales === undefined
      ? 'no cosine scales'
      : `cosine distance ${formatDistance(scales.cosineDistance)}, L2 distance ${formatDistance(scales.l2Distance)}, angle ${formatAngle(scales.angleDegrees)}`;
  const accepts =
    typeof point.falseAcceptRate === 'number'
      ? html`It accepts
        ${
          point.falseAccepts !== undefined &&
          `${formatCounts(point.falseAccepts, evaluation.impostorPairs)} impostor pairs, `
        }FAR
        ${formatRate(point.falseAcceptRate)}
        (${intervalWords(point.falseAcceptRateInterval, point.intervalReason)})`
      : html`It has no FAR (${reasonText(point.reason)})`;
  const rejects =
    typeof point.falseRejectRate === 'number'
      ? html`rejects
        ${
          point.falseRejects !== undefined &&
          `${formatCounts(point.falseRejects, evaluation.genuinePairs)} genuine pairs, `
        }FRR
        ${formatRate(point.falseRejectRate)}
        (${intervalWords(point.falseRejectRateInterval, point.intervalReason)})`
      : html`has no FRR, as no class has two images`;
  return html`${point.policy === undefined ? 'At' : 'By the'} ${choiceOf(point)} the threshold is
    <b class="threshold">${formatThreshold(point.threshold)}</b> (${scoreName(evaluation)};
    ${otherScales}). ${accepts} and ${rejects}.`;
}

function unevennessSentence(evaluation: Evaluation, point: ShownPoint): Markup {
  const accept = worstClass(point.classFalseAcceptRate, (index) =>
    impostorPairsOf(evaluation, index),
  );
  const reject = worstClass(point.classFalseRejectRate, (index) =>
    genuinePairsOf(evaluation, index),
  );
  const spread = point.spread;
  const name = (index: number): Markup => nameMarkup(evaluation.classNames[index] as string, 48);
  const pooled = point.falseAcceptRate;
  const spreads = [
    ['FAR_c', spread?.falseAcceptRate],
    ['FRR_c', spread?.falseRejectRate],
  ].flatMap(([label, value]) =>
    typeof value === 'number' ? [`the standard deviation of ${label} is ${formatRate(value)}`] : [],
  );
  return html`${spreads.length > 0 && `Over classes ${spreads.join(' and ')}. `}${
    accept !== null &&
    (accept.rate === 0
      ? 'No class has a false accept. '
      : html`The worst FAR_c is ${formatRate(accept.rate)}, class
        ${name(accept.index)}${
          typeof pooled === 'number' &&
          pooled > 0 &&
          `, ${formatRatio(accept.rate / pooled)} times the pooled rate`
        }${accept.sharedBy > 1 && ` (shared by ${formatCount(accept.sharedBy)} classes)`}. `)
  }${
    reject !== null &&
    (reject.rate === 0
      ? 'No class has a false reject.'
      : html`The worst FRR_c is ${formatRate(reject.rate)}, class ${name(reject.index)} with
        ${formatNumberOf(
          genuinePairsOf(evaluation, reject.index),
          'genuine pair',
        )}${reject.sharedBy > 1 && ` (shared by ${formatCount(reject.sharedBy)} classes)`}.`)
  }`;
}

/** OPIS beside mean utility and noise floor, and what that says. */
export function opisSentence(evaluation: Evaluation): Markup {
  const { opis, meanUtility } = evaluation;
  if (opis.value === null) return html`OPIS: ${none(opis.reason)}.`;
  const beside = `OPIS is ${formatRate(opis.value)} beside a mean utility of ${
    meanUtility === null ? 'none' : formatRate(meanUtility)
  }`;
  if (opis.noiseFloor === null) return html`${beside}; its noise floor is not known.`;
  const floor = `a noise floor of ${formatRate(opis.noiseFloor)}`;
  if (opis.value <= opis.noiseFloor) {
    return html`${beside} and ${floor}: the differences between classes are no larger than classes
    of these sizes would show by chance if all shared one law.`;
  }
  return html`${beside} and ${floor}:
  ${opis.noiseFloor > 0 && `${formatRatio(opis.value / opis.noiseFloor)} times the floor. `}The
  floor is what classes of these sizes show even if all share one law and pairs are independent;
  pairs share images, so chance shows more than that, a few times as much in small classes.`;
}

/** The smallest FAR that the data can certify, and what it rests on. */
export function certifiableSentence(evaluation: Evaluation): Markup {
  const { value, effectiveTrials, targetFalseAcceptRate, reason } =
    evaluation.certifiableFalseAcceptRate;
  if (value === null) {
    return html`What this data can certify: ${none(reason)}.`;
  }
  return html`At 95 % this data can certify FAR ≤ ${formatRate(value)}, which is 3 /
  ${formatTrials(effectiveTrials)} effective
  ${effectiveTrials === 1 ? 'trial' : 'trials'}${
    targetFalseAcceptRate === null
      ? ' (half the classes, as nothing was accepted)'
      : ` (at target FAR ${formatTarget(targetFalseAcceptRate)})`
  }.
  It holds ${formatNumberOf(evaluation.impostorPairs, 'impostor pair')}, but they share images and
  classes, so they are not as many trials.`;
}

function newClassesSentence(evaluation: EvaluationFile, point: ShownPoint): Content {
  const { heldOut } = point;
  if (heldOut === undefined) {
    return html`The threshold was chosen on the very classes that it is reported on. On new classes
    the rates will differ; the intervals say how far they move when classes are drawn again with the
    threshold fixed, and leave out that it was chosen here.`;
  }
  const held = evaluation.sets?.heldOut.classes;
  const classes =
    held === undefined
      ? 'held-out classes'
      : formatNumberOf(held, 'held-out class', 'held-out classes');
  const accepts =
    heldOut.falseAcceptRate === null
      ? 'no FAR, as there is one class'
      : `FAR ${formatRate(heldOut.falseAcceptRate)} (${formatCounts(heldOut.falseAccepts, heldOut.impostorPairs)})`;
  const rejects =
    heldOut.falseRejectRate === null
      ? 'no FRR, as no class has two images'
      : `FRR ${formatRate(heldOut.falseRejectRate)} (${formatCounts(heldOut.falseRejects, heldOut.genuinePairs)})`;
  return `On the ${classes}, which took no part in choosing it, the same threshold gives ${accepts} and ${rejects}.`;
}

/** The summary in plain words, one short paragraph a question. */
export function summaryText(evaluation: EvaluationFile, main: MainPoint): Markup {
  const { point } = main;
  const parts: [string, Content][] = [
    ['Data', dataSentence(evaluation)],
    ['Threshold', point === null ? main.sentence : thresholdSentence(evaluation, point)],
    ...(point === null
      ? []
      : ([
          ['New classes', newClassesSentence(evaluation, point)],
          ['Unevenness', unevennessSentence(evaluation, point)],
        ] as [string, Content][])),
    ['Consistency', opisSentence(evaluation)],
    ['Certainty', certifiableSentence(evaluation)],
  ];
  return html`<dl class="summary">
    ${parts.map(
      ([term, sentence]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${sentence}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What keeps the figures from being relied on; the only red on the page. */
export function cautions(evaluation: EvaluationFile, main: MainPoint): Markup[] {
  const { point } = main;
  const found: string[] = [];
  const missing = evaluation.operatingPoints.filter((candidate) => candidate.threshold === null);
  // A stricter target that is out of reach is no fault as long as the main one stands.
  const mainStands =
    point?.policy !== undefined || point?.targetFalseAcceptRate === preferredTarget;
  if (!mainStands && missing.length > 0) {
    found.push(
      `The data cannot show target FAR ${missing
        .map((candidate) => formatTarget(candidate.targetFalseAcceptRate))
        .join(', ')}.`,
    );
  }
  const certifiable = evaluation.certifiableFalseAcceptRate.value;
  const target = point === null ? undefined : askedFalseAcceptRate(point);
  if (target !== undefined && certifiable !== null && certifiable > target) {
    found.push(
      `The data is too small to certify the main target: it certifies FAR ≤ ${formatRate(
        certifiable,
      )}, and target FAR ${formatTarget(target)} needs ${formatRatio(
        certifiable / target,
      )} times as many effective trials.`,
    );
  }
  const held = point?.heldOut?.falseAcceptRate;
  const upper = point?.falseAcceptRateInterval?.upper;
  if (typeof held === 'number' && upper !== undefined && held > upper) {
    found.push(
      `On held-out classes FAR is ${formatRate(held)}, above the whole class-level interval of the calibration classes, which ends at ${formatRate(upper)}.`,
    );
  }
  return found.map((sentence) => html`<p class="caution">${sentence}</p>`);
}
