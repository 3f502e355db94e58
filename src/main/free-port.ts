import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of the loopback address that is free now. Another program may take it before it is used:
 * then listening on it fails, and another one is tried.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
