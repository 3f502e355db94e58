import { stepAtOrAbove } from './threshold-model.ts';

/** A threshold that a person has come to rest at. */
export interface Settled {
  readonly threshold: number;
  /** The step at the threshold, or the first above it. */
  readonly step: number;
  /** Whether the threshold lies on an edge of the bins, so that the step's counts are its own. */
  readonly onEdge: boolean;
  /** Still being dragged: a pause, not an end. */
  readonly dragging: boolean;
}

/** How long a drag rests before tables and other slow things follow, in ms. */
const pause = 200;

/** When something is done: with the next frame of the page, and after a while. */
export interface Clock {
  nextFrame(work: () => void): void;
  /** Returns what calls it off. */
  after(milliseconds: number, work: () => void): () => void;
}

const pageClock: Clock = {
  nextFrame: (work) => void requestAnimationFrame(work),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * The one threshold that the whole instrument follows. What is cheap follows with every frame
 * (`onFrame`), without React; everything else follows `settled`.
 */
export class ThresholdControl {
  /** [steps] ascending; the last accepts nothing. */
  readonly thresholds: readonly number[];
  private readonly clock: Clock;
  private readonly frameListeners = new Set<() => void>();
  private readonly settledListeners = new Set<() => void>();
  private current: Settled;
  private rest: Settled;
  private hovering: number | null = null;
  private frameAsked = false;
  private callOff: (() => void) | null = null;

  constructor(thresholds: readonly number[], first: number, clock: Clock = pageClock) {
    this.thresholds = thresholds;
    this.clock = clock;
    this.current = this.at(first, false);
    this.rest = this.current;
  }

  get threshold(): number {
    return this.current.threshold;
  }
  get step(): number {
    return this.current.step;
  }
  get dragging(): boolean {
    return this.current.dragging;
  }
  /** The step that the pointer is at in one of the charts; null: in none. */
  get hovered(): number | null {
    return this.hovering;
  }
  /** The same object until it changes. */
  settled = (): Settled => this.rest;

  /** Moves to an edge of the bins while a pointer holds it; `release` ends that. */
  drag(step: number): void {
    this.moveTo(step, true);
  }

  /** Moves to an edge of the bins, as the keyboard does. */
  nudge(step: number): void {
    this.moveTo(step, false);
  }

  /** Moves by edges of the bins. */
  nudgeBy(steps: number): void {
    const { step, onEdge } = this.current;
    // Between two edges `step` is already the next one above.
    this.nudge(step + steps - (!onEdge && steps > 0 ? 1 : 0));
  }

  /** Ends a drag where it is. */
  release(): void {
    if (!this.current.dragging) return;
    this.move({ ...this.current, dragging: false });
    this.settle();
  }

  /** Takes a threshold as it is, on an edge or not, and rests there. */
  choose(threshold: number): void {
    this.move(this.at(threshold, false));
    this.settle();
  }

  /** Shows a step in all charts without taking its threshold. */
  hover(step: number | null): void {
    if (step === this.hovering) return;
    this.hovering = step;
    this.askFrame();
  }

  /** Calls a function at most once a frame while the threshold or the hover moves. Returns what ends it. */
  onFrame = (listener: () => void): (() => void) => {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  };

  /** Calls a function when `settled` has changed. Returns what ends it. */
  onSettled = (listener: () => void): (() => void) => {
    this.settledListeners.add(listener);
    return () => this.settledListeners.delete(listener);
  };

  private at(threshold: number, dragging: boolean): Settled {
    const step = stepAtOrAbove(this.thresholds, threshold);
    return { threshold, step, onEdge: this.thresholds[step] === threshold, dragging };
  }

  private moveTo(step: number, dragging: boolean): void {
    const edge = Math.max(0, Math.min(this.thresholds.length - 1, Math.round(step)));
    this.move(this.at(this.thresholds[edge]!, dragging));
    this.callOff?.();
    this.callOff = this.clock.after(pause, () => this.settle());
  }

  private move(next: Settled): void {
    this.current = next;
    this.askFrame();
  }

  private settle(): void {
    this.callOff?.();
    this.callOff = null;
    const { threshold, dragging } = this.current;
    if (threshold === this.rest.threshold && dragging === this.rest.dragging) return;
    this.rest = this.current;
    for (const listener of this.settledListeners) listener();
  }

  private askFrame(): void {
    if (this.frameAsked) return;
    this.frameAsked = true;
    this.clock.nextFrame(() => {
      this.frameAsked = false;
      for (const listener of this.frameListeners) listener();
    });
  }
}
