import type { TrainingHistoryEntry } from '../../contract/training.ts';
import type { ParameterValues } from '../../core/training/heads.ts';
import type { Margins } from './calibration-loss.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { StateValues } from './step-runner.ts';

/** Sums over the steps since the last validation. */
export interface StepSums {
  steps: number;
  loss: number;
  baseLoss: number;
  tcmLoss: number;
  gradientNorm: number;
}

export const noSums = (): StepSums => ({
  steps: 0,
  loss: 0,
  baseLoss: 0,
  tcmLoss: 0,
  gradientNorm: 0,
});

/** How far a training is: beside the states of the step, all that the next step depends on. */
export interface FitState {
  /** Steps done. */
  step: number;
  history: TrainingHistoryEntry[];
  sums: StepSums;
  margins: Margins | null;
  /** Why training ended before its last step: a sentence; null while it has not. */
  endedBecause: string | null;
  /** Heads that may still be chosen, by their step; 0, the start, is not among them. */
  kept: Map<number, ParameterValues>;
}

/** Where a training is kept while it runs. */
export interface CheckpointPlace {
  readonly file: string;
  /** Of all that decides the result; a checkpoint of another training is not taken up. */
  readonly fingerprint: string;
  /** Seconds between two checkpoints. */
  readonly seconds: number;
}

interface KeptData extends Omit<FitState, 'kept'> {
  fingerprint: string;
  keptSteps: number[];
}

/**
 * Writes state and step states to the disk.
 *
 * @throws IsolineError `disk-full` (failure), `file-not-writable` (input); the earlier checkpoint is
 *   still there then
 */
export async function saveFit(
  { file, fingerprint }: CheckpointPlace,
  { kept, ...rest }: FitState,
  states: StateValues,
): Promise<void> {
  const data: KeptData = { ...rest, fingerprint, keptSteps: [...kept.keys()] };
  const arrays: Record<string, Float32Array> = {};
  for (const [name, values] of Object.entries(states)) arrays[`state/${name}`] = values;
  for (const [step, parameters] of kept) {
    for (const [name, values] of Object.entries(parameters)) {
      arrays[`kept/${step}/${name}`] = values;
    }
  }
  await writeCheckpoint(file, { data, arrays });
}

/**
 * Reads what `saveFit` has written.
 *
 * @returns null where there is nothing, or something of another training
 * @throws IsolineError (failure) `checkpoint-damaged`
 */
export async function loadFit({
  file,
  fingerprint,
}: Pick<CheckpointPlace, 'file' | 'fingerprint'>): Promise<{
  state: FitState;
  states: Record<string, Float32Array>;
} | null> {
  const content = await readCheckpoint<KeptData>(file);
  if (content?.data.fingerprint !== fingerprint) return null;
  const { step, history, sums, margins, endedBecause, keptSteps } = content.data;
  const below = (prefix: string): Record<string, Float32Array> =>
    Object.fromEntries(
      Object.entries(content.arrays).flatMap(([name, values]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), values]] : [],
      ),
    );
  const kept = new Map(keptSteps.map((keptStep) => [keptStep, below(`kept/${keptStep}/`)]));
  return {
    state: { step, history, sums, margins, endedBecause, kept },
    states: below('state/'),
  };
}
