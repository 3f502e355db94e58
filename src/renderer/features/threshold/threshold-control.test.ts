import { beforeEach, expect, test } from 'vitest';
import { type Clock, type Settled, ThresholdControl } from './threshold-control.ts';

/** A clock that a test moves on. */
class StoppedClock implements Clock {
  frames: (() => void)[] = [];
  timers = new Set<() => void>();
  nextFrame(work: () => void): void {
    this.frames.push(work);
  }
  after(_: number, work: () => void): () => void {
    this.timers.add(work);
    return () => this.timers.delete(work);
  }
  frame(): void {
    for (const work of this.frames.splice(0)) work();
  }
  rest(): void {
    for (const work of [...this.timers]) work();
  }
}

const thresholds = [0, 0.25, 0.5, 0.75, Infinity];
let clock: StoppedClock;
let control: ThresholdControl;
let frames: number[];
let rests: Settled[];

beforeEach(() => {
  clock = new StoppedClock();
  control = new ThresholdControl(thresholds, 0.25, clock);
  frames = [];
  rests = [];
  control.onFrame(() => frames.push(control.threshold));
  control.onSettled(() => rests.push(control.settled()));
});

test('many moves within a frame are drawn once, at the last of them', () => {
  control.drag(2);
  control.drag(3);
  control.drag(1.9);
  expect(frames).toEqual([]);
  clock.frame();
  expect(frames).toEqual([0.5]);
});

test('a drag rests at a pause, still dragging, and ends at its release', () => {
  control.drag(3);
  expect(rests).toEqual([]);
  clock.rest();
  expect(rests).toMatchObject([{ threshold: 0.75, onEdge: true, dragging: true }]);
  control.release();
  expect(rests).toHaveLength(2);
  expect(control.settled()).toMatchObject({ threshold: 0.75, dragging: false });
  expect(clock.timers.size).toBe(0);
});

test('a chosen threshold is kept as it is and rests at once', () => {
  control.choose(0.3);
  expect(control.settled()).toEqual({ threshold: 0.3, step: 2, onEdge: false, dragging: false });
  clock.rest();
  expect(rests).toHaveLength(1);
});

test('keys move by edges, from between two edges to the nearest in their direction', () => {
  control.choose(0.3);
  control.nudgeBy(1);
  expect(control.threshold).toBe(0.5);
  control.choose(0.3);
  control.nudgeBy(-1);
  expect(control.threshold).toBe(0.25);
  control.nudgeBy(-1);
  expect(control.threshold).toBe(0);
  control.nudgeBy(-10);
  expect(control.threshold).toBe(0);
  control.nudgeBy(10);
  expect(control.threshold).toBe(Infinity);
  clock.rest();
  expect(control.settled()).toMatchObject({ threshold: Infinity, dragging: false });
});

test('what the pointer is at is drawn without moving the threshold', () => {
  control.hover(3);
  control.hover(3);
  clock.frame();
  expect(frames).toEqual([0.25]);
  expect(control.hovered).toBe(3);
  expect(rests).toEqual([]);
});

test('a listener that has left is told nothing', () => {
  const told: number[] = [];
  const leave = control.onFrame(() => told.push(1));
  leave();
  control.drag(1);
  control.drag(2);
  clock.frame();
  expect(told).toEqual([]);
});
