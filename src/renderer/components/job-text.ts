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
] as const;

/** The key of a job kind's name among the words. */
export function jobKindKey(kind: string): (typeof kinds)[number] | 'other' {
  return kinds.find((known) => known === kind) ?? 'other';
}
