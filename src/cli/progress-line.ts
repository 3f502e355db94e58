import type { WriteStream } from 'node:tty';
import type { Progress } from '../contract/progress.ts';
import type { RateState } from '../engine/jobs/rate.ts';
import { rateOf, secondsLeft, updateRate } from '../engine/jobs/rate.ts';
import { displayWidth } from './table.ts';

const barWidth = 24;
/** Seconds between two drawings of the bar. */
const drawInterval = 0.1;
/** Seconds between two lines where stderr is no terminal. */
const lineInterval = 10;

/** Shows a job's progress on stderr. */
export interface ProgressLine {
  update(progress: Progress): void;
  /** Leaves the last line complete, before anything else is written. Updates may follow. */
  end(): void;
}

/** What of stderr the progress needs. */
export type ProgressStream = Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number };

/**
 * A bar with rate and time left on a terminal; elsewhere a line every 10 s.
 *
 * @param now seconds, from any origin
 */
export function createProgressLine(
  stream: ProgressStream = process.stderr,
  now: () => number = () => performance.now() / 1000,
): ProgressLine {
  return stream.isTTY === true ? new ProgressBar(stream, now) : new ProgressLog(stream, now);
}

/** For `--quiet`. */
export const noProgress: ProgressLine = {
  update: () => undefined,
  end: () => undefined,
};

class ProgressBar implements ProgressLine {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #last: Progress | null = null;
  #rate: RateState | null = null;
  #startedAt = 0;
  #drawnAt = -Infinity;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  update(progress: Progress): void {
    const time = this.#now();
    if (this.#last?.stage !== progress.stage) {
      this.end();
      this.#startedAt = time;
    }
    this.#last = progress;
    this.#rate = updateRate(this.#rate, progress.stage, progress.done, time);
    if (time - this.#drawnAt >= drawInterval) {
      this.#drawnAt = time;
      this.#drawBar(progress, this.#rate);
    }
  }

  end(): void {
    if (this.#last === null || this.#rate === null) return;
    const { stage, done, total, unit } = this.#last;
    const passed = formatDuration(this.#now() - this.#startedAt);
    if (done === total) this.#draw(`${stage}: ${formatCount(done)} ${unit} in ${passed}`);
    else this.#drawBar(this.#last, this.#rate);
    this.#stream.write('\n');
    this.#last = null;
    this.#rate = null;
    this.#drawnAt = -Infinity;
  }

  /** Without the last figures where the line has no room for them. */
  #drawBar(progress: Progress, rate: RateState): void {
    const shown = figures(progress, rate);
    while (shown.length > 1 && displayWidth(barText(progress, shown)) > this.#room()) shown.pop();
    this.#draw(barText(progress, shown));
  }

  #draw(text: string): void {
    this.#stream.write(`\r${cut(text, this.#room())}\u001b[K`);
  }

  #room(): number {
    // A terminal that does not know its width says 0.
    return (this.#stream.columns || 80) - 1;
  }
}

class ProgressLog implements ProgressLine {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #rate: RateState | null = null;
  #writtenAt: number;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#writtenAt = now();
  }

  update(progress: Progress): void {
    const time = this.#now();
    this.#rate = updateRate(this.#rate, progress.stage, progress.done, time);
    if (time - this.#writtenAt < lineInterval) return;
    this.#writtenAt = time;
    this.#stream.write(`${progress.stage}: ${figures(progress, this.#rate).join(', ')}\n`);
  }

  end(): void {
    // Every line is complete already.
  }
}

function barText({ stage, done, total }: Progress, shown: readonly string[]): string {
  const parts = [stage];
  if (total !== null && total > 0) {
    const filled = Math.min(barWidth, Math.round((done / total) * barWidth));
    parts.push(`[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`);
  }
  return [...parts, shown.join(', ')].join(' ');
}

function figures(progress: Progress, state: RateState): string[] {
  const { done, total, unit, note } = progress;
  const parts = [
    total === null
      ? `${formatCount(done)} ${unit}`
      : `${formatCount(done)} of ${formatCount(total)} ${unit}`,
  ];
  const rate = rateOf(state);
  if (rate !== null && rate > 0) parts.push(`${formatRate(rate)} a second`);
  const left = secondsLeft(state, total);
  if (left !== null) parts.push(`${formatDuration(left)} left`);
  if (note !== undefined) parts.push(note);
  return parts;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}

function formatRate(rate: number): string {
  return rate.toLocaleString('en', { maximumSignificantDigits: rate < 100 ? 2 : 3 });
}

/** `9 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The text in at most `columns` columns: a longer line would wrap, and no `\r` would reach its start. */
function cut(text: string, columns: number): string {
  let kept = text;
  while (displayWidth(kept) > columns) kept = kept.slice(0, -1);
  return kept;
}
