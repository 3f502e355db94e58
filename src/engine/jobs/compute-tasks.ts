import type { ComputeTask } from './compute-task.ts';

/** A task of any input and output. */
export type AnyComputeTask = ComputeTask<never, unknown>;

/** The tasks that the compute thread knows. Imported when first asked for: a task loads what it needs. */
export type ComputeTasks = Readonly<Record<string, () => Promise<AnyComputeTask>>>;

export const computeTasks: ComputeTasks = {
  'embedding.embed': async () => (await import('../embedding/embed-task.ts')).embedTask,
  'evaluation.measure': async () => (await import('../evaluation/measure-task.ts')).measureTask,
  'evaluation.compare': async () => (await import('../evaluation/compare-task.ts')).compareTask,
  'training.train': async () => (await import('../training/train-task.ts')).trainTask,
};
