/** What is remembered of a stage's progress to tell its rate. Times are in seconds, from any origin. */
export interface RateState {
  readonly stage: string;
  readonly done: number;
  readonly time: number;
  /** Units done and seconds passed, both fading by the same factor: their quotient is the rate. */
  readonly fadedDone: number;
  readonly fadedSeconds: number;
}

/** Seconds after which a unit of work counts 1/e: long enough for a calm figure, short enough to follow. */
const fadingSeconds = 10;

/**
 * Takes in how far a stage is. The first word of a stage is where the count starts, so work that was
 * found finished does not count as speed; a count that falls, and a new stage, start afresh.
 *
 * @param previous what the last call gave; null at first
 */
export function updateRate(
  previous: RateState | null,
  stage: string,
  done: number,
  time: number,
): RateState {
  if (previous === null || previous.stage !== stage || done < previous.done) {
    return { stage, done, time, fadedDone: 0, fadedSeconds: 0 };
  }
  const seconds = Math.max(0, time - previous.time);
  const fading = Math.exp(-seconds / fadingSeconds);
  return {
    stage,
    done,
    time: previous.time + seconds,
    fadedDone: previous.fadedDone * fading + (done - previous.done),
    fadedSeconds: previous.fadedSeconds * fading + seconds,
  };
}

/** Units a second: the exponentially weighted mean over the stage; null until time has passed. */
export function rateOf(state: RateState): number | null {
  return state.fadedSeconds > 0 ? state.fadedDone / state.fadedSeconds : null;
}

/** Seconds until `total` is reached at the present rate; null without a total or a rate above 0. */
export function secondsLeft(state: RateState, total: number | null): number | null {
  const rate = rateOf(state);
  if (total === null || rate === null || rate <= 0) return null;
  return Math.max(0, total - state.done) / rate;
}
