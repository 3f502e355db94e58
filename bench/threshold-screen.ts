/**
 * How the Threshold screen follows a drag with very many classes, in Chromium against the engine.
 *
 *     npm run build && node bench/threshold-screen.ts [CLASSES] [BINS] [PAGE]
 *
 * Default: 10,000 classes × 512 bins, the page in out/renderer. The browser is the one of CHROMIUM, or
 * /usr/bin/chromium. Script time is what a trace of the page's main thread names as script: event
 * handlers, animation frames, timers, microtasks and garbage collection, each moment counted once, by
 * frame, in wall time and in processor time (the same on an idle machine). The drag moves the slider over its whole length.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { GrantedFolders } from '../src/engine/datasets/granted-folders.ts';
import { openEngine } from '../src/engine/engine.ts';
import { registerJobKinds } from '../src/engine/job-kinds.ts';
import { startServer } from '../src/server/start-server.ts';
import { describeMachine, median } from './machine.ts';
import { insertSyntheticEvaluation } from './synthetic-evaluation.ts';

const [classesText = '10000', binsText = '512', pageFolder = 'out/renderer'] =
  process.argv.slice(2);
const classes = Number(classesText);
const bins = Number(binsText);
const rounds = 3;

/** What counts as script. */
const script = new Set([
  'EventDispatch',
  'FireAnimationFrame',
  'FunctionCall',
  'TimerFire',
  'RunMicrotasks',
  'EvaluateScript',
  'MinorGC',
  'MajorGC',
  'V8.GCScavenger',
]);

const folder = mkdtempSync(path.join(os.tmpdir(), 'isoline-bench-'));
const engine = openEngine({ workspace: folder, program: 'bench/threshold-screen.ts' });
registerJobKinds(engine);
const id = insertSyntheticEvaluation(engine, {
  classes,
  bins,
  nameOf: (c) => `class-${String(c).padStart(5, '0')}`,
});
const server = await startServer({
  engine,
  folders: new GrantedFolders([]),
  page: path.resolve(pageFolder),
});
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  // The session's cookie; the pages that are timed are new ones.
  await page.goto(server.newStartAddress());
  await page.close();

  const paints: number[] = [];
  const charts: number[] = [];
  const maps: number[] = [];
  for (let round = 0; round < rounds; round++) {
    paints.push(await firstPaint(await context.newPage()));
    const timed = await context.newPage();
    await timed.addInitScript(noteFirstChart);
    await timed.goto(`${server.address}/#/threshold/${id}`);
    charts.push(await timeOf(timed, 'firstChart'));
    maps.push(await timeOf(timed, 'firstMap'));
    if (round === rounds - 1) await drag(browser, timed);
    await timed.close();
  }
  console.log(`first paint of the application: ${milliseconds(median(paints))}`);
  console.log(`from the address to the first chart: ${milliseconds(median(charts))}`);
  console.log(`from the address to the map of all classes: ${milliseconds(median(maps))}`);
  console.log(
    `${String(classes)} classes × ${String(bins)} bins, ${describeMachine(os.availableParallelism())}, Chromium ${browser.version()}`,
  );
} finally {
  await browser.close();
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
}

/** Runs in the page: notes when the first chart and the map of the classes stand in it. */
function noteFirstChart(): void {
  const times: Record<string, number> = {};
  Object.assign(window, { isolineTimes: times });
  const look = (): void => {
    if (document.querySelector('svg.recharts-surface path') !== null)
      times['firstChart'] ??= performance.now();
    if (document.querySelector('canvas') !== null) times['firstMap'] ??= performance.now();
    if (times['firstMap'] === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function timeOf(page: Page, name: 'firstChart' | 'firstMap'): Promise<number> {
  const handle = await page.waitForFunction(
    (key) => (window as unknown as { isolineTimes: Record<string, number> }).isolineTimes[key],
    name,
    { timeout: 60_000 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}

async function firstPaint(page: Page): Promise<number> {
  await page.goto(`${server.address}/`);
  const handle = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const time = await handle.jsonValue();
  await page.close();
  return time ?? Number.NaN;
}

/** Drags the slider from one end to the other, and prints what the frames cost. */
async function drag(by: Browser, page: Page): Promise<void> {
  const slider = page.getByRole('slider');
  await slider.waitFor();
  await page.waitForSelector('[data-figure="far"]:not(:empty)');
  // What loading left to do is no part of the drag.
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const box = await slider.boundingBox();
  if (box === null) throw new Error('The slider is not in sight.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 10, y);
  await by.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'toplevel'],
  });
  await page.mouse.down();
  const moves = 300;
  for (let k = 0; k <= moves; k++) {
    await page.mouse.move(box.x + 10 + ((box.width - 20) * k) / moves, y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
  const trace = JSON.parse((await by.stopTracing()).toString('utf8')) as {
    traceEvents: TraceEvent[];
  };
  const frames = scriptByFrame(trace.traceEvents);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const heap = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  for (const clock of ['wall', 'processor'] as const) {
    const times = frames.map((frame) => frame[clock]);
    const at = (share: number): string => milliseconds(quantileOf(times, share));
    console.log(
      `script of a frame while dragging, ${clock} time: median ${at(0.5)}, 95th percentile ${at(0.95)}, greatest ${at(1)} (${String(times.length)} frames)`,
    );
  }
  console.log(
    `JavaScript heap of the page: ${(heap.usedSize / 1e6).toFixed(0)} MB, and array buffers of ${((heap.backingStorageSize ?? 0) / 1e6).toFixed(0)} MB`,
  );
}

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** Processor time of the thread. */
  tdur?: number;
  pid: number;
  tid: number;
}

/** Milliseconds of script of a frame: by the clock on the wall, and by the processor time of its thread. */
interface FrameScript {
  wall: number;
  processor: number;
}

/** The script of each frame in which there was any, on the thread that drew the page. */
function scriptByFrame(events: readonly TraceEvent[]): FrameScript[] {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${String(pid)}.${String(tid)}`;
  const drawn = new Map<string, number>();
  for (const event of events) {
    if (event.name !== 'FireAnimationFrame') continue;
    drawn.set(threadOf(event), (drawn.get(threadOf(event)) ?? 0) + 1);
  }
  const main = [...drawn].sort(([, a], [, b]) => b - a)[0]?.[0];
  const ofPage = events.filter((event) => threadOf(event) === main).sort((a, b) => a.ts - b.ts);
  const frames: FrameScript[] = [];
  let current: FrameScript = { wall: 0, processor: 0 };
  let until = 0;
  for (const { name, ph, ts, dur = 0, tdur = dur } of ofPage) {
    // What a frame shows is handed over at its end.
    if (name === 'Commit') {
      if (current.wall > 0) frames.push(current);
      current = { wall: 0, processor: 0 };
    }
    // Script inside of script is counted once.
    if (ph !== 'X' || !script.has(name) || ts < until) continue;
    current.wall += dur / 1000;
    current.processor += tdur / 1000;
    until = ts + dur;
  }
  return frames;
}

function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
