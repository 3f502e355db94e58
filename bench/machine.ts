import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

/** One line about the machine and the run, so that a figure is never quoted without them. */
export function describeMachine(threads: number): string {
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${String(availableParallelism())} cores, ${gib(totalmem())} GiB (${gib(freemem())} free), Node ${process.version}, ${String(threads)} threads`;
}

/** Peak resident memory of this process so far, in GB. */
export function peakMemoryGigabytes(): number {
  return process.resourceUsage().maxRSS / 1e6;
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle one of three values or more. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
