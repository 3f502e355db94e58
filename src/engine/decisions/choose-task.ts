import type {
  ConstraintBound,
  NamedClass,
  NewClassGuarantee,
  Proposal,
  ThresholdRates,
} from '../../contract/decision.ts';
import type { Policy } from '../../contract/policy.ts';
import { IsolineError } from '../../core/errors.ts';
import { classGuarantee, fewestProbeClasses } from '../../core/metrics/new-class-guarantee.ts';
import type { PairTotals } from '../../core/metrics/policy-constraints.ts';
import type { PolicySelection } from '../../core/metrics/policy-selection.ts';
import { acceptableCount } from '../../core/metrics/targets.ts';
import { ownThresholds } from '../../core/metrics/threshold-price.ts';
import { thresholdScales } from '../../core/metrics/threshold-scales.ts';
import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
} from '../../core/scores/class-layout.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';
import {
  closeSet,
  countScores,
  mostResampledThresholds,
  type OpenSet,
  openSet,
  type StoredSet,
  type WalkCounts,
} from './count-scores.ts';
import { lackingData, notesOf } from './data-limits.ts';
import {
  type CountedProfile,
  type ExactThreshold,
  exactThreshold,
  mergeProfile,
  profileOf,
  type StoredHistogram,
} from './exact-threshold.ts';
import { acceptedAgainstGallery } from './gallery-walk.ts';
import { givenThreshold } from './given-threshold.ts';
import { drawClasses, ratesAtLevel } from './threshold-rates.ts';
import { exactSpread, gridSpread, thresholdGrid, withoutSpread } from './threshold-spread.ts';

/** Accepted impostor pairs that a class must expect before a threshold of its own says anything. */
const fewestExpectedAccepts = 10;
/** Share of the genuine pairs that may belong to classes which expect fewer. */
const mostNoisyPairs = 0.1;
/** Share of new classes that may exceed the target under a guarantee. */
const exceedingShare = 0.05;
/** Classes named with a constraint, at most. */
const namedClasses = 10;

/** Chooses a threshold by a policy. */
export interface ChooseInput {
  policy: Policy;
  /** The classes that the threshold is fitted on. */
  fitted: StoredSet & {
    set: 'all' | 'calibration';
    classNames: string[];
    histogram: StoredHistogram;
  };
  /** Null without a split. */
  heldOut: StoredSet | null;
  seed: number;
}

/** A proposal without what the workspace knows of the evaluation. */
export type Choice = Omit<
  Proposal,
  'evaluationId' | 'heldOutId' | 'score' | 'policy' | 'seed' | 'notes'
> & { notes: string[] };

const noFigures = {
  threshold: null,
  scales: null,
  bounds: [],
  thresholdInterval: null,
  attained: null,
  heldOut: null,
  price: null,
  guarantee: null,
} satisfies Partial<Choice>;

/**
 * The exact threshold of a policy on the classes that it is fitted on, with what held-out classes say
 * of it.
 *
 * @throws IsolineError (input) `scores-changed`, `scores-too-coarse`, `threshold-no-score`
 */
export const chooseTask: ComputeTask<ChooseInput, Choice> = async (input, context) => {
  const { fitted, heldOut } = input;
  const open = await openSet(fitted, context);
  try {
    const totals = totalsOf(open.layout);
    const lacking = lackingData(input.policy, totals);
    if (lacking !== null) {
      return { ...noFigures, status: 'insufficient-data', reason: lacking, notes: [] };
    }
    const isCosine = fitted.source.cohort === null;
    const stored = profileOf(fitted.histogram, fitted.classes);
    const given = givenThreshold(input.policy, isCosine);
    const { selection, profile }: ExactThreshold =
      given === null
        ? await exactThreshold(open, input.policy, stored, totals, context)
        : { selection: { kind: 'threshold', threshold: given, bounds: [] }, profile: stored };
    const notes = notesOf(input.policy, totals, heldOut !== null);
    // Above 1 there is no cosine similarity: a constraint that nothing but rejection meets.
    const acceptsNothing =
      selection.kind === 'nothing' ||
      (selection.kind === 'threshold' && isCosine && selection.threshold > 1);
    if (acceptsNothing) {
      return {
        ...noFigures,
        status: 'accepts-nothing',
        reason: 'By this policy no pair at all is to be accepted.',
        bounds: selection.bounds.map((bound) => boundOf(bound, input, bound.classes, null)),
        notes,
      };
    }
    if (selection.kind === 'infeasible') {
      return { ...(await infeasible(selection, input, open, context)), notes };
    }
    const chosen = await describeChosen(selection, input, open, profile, totals, context);
    const { threshold } = selection;
    const tested =
      heldOut === null
        ? withoutHeldOut
        : await testHeldOut(input, heldOut, threshold, open, context);
    return { ...chosen, ...tested, notes };
  } finally {
    await closeSet(open);
  }
};

function totalsOf(layout: ClassLayout): PairTotals {
  const classImpostorPairs = impostorPairsByClass(layout);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return {
    impostorPairs: sum(classImpostorPairs) / 2,
    genuinePairs: sum(genuinePairsByClass(layout)),
    classImpostorPairs,
  };
}

async function describeChosen(
  selection: Extract<PolicySelection, { kind: 'threshold' }>,
  input: ChooseInput,
  open: OpenSet,
  stored: CountedProfile,
  totals: PairTotals,
  context: TaskContext,
): Promise<Omit<Choice, 'heldOut' | 'guarantee' | 'guaranteeReason' | 'notes'>> {
  const { policy, fitted, seed } = input;
  const { threshold } = selection;
  const { layout } = open;
  const resamples = drawClasses(layout.classes, seed);
  const noSpread = policy.threshold === undefined ? withoutSpread(policy) : 'given by a person';
  const exact =
    resamples === null || noSpread !== null
      ? null
      : await exactSpread(policy, open, stored, totals, resamples, context);
  const room = mostResampledThresholds(layout) - 1;
  const grid =
    resamples === null || noSpread !== null || exact !== null
      ? []
      : thresholdGrid(policy, threshold, stored, totals, open, room);
  const thresholds = [...new Set([threshold, ...grid])].sort((a, b) => a - b);
  const plan = { thresholds, resamples, stage: 'Counting at the threshold' };
  const counts = await countScores(open, plan, context);
  const level = thresholds.indexOf(threshold);
  const attained = ratesAtLevel(fitted.set, threshold, level, counts, layout, resamples);
  const without = (reason: string) => ({
    thresholdInterval: null,
    thresholdIntervalReason: reason,
  });
  const spread =
    noSpread !== null
      ? without(noSpread)
      : resamples === null
        ? without(attained.intervalReason ?? 'there are too few classes')
        : (exact ?? gridSpread(policy, thresholds, counts, open, resamples));
  const profile = mergeProfile(stored, thresholds, counts, layout.classes);
  return {
    status: 'chosen',
    threshold,
    scales: fitted.source.cohort === null ? thresholdScales(threshold) : null,
    bounds: selection.bounds.map((bound) => boundOf(bound, input, bound.classes, attained)),
    ...spread,
    attained,
    ...priceOf(attained, profile, totals, genuinePairsByClass(layout), counts, level),
  };
}

function boundOf(
  { kind, target, side, threshold }: PolicySelection['bounds'][number],
  { fitted }: ChooseInput,
  classes: readonly number[],
  rates: Pick<ThresholdRates, 'classFalseAcceptRate' | 'classFalseRejectRate'> | null,
): ConstraintBound {
  const named = classes.slice(0, namedClasses).map((c): NamedClass => ({
    class: c,
    name: fitted.classNames[c]!,
    falseAcceptRate: rates?.classFalseAcceptRate[c] ?? null,
    falseRejectRate: rates?.classFalseRejectRate[c] ?? null,
  }));
  return { constraint: kind, target, side, threshold, classes: named };
}

/** Says which constraints exclude each other, and the classes that make them do so. */
async function infeasible(
  selection: Extract<PolicySelection, { kind: 'infeasible' }>,
  input: ChooseInput,
  open: OpenSet,
  context: TaskContext,
): Promise<Omit<Choice, 'notes'>> {
  const { least, greatest } = selection;
  const thresholds = [greatest, least];
  const plan = { thresholds, resamples: null, stage: 'Counting at the threshold' };
  const counts = await countScores(open, plan, context);
  const { set } = input.fitted;
  const atGreatest = ratesAtLevel(set, greatest, 0, counts, open.layout, null);
  const atLeast = ratesAtLevel(set, least, 1, counts, open.layout, null);
  const rates = {
    classFalseAcceptRate: atGreatest.classFalseAcceptRate,
    classFalseRejectRate: atLeast.classFalseRejectRate,
  };
  const blocking = selection.bounds.filter(({ side, threshold }) =>
    side === 'at-least' ? threshold > greatest : threshold < least,
  );
  const bounds = selection.bounds.map((bound) => {
    if (!blocking.includes(bound)) return boundOf(bound, input, [], null);
    const highest =
      bound.side === 'at-most'
        ? highestClasses(rates.classFalseRejectRate, 0)
        : highestClasses(
            rates.classFalseAcceptRate,
            bound.kind === 'worst-class-far' ? bound.target : 0,
          );
    return boundOf(bound, input, highest, rates);
  });
  const sides = blocking.map(
    ({ kind, target, side, threshold }) =>
      `${kind}=${String(target)} wants ${side === 'at-least' ? 'at least' : 'at most'} ${String(threshold)}`,
  );
  const names = [...new Set(bounds.flatMap(({ classes }) => classes.map(({ name }) => name)))];
  return {
    ...noFigures,
    status: 'infeasible',
    reason: `No threshold meets every constraint: ${sides.join(', ')}. In the way stand ${names.slice(0, namedClasses).join(', ')}.`,
    bounds,
  };
}

/** The classes with the highest rates above a target, highest first. */
function highestClasses(rates: readonly (number | null)[], target: number): number[] {
  return Array.from(rates.keys())
    .filter((c) => (rates[c] ?? 0) > target)
    .sort((a, b) => rates[b]! - rates[a]! || a - b);
}

function priceOf(
  attained: ThresholdRates,
  profile: CountedProfile,
  { classImpostorPairs, genuinePairs }: PairTotals,
  classGenuinePairs: Float64Array,
  { genuines }: WalkCounts,
  level: number,
): Pick<Choice, 'price' | 'priceReason'> {
  const { falseAcceptRate, falseRejectRate } = attained;
  if (falseAcceptRate === null || falseRejectRate === null || falseAcceptRate === 0) {
    return {
      price: null,
      priceReason: 'without a false accept, classes cannot be given the same FAR',
    };
  }
  const noisy = Array.from(classGenuinePairs.keys()).filter(
    (c) =>
      classGenuinePairs[c]! > 0 && falseAcceptRate * classImpostorPairs[c]! < fewestExpectedAccepts,
  );
  const noisyPairs = noisy.reduce((sum, c) => sum + classGenuinePairs[c]!, 0);
  if (noisyPairs > mostNoisyPairs * genuinePairs) {
    const classes = classGenuinePairs.filter((pairs) => pairs > 0).length;
    return {
      price: null,
      priceReason: `${String(noisy.length)} of ${String(classes)} classes expect fewer than ${String(fewestExpectedAccepts)} accepted pairs at FAR ${String(Number(falseAcceptRate.toPrecision(3)))}: thresholds of their own would follow chance`,
    };
  }
  const own = ownThresholds(
    falseAcceptRate,
    {
      thresholds: profile.thresholds,
      impostors: profile.accepted.map(({ classImpostors }) => classImpostors),
      genuines: profile.classGenuines,
    },
    classImpostorPairs,
    genuines[level]!,
    genuinePairs,
  );
  return {
    price: {
      falseAcceptRate,
      falseRejectRateOfOne: falseRejectRate,
      falseRejectRateOfOwn: own.falseRejectRate,
      price: falseRejectRate - own.falseRejectRate,
      classThreshold: own.thresholds,
    },
  };
}

const withoutHeldOut: Pick<Choice, 'heldOut' | 'guarantee' | 'guaranteeReason'> = {
  heldOut: null,
  guarantee: null,
  guaranteeReason: 'without a split there are no held-out classes to stand for new ones',
};

/** The threshold on held-out classes: among themselves, and as new classes against the gallery. */
async function testHeldOut(
  { policy, seed }: ChooseInput,
  heldOut: StoredSet,
  threshold: number,
  gallery: OpenSet,
  context: TaskContext,
): Promise<Pick<Choice, 'heldOut' | 'guarantee' | 'guaranteeReason'>> {
  const probes = await openSet(heldOut, context);
  try {
    const { layout } = probes;
    const resamples = drawClasses(layout.classes, seed);
    const plan = { thresholds: [threshold], resamples, stage: 'Counting on held-out classes' };
    const counts = await countScores(probes, plan, context);
    const rates = ratesAtLevel('held-out', threshold, 0, counts, layout, resamples);
    const target = policy.worstClassFalseAcceptRate ?? policy.falseAcceptRate;
    if (target === undefined) {
      return {
        heldOut: rates,
        guarantee: null,
        guaranteeReason: 'the policy sets no FAR that new classes could be held to',
      };
    }
    const guarantee = await guaranteeOf(target, probes, gallery, threshold, context);
    return {
      heldOut: rates,
      guarantee,
      ...(guarantee.guaranteed
        ? {}
        : {
            guaranteeReason: `${String(guarantee.probeClasses)} held-out classes, ${String(guarantee.exceedingClasses)} of them above FAR ${String(target)}, cannot guarantee that at most ${String(100 * exceedingShare)} % of new classes exceed it; another try takes classes that are all new, their number fixed before looking (${String(fewestProbeClasses(exceedingShare))} if none of them is to exceed it), since classes added until it passes make it weaker than it says`,
          }),
    };
  } finally {
    await closeSet(probes);
  }
}

async function guaranteeOf(
  target: number,
  probes: OpenSet,
  gallery: OpenSet,
  threshold: number,
  context: TaskContext,
): Promise<NewClassGuarantee> {
  const { layout } = probes;
  if (probes.scores.gemm.dimension !== gallery.scores.gemm.dimension) {
    throw new IsolineError({
      code: 'gallery-dimension',
      sentence: `The held-out embeddings have ${String(probes.scores.gemm.dimension)} numbers and those of the gallery ${String(gallery.scores.gemm.dimension)}.`,
      next: 'Evaluate again, so that both sets come from one matrix.',
    });
  }
  const accepted = await acceptedAgainstGallery(probes, gallery, threshold, context);
  const galleryImages = gallery.layout.images;
  const exceedingClasses = Array.from(accepted.keys()).filter(
    (c) => accepted[c]! > acceptableCount(target, classSize(layout, c) * galleryImages),
  ).length;
  return {
    targetFalseAcceptRate: target,
    galleryImages,
    probeClasses: layout.classes,
    exceedingClasses,
    level: 0.95,
    wantedShare: exceedingShare,
    ...classGuarantee(exceedingClasses, layout.classes, exceedingShare),
  };
}
