/**
 * One watcher of a value that changes: yields the value it starts with, then each later one. A watcher
 * that is slower than the changes sees the latest and never holds more than one back.
 *
 * Written out rather than as a generator: a generator that waits cannot be left by `return` until the
 * next value comes.
 */
export class LatestValue<Value> implements AsyncIterableIterator<Value> {
  #unseen: { value: Value } | null;
  #ended = false;
  #waiting: ((result: IteratorResult<Value, undefined>) => void)[] = [];
  readonly #onLeave: () => void;

  /** @param onLeave called when the watcher leaves before the end */
  constructor(first: Value, onLeave: () => void) {
    this.#unseen = { value: first };
    this.#onLeave = onLeave;
  }

  /** Gives the watcher a new value. */
  push(value: Value): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#unseen = { value };
    else waiting({ value, done: false });
  }

  /** Ends the iteration, after a value that is still unseen. */
  end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#unseen !== null) {
      const { value } = this.#unseen;
      this.#unseen = null;
      return Promise.resolve({ value, done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    this.#unseen = null;
    if (!this.#ended) this.#onLeave();
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
