import { ShellError } from './shell-error.ts';

/** Hosts that the application's texts refer to: the papers behind its numbers. */
const hosts: ReadonlySet<string> = new Set(['arxiv.org', 'www.arxiv.org']);

/**
 * Checks an address that the page asks to open in the system's browser.
 *
 * @throws ShellError unless it is https on the usual port of a host that we know
 */
export function checkExternalAddress(text: string): string {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (
    address === undefined ||
    address.protocol !== 'https:' ||
    address.port !== '' ||
    address.username !== '' ||
    address.password !== '' ||
    !hosts.has(address.hostname)
  ) {
    throw new ShellError(
      `Isoline does not open ${text}: it is not a page that its texts refer to.`,
    );
  }
  return address.href;
}
