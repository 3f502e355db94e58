import { z } from 'zod';
import type { EngineState, IsolineShell, ShellTheme } from '../contract/shell.ts';
import type { ShellMessage } from '../contract/shell-messages.ts';

const pathSchema = z.string().min(1).max(4096);

/**
 * The arguments of each message, as the main process accepts them.
 */
export const shellArguments = {
  engine: z.tuple([]),
  engineState: z.tuple([]),
  theme: z.tuple([]),
  restartEngine: z.tuple([]),
  chooseFolder: z.tuple([z.string().max(200)]),
  chooseFile: z.tuple([
    z.string().max(200),
    z.array(z.string().regex(/^[a-z0-9.]{1,32}$/i)).max(16),
  ]),
  saveFile: z.tuple([z.string().min(1).max(255), z.instanceof(ArrayBuffer)]),
  grantDropped: z.tuple([pathSchema]),
  copyText: z.tuple([z.string().max(10_000_000)]),
  openExternal: z.tuple([z.string().max(2048)]),
  setProgress: z.tuple([z.number().min(0).max(1).nullable()]),
  notify: z.tuple([z.string().max(200), z.string().max(1000)]),
  setTheme: z.tuple([z.enum(['light', 'dark', 'system'])]),
  openLogFolder: z.tuple([]),
  recentWorkspaces: z.tuple([]),
  openWorkspace: z.tuple([pathSchema.nullable()]),
  engineChoice: z.tuple([]),
  chooseEngine: z.tuple([
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('own') }),
      z.strictObject({ kind: z.literal('attached'), url: z.string().max(2048) }),
    ]),
    z.string().max(1024).nullable(),
  ]),
  listenToCommands: z.tuple([]),
} as const satisfies Record<ShellMessage, z.ZodTuple>;

/** What a function is given, and what it must give back. */
export type ShellFunctions = {
  readonly [Name in ShellMessage]: (
    ...values: z.infer<(typeof shellArguments)[Name]>
  ) => Result<Name> | Promise<Result<Name>>;
};
type Result<Name extends ShellMessage> = Name extends keyof IsolineShell
  ? Awaited<ReturnType<IsolineShell[Name]>>
  : Name extends 'engineState'
    ? EngineState
    : Name extends 'theme'
      ? ShellTheme
      : undefined;
