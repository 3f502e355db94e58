import { z } from 'zod';
import { pathSchema, procedure, timeSchema } from './base.ts';

export const workspaceStatusSchema = z.object({
  /** Absolute path on the engine's machine. */
  folder: z.string(),
  /** Last part of it. */
  name: z.string(),
  programVersion: z.string(),
  nodeVersion: z.string(),
  /** `linux x64`. */
  platform: z.string(),
  /** Name of the engine's machine. */
  host: z.string(),
  threads: z.int(),
  /** When the engine started. */
  since: timeSchema,
  counts: z.object({
    datasets: z.int(),
    models: z.int(),
    evaluations: z.int(),
    trainingRuns: z.int(),
    decisions: z.int(),
  }),
});
export type WorkspaceStatus = z.infer<typeof workspaceStatusSchema>;

export const providerReportSchema = z.object({
  provider: z.string(),
  usable: z.boolean(),
  /** One sentence: why not, or what to know about it. */
  reason: z.string(),
});

export const fileEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  /** Null of a folder. */
  bytes: z.number().nullable(),
  modifiedAt: timeSchema,
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

export const folderListingSchema = z.object({
  path: z.string(),
  /** Null at a granted root. */
  parent: z.string().nullable(),
  /** Folders first, then files, each by name; hidden ones left out; at most 5,000. */
  entries: z.array(fileEntrySchema),
  /** How many entries there are in all. */
  total: z.int(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

/** The engine and its workspace. */
export const workspaceApi = {
  status: procedure.output(workspaceStatusSchema),
  /** Tries every execution provider on a tiny model: takes seconds. */
  providers: procedure.output(z.array(providerReportSchema)),
};

/** Folders of the engine's machine that were granted, and nothing outside them. */
export const filesApi = {
  roots: procedure.output(z.array(z.object({ path: z.string(), name: z.string() }))),
  /** Throws `path-not-granted`, `folder-unreadable`. */
  list: procedure.input(z.object({ path: pathSchema })).output(folderListingSchema),
};
