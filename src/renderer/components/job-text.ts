const kinds = [
  'import',
  'import-model',
  'embed',
  'evaluate',
  'count',
  'train',
  'compare',
  'export',
  'parity',
  'demo',
  'choose-threshold',
  'passport',
  'stamp-model',
  'review-band',
  'gate',
  'report',
  'prepare-review',
  'preview-review',
  'apply-review',
  'import-pairs',
  'score-pairs',
  'evaluate-pairs',
] as const;

/** The key of a job kind's name among the words. */
export function jobKindKey(kind: string): (typeof kinds)[number] | 'other' {
  return kinds.find((known) => known === kind) ?? 'other';
}
