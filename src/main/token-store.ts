import { safeStorage } from 'electron';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from './settings.ts';

const storeSchema = z.record(z.string(), z.base64());

/**
 * Tokens of attached engines, by address: in a file, encrypted with a key that the system's keychain
 * holds. Where there is no keychain a token is kept for this run alone.
 */
export class TokenStore {
  readonly #file: string;
  readonly #session = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Null where none is known. */
  async find(url: string): Promise<string | null> {
    const remembered = this.#session.get(url);
    if (remembered !== undefined) return remembered;
    const encrypted = (await this.#read())[url];
    if (encrypted === undefined || !(await hasKeychain())) return null;
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'));
    return result;
  }

  async keep(url: string, token: string): Promise<void> {
    this.#session.set(url, token);
    if (!(await hasKeychain())) return;
    const encrypted = await safeStorage.encryptStringAsync(token);
    const tokens = { ...(await this.#read()), [url]: encrypted.toString('base64') };
    writeFileAtomically(this.#file, `${JSON.stringify(tokens)}\n`);
  }

  async #read(): Promise<z.infer<typeof storeSchema>> {
    const content = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
      throw error;
    });
    return storeSchema.parse(JSON.parse(content));
  }
}

/** On Linux without a keyring Electron would encrypt with a key that is no secret. */
async function hasKeychain(): Promise<boolean> {
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return false;
  }
  return safeStorage.isAsyncEncryptionAvailable();
}
