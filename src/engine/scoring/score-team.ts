import { Worker } from 'node:worker_threads';
import { type Part, ScoreShare, type ShareMethod } from './score-share.ts';

type Input<M extends ShareMethod> = Omit<NonNullable<Parameters<ScoreShare[M]>[0]>, 'part'>;
type Result<M extends ShareMethod> = ReturnType<ScoreShare[M]>;

/**
 * The threads that share a pass: the calling one and `threads - 1` workers. Every call is done by all
 * of them, each on its part.
 *
 * Gemm runs between the calls with all threads, so that the two never compete for the processor.
 */
export class ScoreTeam {
  readonly parts: number;
  private readonly own = new ScoreShare();
  private readonly workers: Worker[];

  constructor(threads: number) {
    this.parts = Math.max(1, threads);
    this.workers = Array.from(
      { length: this.parts - 1 },
      () => new Worker(new URL('./score-thread.ts', import.meta.url)),
    );
  }

  /** Calls a method on every share; results in the order of the parts. */
  async all<M extends ShareMethod>(method: M, input: Input<M>): Promise<Result<M>[]> {
    const others = this.workers.map((worker, k) => {
      const answer = answerOf<Result<M>>(worker);
      worker.postMessage({ method, input: { ...input, part: { part: k + 1, parts: this.parts } } });
      return answer;
    });
    const part: Part = { part: 0, parts: this.parts };
    const call = this.own[method] as (input: unknown) => Result<M>;
    const first = call.call(this.own, { ...input, part });
    return [first, ...(await Promise.all(others))];
  }

  /** Ends the workers; they run no native code and hold nothing that must be saved. */
  async end(): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        worker.postMessage('end');
        await exited;
      }),
    );
  }
}

function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      finish();
    };
    const onMessage = (message: { result: T } | { error: string }): void => {
      settle(() => {
        if ('error' in message) reject(new Error(message.error));
        else resolve(message.result);
      });
    };
    const onError = (error: Error): void => {
      settle(() => {
        reject(error);
      });
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
  });
}
