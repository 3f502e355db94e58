/**
 * How often intervals hold: classes are drawn again and again from a population whose FAR and FRR are
 * known (certainty-population.ts), and each time the program's own intervals are made. docs/certainty.md
 * tells what came out.
 *
 *   node bench/certainty.ts [repetitions [processes]]      default: 2000, one per core
 *
 * Prints Markdown. Every draw follows from the number of the repetition.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nextUp32 } from '../src/core/float32.ts';
import { clopperPearson } from '../src/core/metrics/binomial.ts';
import {
  addClassPairs,
  type BootstrapInterval,
  classWeights,
  percentileInterval,
  resampledImpostorPairs,
  resampledSum,
} from '../src/core/metrics/class-bootstrap.ts';
import { classGuarantee } from '../src/core/metrics/new-class-guarantee.ts';
import { deviationOf } from '../src/core/metrics/statistics.ts';
import { acceptableCount } from '../src/core/metrics/targets.ts';
import { type RandomGenerator, seededGenerator } from '../src/core/random.ts';
import { addResampled, type ClassResamples } from '../src/engine/scoring/class-resamples.ts';
import { Gemm } from '../src/engine/scoring/gemm.ts';
import {
  drawClassesOfPopulation,
  drawFalseRejects,
  drawImpostorTail,
  drawLookAlikes,
  type DrawnClasses,
  effectsByClass,
  type ImpostorTail,
  thresholdOfFalseAcceptRate,
  trueFalseAcceptRate,
  trueFalseRejectRate,
  visitLookAlikes,
  visitScoresFrom,
} from './certainty-population.ts';
import {
  type GuaranteeOutcome,
  type Outcome,
  printChosen,
  printGuarantees,
  printIntervals,
  type RowName,
} from './certainty-tables.ts';
import { describeMachine } from './machine.ts';

/** As in an evaluation. */
const replicates = 1000;
/** Numbers of classes, each with the FAR down to which impostor pairs are drawn: well above 1e-2. */
const settings = [
  { classes: 50, lowestFalseAcceptRate: 4e-2 },
  { classes: 200, lowestFalseAcceptRate: 2e-2 },
  { classes: 1000, lowestFalseAcceptRate: 1.4e-2 },
] as const;
/** Class pairs with accepted impostors from which a matrix product is faster than a list. */
const listedClassPairs = 4000;

const guaranteeSettings = {
  galleries: 40,
  galleryClasses: 100,
  referenceClasses: 20_000,
  probeClasses: [60, 200],
  targets: [1e-2, 3e-3],
  limit: 1e-2,
} as const;

function outcomeOf(
  classes: number,
  row: RowName,
  truth: number,
  errors: number,
  pairs: number,
  interval: BootstrapInterval | null,
  classRates: readonly number[],
): Outcome {
  const binomial = clopperPearson(errors, pairs);
  const where = (lower: number, upper: number): Outcome['verdict'] =>
    truth < lower ? 'below' : truth > upper ? 'above' : 'inside';
  return {
    classes,
    row,
    errors,
    truth,
    ratio: errors / pairs / truth,
    // As everywhere: limits that are equal say nothing.
    verdict:
      interval === null || interval.lower === interval.upper
        ? 'no interval'
        : where(interval.lower, interval.upper),
    binomialHeld: where(binomial.lower, binomial.upper) === 'inside',
    spread: deviationOf(classRates)!,
  };
}

async function runSetting(
  { classes, lowestFalseAcceptRate }: (typeof settings)[number],
  from: number,
  to: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const floor = thresholdOfFalseAcceptRate(lowestFalseAcceptRate);
  const loose = thresholdOfFalseAcceptRate(1e-2);
  const strict = thresholdOfFalseAcceptRate(1e-3);
  const gemm = await Gemm.create(classes);
  for (let repetition = from; repetition < to; repetition++) {
    const generator = seededGenerator(1_000_003 * classes, repetition);
    const drawn = drawClassesOfPopulation(classes, generator);
    const { sizes } = drawn;
    const weights = classWeights(classes, replicates, repetition);

    const rejects = drawFalseRejects(drawn, loose, generator);
    const genuines = Float64Array.from(sizes, (n) => (n * (n - 1)) / 2);
    outcomes.push(
      outcomeOf(
        classes,
        'frr',
        trueFalseRejectRate(loose),
        sumOf(rejects),
        sumOf(genuines),
        percentileInterval(
          resampledSum(weights, rejects, replicates),
          resampledSum(weights, genuines, replicates),
        ),
        Array.from(rejects, (count, c) => count / genuines[c]!),
      ),
    );

    const tail = drawImpostorTail(drawn, floor, generator);
    const images = sumOf(sizes);
    const pairs = impostorPairsOf(drawn);
    const resampledPairs = resampledImpostorPairs(weights, sizes, replicates);
    const thresholds: [RowName, number][] = [
      ['far-1e-2', loose],
      ['far-1e-2-chosen', thresholdOfTarget(1e-2, tail, pairs)],
      ['far-1e-3', strict],
    ];
    for (const [row, threshold] of thresholds) {
      const accepts = acceptsAt(threshold, tail, classes);
      const sums = await resampledAccepts(accepts.byClassPair, { weights, replicates }, gemm);
      outcomes.push(
        outcomeOf(
          classes,
          row,
          trueFalseAcceptRate(threshold),
          accepts.total,
          pairs,
          percentileInterval(sums, resampledPairs),
          Array.from(sizes, (n, c) => accepts.byClass[c]! / (n * (images - n))),
        ),
      );
    }
  }
  await gemm.release();
  return outcomes;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum;
}

function impostorPairsOf({ sizes }: DrawnClasses): number {
  const images = sumOf(sizes);
  return (images * images - sumOf(sizes.map((n) => n * n))) / 2;
}

/** The smallest threshold with FAR <= target on the drawn pairs themselves. */
function thresholdOfTarget(target: number, { scores }: ImpostorTail, pairs: number): number {
  const k = acceptableCount(target, pairs);
  const ascending = Float32Array.from(scores).sort();
  const next = ascending[ascending.length - 1 - k];
  if (next === undefined) throw new Error('The drawn tail is too short: draw from a lower floor.');
  return nextUp32(next);
}

/** The impostor pairs that a threshold accepts. */
interface Accepts {
  readonly total: number;
  /** [T] with one end in each class. */
  readonly byClass: Float64Array;
  /** [T × T] by pair of classes, above the diagonal. */
  readonly byClassPair: Float32Array;
}

function acceptsAt(
  threshold: number,
  { scores, firstClass, secondClass }: ImpostorTail,
  classes: number,
): Accepts {
  const byClass = new Float64Array(classes);
  const byClassPair = new Float32Array(classes * classes);
  for (let k = 0; k < scores.length; k++) {
    if (scores[k]! < threshold) continue;
    byClass[firstClass[k]!]!++;
    byClass[secondClass[k]!]!++;
    byClassPair[firstClass[k]! * classes + secondClass[k]!]!++;
  }
  return { total: sumOf(byClass) / 2, byClass, byClassPair };
}

/** [replicates] Σ w_c w_c' accepted(c, c'): by a list of class pairs or, where there are many, by products. */
async function resampledAccepts(
  byClassPair: Float32Array,
  resamples: ClassResamples,
  gemm: Gemm,
): Promise<Float64Array> {
  const classes = gemm.dimension;
  const sums = new Float64Array(replicates);
  let classPairs = 0;
  for (const count of byClassPair) if (count > 0) classPairs++;
  if (classPairs > listedClassPairs) {
    await addResampled(sums, byClassPair, 0, resamples, gemm);
    return sums;
  }
  const cells = Uint32Array.from(byClassPair.keys()).filter((cell) => byClassPair[cell]! > 0);
  addClassPairs(sums, resamples.weights, classes, {
    first: cells.map((cell) => Math.floor(cell / classes)),
    second: cells.map((cell) => cell % classes),
    accepted: Float64Array.from(cells, (cell) => byClassPair[cell]!),
  });
  return sums;
}

/** Whether each of some new classes has a FAR above the limit against a gallery. */
function exceeding(
  classes: number,
  gallery: DrawnClasses,
  threshold: number,
  generator: RandomGenerator,
): Uint8Array {
  const probes = drawClassesOfPopulation(classes, generator);
  const alike = drawLookAlikes(classes, gallery.classes, generator);
  const accepts = new Float64Array(classes);
  for (let i = 0; i < probes.imageEffects.length; i++) {
    const c = probes.imageClasses[i]!;
    const effect = probes.imageEffects[i]!;
    visitScoresFrom(effect, gallery.imageEffects, 0, threshold, generator, (j) => {
      if (alike[c * gallery.classes + gallery.imageClasses[j]!] === 0) accepts[c]!++;
    });
  }
  const probesOf = effectsByClass(probes);
  const galleryOf = effectsByClass(gallery);
  for (let at = alike.indexOf(1); at !== -1; at = alike.indexOf(1, at + 1)) {
    const c = Math.floor(at / gallery.classes);
    const other = galleryOf[at % gallery.classes]!;
    visitLookAlikes(probesOf[c]!, other, threshold, generator, () => accepts[c]!++);
  }
  const images = gallery.imageEffects.length;
  return Uint8Array.from(accepts, (count, c) =>
    count > acceptableCount(guaranteeSettings.limit, probes.sizes[c]! * images) ? 1 : 0,
  );
}

function runGuarantee(from: number, to: number, repetitions: number): GuaranteeOutcome[] {
  const { galleries, galleryClasses, referenceClasses, probeClasses, targets } = guaranteeSettings;
  const outcomes: GuaranteeOutcome[] = [];
  const each = Math.ceil(repetitions / galleries);
  for (let first = 0; first < repetitions; first += each) {
    const begin = Math.max(from, first);
    const end = Math.min(to, first + each);
    if (begin >= end) continue;
    const generator = seededGenerator(2_000_003, first);
    const gallery = drawClassesOfPopulation(galleryClasses, generator);
    const tail = drawImpostorTail(gallery, thresholdOfFalseAcceptRate(5e-2), generator);
    for (const target of targets) {
      const threshold = thresholdOfTarget(target, tail, impostorPairsOf(gallery));
      const exceedingOf = (count: number, draws: RandomGenerator): number =>
        sumOf(exceeding(count, gallery, threshold, draws));
      const share = exceedingOf(referenceClasses, generator) / referenceClasses;
      for (let repetition = begin; repetition < end; repetition++) {
        const draws = seededGenerator(3_000_017 + Math.round(1 / target), repetition);
        for (const count of probeClasses) {
          const { upperShare } = classGuarantee(exceedingOf(count, draws), count, 0.05);
          outcomes.push({ target, probeClasses: count, share, upperShare });
        }
      }
    }
  }
  return outcomes;
}

/** What one process found. */
interface Share {
  outcomes: Outcome[];
  guarantees: GuaranteeOutcome[];
}

async function runShare(from: number, to: number, repetitions: number): Promise<Share> {
  const outcomes: Outcome[] = [];
  for (const setting of settings) outcomes.push(...(await runSetting(setting, from, to)));
  return { outcomes, guarantees: runGuarantee(from, to, repetitions) };
}

async function main(repetitions: number, processes: number): Promise<void> {
  const start = performance.now();
  const shares = await Promise.all(
    Array.from({ length: processes }, async (_, k): Promise<Share> => {
      const [from, to] = [k, k + 1].map((n) => Math.floor((repetitions * n) / processes));
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [fileURLToPath(import.meta.url), 'share', String(from), String(to), String(repetitions)],
        { maxBuffer: 2 ** 28 },
      );
      return JSON.parse(stdout) as Share;
    }),
  );
  console.log(describeMachine(processes));
  console.log(`${repetitions} repetitions, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  const outcomes = shares.flatMap((share) => share.outcomes);
  const classCounts = settings.map(({ classes }) => classes);
  printIntervals(outcomes, classCounts);
  console.log();
  printChosen(outcomes, classCounts);
  console.log();
  printGuarantees(
    shares.flatMap(({ guarantees }) => guarantees),
    guaranteeSettings.targets,
    guaranteeSettings.probeClasses,
  );
}

if (process.argv[2] === 'share') {
  const [from, to, repetitions] = process.argv.slice(3).map(Number);
  process.stdout.write(JSON.stringify(await runShare(from!, to!, repetitions!)));
} else {
  const [repetitions = 2000, processes = availableParallelism()] = process.argv
    .slice(2)
    .map(Number);
  await main(repetitions, processes);
}
