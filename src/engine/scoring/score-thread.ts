import { parentPort } from 'node:worker_threads';
import { type ShareMethod, ScoreShare } from './score-share.ts';

/** A thread that holds one share of the passes and answers one call after another. */
const share = new ScoreShare();
const port = parentPort;
if (port === null) throw new Error('score-thread runs in a worker thread only');

port.on('message', (message: { method: ShareMethod; input: never } | 'end') => {
  if (message === 'end') {
    port.close();
    return;
  }
  try {
    port.postMessage({ result: share[message.method](message.input) });
  } catch (error) {
    port.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
