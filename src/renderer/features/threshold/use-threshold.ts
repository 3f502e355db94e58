import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Settled, ThresholdControl } from './threshold-control.ts';

/** The threshold that a person rests at, and a render at each change. */
export function useSettled(control: ThresholdControl): Settled {
  return useSyncExternalStore(control.onSettled, control.settled);
}

/** Runs a function now and with every frame in which the threshold moves; it must be quick. */
export function useFrame(control: ThresholdControl, draw: () => void): void {
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    draw();
  });
  useEffect(() => control.onFrame(() => latest.current()), [control]);
}
