import { type MessagePort, parentPort } from 'node:worker_threads';
import { type ShareMethod, ScoreShare } from './score-share.ts';

/** A thread that holds one share of the passes and answers one call after another. */
const share = new ScoreShare();
const port = parentPort;
if (port === null) throw new Error('score-thread runs in a worker thread only');

type Message = { method: ShareMethod; input: never } | 'end';

port.on('message', (message: Message) => void answer(port, message));

async function answer(port: MessagePort, message: Message): Promise<void> {
  try {
    if (message === 'end') {
      await share.close().finally(() => port.close());
      return;
    }
    port.postMessage({ result: await share[message.method](message.input) });
  } catch (error) {
    port.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
