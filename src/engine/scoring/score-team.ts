import type { Worker } from 'node:worker_threads';
import { startThread } from '../jobs/start-thread.ts';
import { type Part, ScoreShare, type ShareMethod } from './score-share.ts';

type Input<M extends ShareMethod> = Omit<NonNullable<Parameters<ScoreShare[M]>[0]>, 'part'>;
type Result<M extends ShareMethod> = Awaited<ReturnType<ScoreShare[M]>>;

/**
 * The threads that share a pass: the calling one and `threads - 1` workers. Every call is done by all
 * of them, each on its part.
 */
export class ScoreTeam {
  readonly parts: number;
  private readonly own = new ScoreShare();
  private readonly members: Member[];

  constructor(threads: number) {
    this.parts = Math.max(1, threads);
    this.members = Array.from({ length: this.parts - 1 }, () =>
      memberOf(startThread(new URL('./score-thread.ts', import.meta.url))),
    );
  }

  /**
   * Calls a method on every share and waits for all of them, failed or not.
   *
   * @param afterTile called on this thread after each of its own tiles or redraws; throws to stop.
   * @returns results in the order of the parts.
   */
  async all<M extends ShareMethod>(
    method: M,
    input: Input<M>,
    afterTile: () => void = () => undefined,
  ): Promise<Result<M>[]> {
    return this.start(method, input)(afterTile);
  }

  /**
   * Calls a method on the workers' shares. This thread's own share waits until it is joined: it can do
   * other work first, though nothing of the team's.
   *
   * @returns what joins the call, to be called once; like `all` from there on.
   */
  start<M extends ShareMethod>(
    method: M,
    input: Input<M>,
  ): (afterTile?: () => void) => Promise<Result<M>[]> {
    const others = Promise.allSettled(
      this.members.map((member, k) => {
        const answer = answerOf<Result<M>>(member);
        const part: Part = { part: k + 1, parts: this.parts };
        member.worker.postMessage({ method, input: { ...input, part } });
        return answer;
      }),
    );
    return async (afterTile = () => undefined) => {
      const own = await Promise.allSettled([this.callOwn(method, input, afterTile)]);
      return [...own, ...(await others)].map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    };
  }

  private async callOwn<M extends ShareMethod>(
    method: M,
    input: Input<M>,
    afterTile: () => void,
  ): Promise<Result<M>> {
    const part: Part = { part: 0, parts: this.parts };
    const call = this.own[method] as (input: unknown) => Result<M> | Promise<Result<M>>;
    this.own.afterTile = afterTile;
    return call.call(this.own, { ...input, part });
  }

  /** Ends the workers, which hold nothing that must be saved. */
  async end(): Promise<void> {
    await this.own.close();
    for (const { worker } of this.members) worker.postMessage('end');
    await Promise.all(this.members.map(({ ended }) => ended));
  }
}

/** A worker of the team. */
interface Member {
  readonly worker: Worker;
  /** Why it ended: resolved when it has, however it came to it. */
  readonly ended: Promise<Error>;
}

function memberOf(worker: Worker): Member {
  let reason = new Error('A thread that scores has ended.');
  // Listened to at all times: one that fails between two calls is told of by the next.
  worker.on('error', (error) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  const ended = new Promise<Error>((resolve) => {
    worker.once('exit', () => {
      resolve(reason);
    });
  });
  return { worker, ended };
}

/** The next message of a worker; rejects where it ends instead. */
function answerOf<T>({ worker, ended }: Member): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: { result: T } | { error: string }): void => {
      if ('error' in message) reject(new Error(message.error));
      else resolve(message.result);
    };
    worker.once('message', onMessage);
    void ended.then((reason) => {
      worker.off('message', onMessage);
      reject(reason);
    });
  });
}
