/**
 * One watcher of many values that change: yields each value it is given, in the order in which their
 * keys first waited. A watcher that is slower than the changes sees the latest value of each key and
 * never holds more than one back for it.
 *
 * Written out rather than as a generator: a generator that waits cannot be left by `return` until the
 * next value comes.
 */
export class LatestValues<Key, Value> implements AsyncIteratorObject<Value, undefined> {
  readonly #unseen = new Map<Key, Value>();
  #ended = false;
  #waiting: ((result: IteratorResult<Value, undefined>) => void)[] = [];
  readonly #onLeave: () => void;

  /** @param onLeave called when the watcher leaves before the end */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  /** Gives the watcher the new value of a key. */
  push(key: Key, value: Value): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#unseen.set(key, value);
    else waiting({ value, done: false });
  }

  /** Ends the iteration, after the values that are still unseen. */
  end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    for (const [key, value] of this.#unseen) {
      this.#unseen.delete(key);
      return Promise.resolve({ value, done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    this.#unseen.clear();
    if (!this.#ended) this.#onLeave();
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
