import { z } from 'zod';
import { thresholdRatesSchema } from './decision.ts';

/** What the gate looks at, in this order. */
export const gateChecks = [
  'passport',
  'signature',
  'scale',
  'model',
  'recipe',
  'data',
  'classes',
  'FAR',
  'FAR ceiling',
  'FRR',
  'FRR ceiling',
] as const;

/** The answer to one question. A check that could not be made is `skipped`, and another has failed. */
export const gateCheckSchema = z.object({
  name: z.enum(gateChecks),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  sentence: z.string(),
  /** Of a check on a rate: the limit over classes that it looks at, and the greatest that passes. */
  limit: z
    .object({
      side: z.enum(['lower', 'upper']),
      /** One-sided: 0.975, an end of the two-sided 95 % interval. */
      level: z.number(),
      value: z.number(),
      greatest: z.number(),
    })
    .optional(),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

/** What a `gate` job gives back. */
export const gateResultSchema = z.object({
  schema: z.literal('isoline-gate-1'),
  /** Whether every check passed. */
  passed: z.boolean(),
  checks: z.array(gateCheckSchema),
  /** On the data, at the passport's threshold; null when that was not counted. */
  rates: thresholdRatesSchema.nullable(),
});
export type GateResult = z.infer<typeof gateResultSchema>;
