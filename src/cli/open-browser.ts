import { spawn } from 'node:child_process';

/**
 * Opens an address in the system's browser, which goes its own way from there.
 *
 * @throws Error where the system has no program for it
 */
export async function openBrowser(address: string): Promise<void> {
  const [program, ...callArguments] =
    process.platform === 'win32'
      ? // `start` would take the address for a line of its shell; this takes it for an address.
        ['rundll32', 'url.dll,FileProtocolHandler', address]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', address];
  const child = spawn(program, callArguments, { stdio: 'ignore', detached: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
}
