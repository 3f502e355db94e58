import { net, protocol } from 'electron';
import { isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const scheme = 'app';
const host = 'isoline';

/** The address of the window's page. */
export const pageAddress = `${scheme}://${host}/index.html`;

/** Makes `app://` a secure scheme with an origin; must run before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
}

/** Serves the built page under `app://isoline/` and nothing outside its folder. */
export function servePage(folder: string): void {
  protocol.handle(scheme, (request) => {
    const address = new URL(request.url);
    const file = join(folder, decodeURIComponent(address.pathname));
    const below = relative(folder, file);
    if (address.host !== host || below.startsWith('..') || isAbsolute(below)) {
      return new Response('Not found', { status: 404 });
    }
    return net.fetch(pathToFileURL(file).href);
  });
}
