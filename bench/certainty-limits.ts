/**
 * Where intervals cease to hold: with few accepted pairs, and of thresholds that keep class FARs. Classes
 * are drawn from the population of certainty-population.ts. docs/certainty.md tells what came out.
 *
 *   node bench/certainty-limits.ts [repetitions]      default: 1000
 *
 * Prints Markdown. Every draw follows from the number of the repetition.
 */
import {
  addClassPairs,
  classWeights,
  percentileInterval,
  resampledImpostorPairs,
} from '../src/core/metrics/class-bootstrap.ts';
import { thresholdLimits } from '../src/core/metrics/resampled-threshold.ts';
import { quantile } from '../src/core/metrics/statistics.ts';
import { seededGenerator } from '../src/core/random.ts';
import {
  drawClassesOfPopulation,
  drawImpostorTail,
  type ImpostorLaw,
  type ImpostorTail,
  population,
  thresholdOfFalseAcceptRate,
  trueFalseAcceptRate,
} from './certainty-population.ts';
import { describeMachine } from './machine.ts';

const replicates = 1000;
const repetitions = Number(process.argv[2] ?? 1000);

/** Much of what makes a score lies in the class and in the image. */
const veryUneven: ImpostorLaw = {
  classDeviation: 0.5,
  imageDeviation: 0.4,
  pairDeviation: Math.sqrt(1 - 2 * 0.5 ** 2 - 2 * 0.4 ** 2),
};

const laws: [name: string, law: ImpostorLaw][] = [
  ['as above', population.impostor],
  ['very uneven', veryUneven],
];

const fewAccepts = [
  { classes: 50, accepted: [3, 10, 30, 100] },
  { classes: 200, accepted: [3, 10, 30, 100, 300] },
] as const;

/** Intervals of FAR at a threshold that was chosen to accept so many pairs. */
function fewAcceptedPairs(
  law: ImpostorLaw,
  { classes, accepted }: (typeof fewAccepts)[number],
): string[] {
  const pairs = ((5 * classes) ** 2 / 2) * (1 - 1 / classes);
  const floor = thresholdOfFalseAcceptRate((5 * Math.max(...accepted)) / pairs);
  const held = accepted.map(() => ({ inside: 0, above: 0, drawn: 0 }));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const generator = seededGenerator(2_000_003 * classes, repetition);
    const drawn = drawClassesOfPopulation(classes, generator, law);
    const weights = classWeights(classes, replicates, repetition);
    const tail = descending(drawImpostorTail(drawn, floor, generator, law));
    const resampledPairs = resampledImpostorPairs(weights, drawn.sizes, replicates);
    accepted.forEach((count, k) => {
      const next = tail.scores[count];
      // So many very uneven classes now and then have fewer pairs above the floor.
      if (next === undefined) return;
      const sums = new Float64Array(replicates);
      addClassPairs(sums, weights, classes, {
        first: Uint32Array.from(tail.firstClass.slice(0, count)),
        second: Uint32Array.from(tail.secondClass.slice(0, count)),
        accepted: new Float64Array(count).fill(1),
      });
      const interval = percentileInterval(sums, resampledPairs)!;
      const truth = trueFalseAcceptRate(next);
      const row = held[k]!;
      row.drawn++;
      if (truth > interval.upper) row.above++;
      else if (truth >= interval.lower) row.inside++;
    });
  }
  return accepted.map((count, k) => {
    const { inside, above, drawn } = held[k]!;
    return `${String(count)} | ${String(drawn)} | ${percent(inside / drawn)} | ${percent(above / drawn)}`;
  });
}

function descending({ scores, firstClass, secondClass }: ImpostorTail): ImpostorTail {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
  const sorted = (values: readonly number[]): number[] => order.map((k) => values[k]!);
  return {
    scores: sorted(scores),
    firstClass: sorted(firstClass),
    secondClass: sorted(secondClass),
  };
}

const gridPoints = 121;
const classTarget = 2e-2;
const classPolicies = [
  ['worst-class-far', 1],
  ['worst-class-far-p95', 0.95],
] as const;

/** Intervals of the threshold that keeps a quantile of the class FARs: class FARs stay in each draw. */
function classThresholds(classes: number): string[] {
  const lowest = thresholdOfFalseAcceptRate(4e-2);
  const step = (4.2 - lowest) / (gridPoints - 1);
  const grid = Array.from({ length: gridPoints }, (_, k) => lowest + step * k);
  const outcomes = classPolicies.map(
    () => [] as { fitted: number; lower: number; upper: number }[],
  );
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const generator = seededGenerator(3_000_017 * classes, repetition);
    const drawn = drawClassesOfPopulation(classes, generator);
    const weights = classWeights(classes, replicates, repetition);
    const tail = drawImpostorTail(drawn, lowest, generator);
    const accepts = grid.map(() => new Float64Array(classes));
    tail.scores.forEach((score, k) => {
      const level = accepts[Math.min(gridPoints - 1, Math.floor((score - lowest) / step))]!;
      level[tail.firstClass[k]!]!++;
      level[tail.secondClass[k]!]!++;
    });
    const images = drawn.sizes.reduce((sum, size) => sum + size, 0);
    const rates = accepts.map(() => new Float64Array(classes));
    const sums = new Float64Array(classes);
    for (let level = gridPoints - 1; level >= 0; level--) {
      for (let c = 0; c < classes; c++) {
        sums[c] = sums[c]! + accepts[level]![c]!;
        rates[level]![c] = sums[c]! / (drawn.sizes[c]! * (images - drawn.sizes[c]!));
      }
    }
    classPolicies.forEach(([, share], k) => {
      const thresholdOf = (chosen: readonly number[]): number => {
        let low = 0;
        let high = gridPoints - 1;
        while (low < high) {
          const middle = (low + high) >>> 1;
          const sorted = Float64Array.from(chosen, (c) => rates[middle]![c]!).sort();
          if (quantile(sorted, share) <= classTarget) high = middle;
          else low = middle + 1;
        }
        return grid[low]!;
      };
      const thresholds = Float64Array.from({ length: replicates }, (_, b) =>
        thresholdOf(
          [...drawn.sizes.keys()].flatMap((c) =>
            new Array<number>(weights[b * classes + c]!).fill(c),
          ),
        ),
      );
      const { lower, upper } = thresholdLimits(thresholds)!;
      outcomes[k]!.push({ fitted: thresholdOf([...drawn.sizes.keys()]), lower, upper });
    });
  }
  return classPolicies.map(([name], k) => {
    const own = outcomes[k]!;
    // What is estimated: the threshold that half of all such sets of classes come out below.
    const middle = quantile(Float64Array.from(own, ({ fitted }) => fitted).sort(), 0.5);
    const share = (holds: (outcome: (typeof own)[number]) => boolean): string =>
      percent(own.filter(holds).length / own.length);
    return `${String(classes)} | \`${name}\` | ${share(({ lower, upper }) => lower <= middle && middle <= upper)} | ${share(({ upper }) => upper < middle)} | ${share(({ fitted, upper }) => upper <= fitted)}`;
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

console.log(`${describeMachine(1)}\n\n## Few accepted pairs\n`);
console.log(
  '| population | classes | accepted pairs | repetitions | interval held | truth above |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [name, law] of laws) {
  for (const setting of fewAccepts) {
    for (const row of fewAcceptedPairs(law, setting)) {
      console.log(`| ${name} | ${String(setting.classes)} | ${row} |`);
    }
  }
}
console.log('\n## Thresholds that keep class FARs\n');
console.log(
  '| classes | policy | interval held | truth above | upper limit not above the threshold |',
);
console.log('| --- | --- | --- | --- | --- |');
for (const classes of [50, 200]) {
  for (const row of classThresholds(classes)) console.log(`| ${row} |`);
}
