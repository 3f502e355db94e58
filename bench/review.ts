/**
 * A million labelled pairs in a workspace: how long it takes to keep them, to turn a page of the review
 * queue at its start, its middle and its end, and to give, undo and redo a verdict among 10,000 others;
 * and the import of a CSV of as many lines.
 *
 *   node bench/review.ts [pairs [images [classes]]]      default: 1000000 100000 10000
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { queueInputSchema } from '../src/contract/api/review-items.ts';
import { seededGenerator } from '../src/core/random.ts';
import { openEngine } from '../src/engine/engine.ts';
import { reviewItem } from '../src/engine/review/give-verdict.ts';
import { importPairs } from '../src/engine/review/import-pairs.ts';
import { reviewQueue } from '../src/engine/review/review-queue.ts';
import { dataOf } from '../src/engine/review/stored-review.ts';
import { redoVerdict, undoVerdict } from '../src/engine/review/verdict-log.ts';
import { writePairSet } from '../src/engine/review/write-pair-set.ts';
import { describeMachine, median, peakMemoryGigabytes, secondsOf } from './machine.ts';

const [pairs = 1_000_000, images = 100_000, classes = 10_000] = process.argv.slice(2).map(Number);
const threshold = 0.5;
const evaluationId = 'bench';
const hooks = { onProgress: () => undefined, signal: new AbortController().signal };

const folder = await mkdtemp(join(tmpdir(), 'isoline-bench-'));
const engine = openEngine({ workspace: join(folder, 'workspace'), program: 'bench' });
const { db } = engine;
try {
  console.log(describeMachine(engine.compute.threads));
  console.log(`${count(pairs)} pairs of ${count(images)} images in ${count(classes)} classes`);
  const busy = process.cpuUsage();
  const keep = await secondsOf(keepEvaluation);
  console.log(`keeping an evaluation's pairs: ${keep.toFixed(1)} s (${busySince(busy)})`);
  for (const order of ['worst', 'nearest'] as const) turnPages({ order });
  turnPages({ order: 'worst', classes: [7] });
  verdicts();
  await importCsv();
  console.log(`peak memory ${peakMemoryGigabytes().toFixed(2)} GB`);
} finally {
  await engine.close();
  await rm(folder, { recursive: true });
}

/** Processor time: what is left of a wall time on a machine that others use too. */
function busySince(before: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / 1e6).toFixed(1)} s of processor time`;
}

/** Processor time of this thread. */
function threadMilliseconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Half of the pairs impostors, half genuine, with scores around the threshold. */
async function keepEvaluation(): Promise<void> {
  const generator = seededGenerator(1);
  const labels = Uint32Array.from({ length: images }, (_, image) => image % classes);
  db.prepare(
    `INSERT INTO evaluations (id, created_at, name, set_name, group_id, data_fingerprint, figures,
       summary, images)
     VALUES (?, 0, 'bench', 'all', 'bench', 'bench', '{}', '{}', '{}')`,
  ).run(evaluationId);
  db.prepare('INSERT INTO evaluation_arrays VALUES (?, ?, ?, ?, ?)').run(
    evaluationId,
    'labels',
    `[${String(images)}]`,
    'uint32',
    Buffer.from(labels.buffer),
  );
  const same = Uint8Array.from({ length: pairs }, (_, pair) => pair & 1);
  const first = Uint32Array.from({ length: pairs }, () => generator.integer(images));
  const second = first.map((image, pair) =>
    same[pair] === 1
      ? (image + classes * (1 + generator.integer(5))) % images
      : (image + 1 + generator.integer(classes - 1)) % images,
  );
  const { pairSetId, scoringId } = await writePairSet(
    db,
    {
      name: 'bench',
      source: 'evaluation',
      format: null,
      file: null,
      datasetId: null,
      evaluationId,
      selected: true,
      scoring: { name: 'bench', modelSha256: null, score: 'cosine' },
      withEnds: true,
    },
    {
      images: Array.from(labels, (label, image) => ({
        name: `class ${String(label).padStart(6, '0')}/${String(image).padStart(7, '0')}.jpg`,
        className: `class ${String(label).padStart(6, '0')}`,
      })),
      first,
      second,
      same,
      scores: Float32Array.from({ length: pairs }, () => 0.5 + 0.15 * generator.normal()),
    },
    hooks,
  );
  db.prepare("INSERT INTO reviews VALUES (?, ?, ?, NULL, NULL, '{}', 0)").run(
    evaluationId,
    pairSetId,
    scoringId,
  );
}

/** Turns pages of 50 through the queue of wrong pairs, at most 400 of them. */
function turnPages(asked: { order: 'worst' | 'nearest'; classes?: number[] }): void {
  const milliseconds: number[] = [];
  const processor: number[] = [];
  let cursor: string | null = null;
  do {
    const input = queueInputSchema.parse({
      evaluationId,
      queue: 'wrong-pairs',
      threshold,
      cursor,
      ...asked,
    });
    const busy = process.threadCpuUsage();
    const start = performance.now();
    const page = reviewQueue(db, input);
    milliseconds.push(performance.now() - start);
    processor.push(threadMilliseconds(busy));
    cursor = page.next;
  } while (cursor !== null && milliseconds.length < 400);
  const of = asked.classes === undefined ? '' : ' of one class';
  console.log(
    `a page of 50 wrong pairs${of}, ${asked.order} first: median ${median(milliseconds).toFixed(1)} ms, slowest of ${String(milliseconds.length)} ${Math.max(...milliseconds).toFixed(1)} ms (processor time: ${median(processor).toFixed(1)} and ${Math.max(...processor).toFixed(1)} ms)`,
  );
}

/** Verdicts on as many items, the last ones timed. */
function verdicts(): void {
  const generator = seededGenerator(2);
  const { data } = dataOf(db, evaluationId);
  const times = { verdict: [] as number[], undo: [] as number[], redo: [] as number[] };
  const processor = { verdict: [] as number[], undo: [] as number[], redo: [] as number[] };
  const timed = (name: keyof typeof times, work: () => unknown): void => {
    const busy = process.threadCpuUsage();
    const start = performance.now();
    work();
    times[name].push(performance.now() - start);
    processor[name].push(threadMilliseconds(busy));
  };
  for (let k = 0; k < 10_000; k++) {
    const image = generator.integer(images);
    const other = (image + 1 + generator.integer(images - 1)) % images;
    timed('verdict', () =>
      reviewItem(db, {
        evaluationId,
        images: [image, other],
        kind: k % 3 === 0 ? 'label-wrong' : 'true-confusion',
        about: k % 3 === 0 ? image : null,
        className: k % 3 === 0 ? 'another class' : null,
        score: 0.5,
        blind: false,
        author: 'bench',
      }),
    );
  }
  for (let k = 0; k < 200; k++) timed('undo', () => undoVerdict(db, data, 'bench'));
  for (let k = 0; k < 200; k++) timed('redo', () => redoVerdict(db, data, 'bench'));
  for (const name of ['verdict', 'undo', 'redo'] as const) {
    const last = times[name].slice(-200);
    const slowest = Math.max(...processor[name].slice(-200));
    console.log(
      `${name} among 10,000: median ${median(last).toFixed(2)} ms, slowest of 200 ${Math.max(...last).toFixed(2)} ms (processor time: ${slowest.toFixed(2)} ms)`,
    );
  }
  turnPages({ order: 'worst' });
}

async function importCsv(): Promise<void> {
  const generator = seededGenerator(3);
  const file = join(folder, 'pairs.csv');
  const stream = createWriteStream(file);
  stream.write('a,b,same,score\n');
  for (let pair = 0; pair < pairs; pair++) {
    const a = generator.integer(images);
    const line = `${String(a)}.jpg,p${String(pair)}.jpg,${String(pair & 1)},${generator.uniform().toFixed(6)}\n`;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  let reading = 0;
  const busy = process.cpuUsage();
  const start = performance.now();
  await importPairs(
    db,
    {
      format: 'csv',
      path: file,
      impostorPath: null,
      name: null,
      datasetId: null,
      modelSha256: null,
      scale: 'cosine',
      direction: 'higher-is-more-alike',
    },
    {
      ...hooks,
      onProgress: ({ stage }) => {
        if (stage === 'Reading pairs') reading = performance.now() - start;
      },
    },
  );
  const all = (performance.now() - start) / 1000;
  console.log(
    `importing a CSV of ${count(pairs)} lines: ${all.toFixed(1)} s, of which reading ${(reading / 1000).toFixed(1)} s (${busySince(busy)})`,
  );
}
