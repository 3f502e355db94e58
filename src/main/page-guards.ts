import { app } from 'electron';
import type { Session } from 'electron';
import { httpOrigin } from './engine-url.ts';
import { isAllowedRequest } from './page-policy.ts';

/** Denies every page what ours has no use for: other windows, other addresses, embedded pages. */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/**
 * Denies a session permissions, devices, downloads, and every address that is neither the page's own
 * nor its engine's.
 *
 * @param connectOrigin `ws://HOST:PORT` of the engine in use; null where there is none
 */
export function guardSession(session: Session, connectOrigin: () => string | null): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) => {
    const engine = connectOrigin();
    const engines = engine === null ? [] : [engine, httpOrigin(engine)];
    answer({ cancel: !isAllowedRequest(request.url, engines) });
  });
}
