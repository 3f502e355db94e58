/** For tests: a thread that tells what Node loaded to run it, then fails in a line that is known. */
import { parentPort } from 'node:worker_threads';

interface Told {
  readonly loaded: readonly string[];
}

const { moduleLoadList } = process as unknown as { moduleLoadList: string[] };
parentPort?.postMessage({ loaded: moduleLoadList } satisfies Told);

export type Unused = Told;

throw new Error('line 13');
