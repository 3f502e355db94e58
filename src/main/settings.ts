import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { windowPlacesSchema } from './window-bounds.ts';

const settingsSchema = z.object({
  /** Folders of workspaces opened before, the newest first. */
  recentWorkspaces: z.array(z.string()),
  engine: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('own') }),
    z.object({ kind: z.literal('attached'), url: z.string() }),
  ]),
  /** Addresses of remote engines that a person has confirmed. */
  confirmedEngines: z.array(z.string()),
  theme: z.enum(['light', 'dark', 'system']),
  window: windowPlacesSchema,
});
/** What the shell remembers between two starts. */
export type Settings = z.infer<typeof settingsSchema>;

const defaults: Settings = {
  recentWorkspaces: [],
  engine: { kind: 'own' },
  confirmedEngines: [],
  theme: 'system',
  window: { lastDisplay: null, maximised: false, byDisplay: {} },
};

/** How many workspaces the menu offers. */
const recentWorkspacesKept = 8;

/** The settings in their file. */
export class SettingsFile {
  readonly #file: string;
  #values: Settings;

  /** Reads the file. One that cannot be understood is moved aside, and the defaults hold. */
  constructor(file: string) {
    this.#file = file;
    this.#values = readSettings(file);
  }

  get values(): Settings {
    return this.#values;
  }

  /** Changes some values and writes the file. */
  change(values: Partial<Settings>): void {
    this.#values = { ...this.#values, ...values };
    writeFileAtomically(this.#file, `${JSON.stringify(this.#values, undefined, 2)}\n`);
  }

  /** Puts a workspace in front of those opened before. */
  rememberWorkspace(folder: string): void {
    const others = this.#values.recentWorkspaces.filter((other) => other !== folder);
    this.change({ recentWorkspaces: [folder, ...others].slice(0, recentWorkspacesKept) });
  }
}

function readSettings(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return defaults;
    throw error;
  }
  const parsed = settingsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  renameSync(file, `${file}.unreadable`);
  return defaults;
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes a whole file or nothing: beside it, to the disk, then under its name. */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${String(process.pid)}.partial`,
  );
  const handle = openSync(partial, 'w', 0o600);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length;) {
      written += writeSync(handle, bytes, written);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, file);
}
