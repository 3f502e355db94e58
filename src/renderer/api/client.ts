import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Api } from '../../contract/api/api.ts';
import type { ErrorData } from '../../contract/job.ts';
import { socket } from './connection.ts';
import { EngineError } from './engine-error.ts';

/** The engine, as functions. Errors: see `sentenceOf`. */
export const client: ContractRouterClient<Api> = createORPCClient(
  new RPCLink({
    // It differs from the browser's own in the types of its event listeners alone.
    websocket: socket as unknown as WebSocket,
  }),
);

/** The same as query and mutation options: `useQuery(engine.datasets.list.queryOptions())`. */
export const engine = createTanstackQueryUtils(client);

/** What to tell a person about a failure. */
export interface Failure {
  /** The engine's; `input-invalid` where the contract does not allow the call, else `unknown`. */
  code: string;
  sentence: string;
  /** What to do next. */
  next: string | null;
  /** Asked to stop: nothing to show. */
  stopped: boolean;
}

/** Reads a failure from whatever a call threw. */
export function failureOf(error: unknown): Failure {
  const data =
    error instanceof EngineError
      ? error.data
      : error instanceof ORPCError && error.code === 'ISOLINE'
        ? (error.data as ErrorData)
        : null;
  if (data !== null) {
    return {
      code: data.code,
      sentence: data.sentence,
      next: data.next ?? null,
      stopped: data.kind === 'interrupted',
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return { code: 'input-invalid', sentence: message, next: null, stopped: false };
  }
  return { code: 'unknown', sentence: message, next: null, stopped: isAbort(error) };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
