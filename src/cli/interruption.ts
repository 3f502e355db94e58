import { IsolineError } from '../core/errors.ts';

/**
 * Two signals within this time are one: a terminal sends Ctrl-C to the program and to the launcher
 * that passes it on.
 */
const sameKeyPressMilliseconds = 250;

/**
 * Listens for SIGINT and SIGTERM. The first one aborts `signal`, whose reason is an IsolineError of
 * kind `interrupted`: work stops at its next safe point and keeps what is finished. A second one ends
 * the process at once.
 *
 * @param onStop called once, at the first signal
 */
export function listenForInterruption(onStop: () => void): {
  signal: AbortSignal;
  stopListening: () => void;
} {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      onStop();
      controller.abort(
        new IsolineError({
          code: 'interrupted',
          kind: 'interrupted',
          sentence: 'Interrupted.',
          next: 'What was finished is kept.',
        }),
      );
    } else if (performance.now() - firstAt > sameKeyPressMilliseconds) {
      stopListening();
      endAtOnce();
    }
  };
  const stopListening = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { signal: controller.signal, stopListening };
}

/**
 * `process.exit` during an inference aborts the process with a core dump; the unhandled signal ends it
 * without running anything. A shell sees 130 either way.
 */
function endAtOnce(): void {
  if (process.platform === 'win32') process.exit(130);
  process.kill(process.pid, 'SIGINT');
}
