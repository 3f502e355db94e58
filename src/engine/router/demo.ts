import type { DemoRequest } from '../evaluation/demo.ts';
import { implementation } from './base.ts';

/** The whole main job on the built-in sample and the built-in model. */
export const demoRouter = implementation.demo.router({
  start: implementation.demo.start.handler(({ input: { seed }, context: { engine } }) => {
    const request: DemoRequest = { seed };
    // Asked for twice, it is still one demo.
    const running = engine.jobs
      .list()
      .find(
        ({ kind, status, input }) =>
          kind === 'demo' && status === 'running' && (input as DemoRequest).seed === seed,
      );
    return { jobId: running?.id ?? engine.jobs.start('demo', request).id };
  }),
});
