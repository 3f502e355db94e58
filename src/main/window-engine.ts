import type { EngineAddress, EngineState } from '../contract/shell.ts';

/** One engine that the window can use: one of its own, or one elsewhere. */
export interface EngineSource {
  /** Begins, and calls `onState` at each change until `stop`. Resolves when `connectOrigin` is known. */
  start(onState: (state: EngineState) => void): Promise<void>;
  /** Ends what it started. Resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** `ws://HOST:PORT`: where it is or will be; null: nowhere. */
  connectOrigin(): string | null;
  /** Undefined while it does not run. */
  running(): EngineAddress | undefined;
  /**
   * Resolves once the engine's callers may name the folder or file.
   *
   * @throws ShellError where the engine cannot see this machine's files
   */
  grant(path: string): Promise<void>;
}

/** The engine of the window, whichever it is at the moment. */
export class WindowEngine {
  #source: EngineSource | undefined;
  #state: EngineState = { state: 'starting' };
  /** One change after another: a second restart waits for the first. */
  #change: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #waiting: ((address: EngineAddress) => void)[] = [];
  readonly #listeners: ((state: EngineState) => void)[] = [];

  get state(): EngineState {
    return this.#state;
  }

  /** The one in use; undefined before the first. */
  get source(): EngineSource | undefined {
    return this.#source;
  }

  onState(listener: (state: EngineState) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends the engine in use, then starts another one. */
  use(source: EngineSource): Promise<void> {
    return this.#inTurn(() => this.#replace(source));
  }

  /** Starts the engine in use again. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#source !== undefined) await this.#replace(this.#source);
    });
  }

  /** Ends the engine for good. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(async () => this.#source?.stop());
  }

  /** Resolves once an engine runs. */
  address(): Promise<EngineAddress> {
    const running = this.running();
    if (running !== undefined) return Promise.resolve(running);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  running(): EngineAddress | undefined {
    return this.#source?.running();
  }

  connectOrigin(): string | null {
    return this.#source?.connectOrigin() ?? null;
  }

  async grant(path: string): Promise<void> {
    await this.#source?.grant(path);
  }

  async #replace(source: EngineSource): Promise<void> {
    await this.#source?.stop();
    if (this.#closed) return;
    this.#source = source;
    this.#set({ state: 'starting' });
    await source.start((state) => {
      if (this.#source === source) this.#set(state);
    });
  }

  #set(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
    const running = this.running();
    if (state.state !== 'running' || running === undefined) return;
    for (const resolve of this.#waiting.splice(0)) resolve(running);
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#change.then(change);
    // Whoever asked for the change is told that it failed; the next change happens all the same.
    this.#change = done.catch(() => undefined);
    return done;
  }
}
