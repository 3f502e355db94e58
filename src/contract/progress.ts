/** How far a job is. `done` of `total` in `unit` (images, tiles, steps); `total` may be unknown. */
export interface Progress {
  stage: string;
  done: number;
  total: number | null;
  unit: string;
  /** A figure worth showing beside the bar: a provider, a loss. */
  note?: string;
}
