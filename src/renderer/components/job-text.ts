import { common } from '../app/words/frame.ts';

type JobKind = keyof typeof common.en.jobs.kind;

/** The key of a job kind's name among the words. */
export function jobKindKey(kind: string): JobKind {
  return Object.hasOwn(common.en.jobs.kind, kind) ? (kind as JobKind) : 'other';
}
