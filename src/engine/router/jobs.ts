import { implementation } from './base.ts';
import { checkResumable } from './resumable.ts';

/** Long work: listed, watched, cancelled, resumed. */
export const jobsRouter = implementation.jobs.router({
  list: implementation.jobs.list.handler(({ input, context }) => context.engine.jobs.list(input)),
  get: implementation.jobs.get.handler(({ input, context }) => context.engine.jobs.get(input.id)),
  watch: implementation.jobs.watch.handler(({ input, context, signal }) =>
    leftOnAbort(context.engine.jobs.watch(input.id), signal),
  ),
  watchAll: implementation.jobs.watchAll.handler(({ context, signal }) =>
    leftOnAbort(context.engine.jobs.watchAll(), signal),
  ),
  cancel: implementation.jobs.cancel.handler(({ input, context }) => {
    context.engine.jobs.cancel(input.id);
  }),
  resume: implementation.jobs.resume.handler(async ({ input, context }) => {
    await checkResumable(context, context.engine.jobs.get(input.id));
    return { jobId: context.engine.jobs.resume(input.id).id };
  }),
});

/** A watcher that is left at once when its caller goes: it might wait long for the next change. */
function leftOnAbort<Watcher extends AsyncIteratorObject<unknown>>(
  watcher: Watcher,
  signal: AbortSignal | undefined,
): Watcher {
  const leave = (): void => void watcher.return?.();
  if (signal?.aborted === true) leave();
  else signal?.addEventListener('abort', leave, { once: true });
  return watcher;
}
