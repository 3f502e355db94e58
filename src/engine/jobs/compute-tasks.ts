import type { ComputeTask } from './compute-task.ts';

/** A task of any input and output. */
export type AnyComputeTask = ComputeTask<never, unknown>;

/** The tasks that the compute thread knows. Imported when first asked for: a task loads what it needs. */
export type ComputeTasks = Readonly<Record<string, () => Promise<AnyComputeTask>>>;

export const computeTasks: ComputeTasks = {
  'decisions.choose': async () => (await import('../decisions/choose-task.ts')).chooseTask,
  'decisions.count': async () => (await import('../decisions/exact-counts.ts')).countTask,
  'embedding.embed': async () => (await import('../embedding/embed-task.ts')).embedTask,
  'evaluation.measure': async () => (await import('../evaluation/measure-task.ts')).measureTask,
  'evaluation.compare': async () => (await import('../evaluation/compare-task.ts')).compareTask,
  'evaluation.examples': async () => (await import('../evaluation/examples-task.ts')).examplesTask,
  'evaluation.rivals': async () => (await import('../evaluation/rivals-task.ts')).rivalsTask,
  'models.parity': async () => (await import('../models/parity-task.ts')).parityTask,
  'review.evaluate-pairs': async () =>
    (await import('../review/evaluate-pairs-task.ts')).evaluatePairsTask,
  'review.identify': async () => (await import('../review/identify-task.ts')).identifyTask,
  'review.neighbours': async () => (await import('../review/neighbours-task.ts')).neighboursTask,
  'review.preview': async () => (await import('../review/preview-task.ts')).previewTask,
  'review.score-pairs': async () => (await import('../review/score-pairs-task.ts')).scorePairsTask,
  'review.survey': async () => (await import('../review/survey-task.ts')).surveyTask,
  'training.train': async () => (await import('../training/train-task.ts')).trainTask,
  'training.export': async () => (await import('../training/export-task.ts')).exportTask,
};
