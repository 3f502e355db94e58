import { setTimeout as delay } from 'node:timers/promises';
import type { EngineAddress, EngineState } from '../contract/shell.ts';
import type { EngineCommand } from './engine-files.ts';
import { EngineProcess, usualLimits } from './engine-process.ts';
import type { EngineLimits } from './engine-process.ts';
import { socketOrigin } from './engine-url.ts';
import { findFreePort } from './free-port.ts';
import { pageOrigin } from './page-policy.ts';
import type { RotatingLog } from './rotating-log.ts';
import type { EngineSource } from './window-engine.ts';

export interface OwnEngineOptions {
  readonly command: EngineCommand;
  /** The workspace's folder. */
  readonly workspace: string;
  readonly log: RotatingLog;
  readonly limits?: EngineLimits;
  /** Milliseconds before the next start after the first and the second failure in a row. */
  readonly restartDelays?: readonly [number, number];
}

/** So many failures within so many milliseconds, and only a person starts the engine again. */
const failuresAllowed = 3;
const failureWindow = 60_000;

/**
 * An engine on this machine, in a process of its own that is started again when it ends by itself.
 *
 * States: starting → running → crashed → starting …, until three failures within a minute lead to
 * stopped. `start` begins anew.
 */
export class OwnEngine implements EngineSource {
  readonly #options: OwnEngineOptions;
  /** What was granted is granted to every later run too. */
  readonly #granted = new Set<string>();
  #port = 0;
  #process: EngineProcess | undefined;
  #running: EngineAddress | undefined;
  #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: OwnEngineOptions) {
    this.#options = options;
  }

  async start(onState: (state: EngineState) => void): Promise<void> {
    // The port stays the same over restarts, so that the page that may connect to it stays valid.
    if (this.#port === 0) this.#port = await findFreePort();
    this.#stop = new AbortController();
    this.#ended = this.#keepRunning(onState, this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#process?.stop();
    await this.#ended;
  }

  connectOrigin(): string {
    return socketOrigin(this.#url());
  }

  running(): EngineAddress | undefined {
    return this.#running;
  }

  async grant(path: string): Promise<void> {
    this.#granted.add(path);
    await this.#process?.grant(path);
  }

  async #keepRunning(onState: (state: EngineState) => void, stop: AbortSignal): Promise<void> {
    const failures: number[] = [];
    while (true) {
      onState({ state: 'starting' });
      const sentence = await this.#runOnce(onState);
      if (stop.aborted) return;
      const now = performance.now();
      failures.push(now);
      while (now - (failures[0] ?? now) > failureWindow) failures.shift();
      this.#options.log.note(`The engine ended: ${sentence}`);
      if (failures.length >= failuresAllowed) {
        onState({ state: 'stopped', sentence });
        return;
      }
      onState({ state: 'crashed', sentence });
      const delays = this.#options.restartDelays ?? [500, 3000];
      const waited = await delay(delays[failures.length === 1 ? 0 : 1], true, {
        signal: stop,
      }).catch(() => false);
      if (!waited) return;
    }
  }

  /** One process, from its start to its end; how it ended, in a sentence. */
  async #runOnce(onState: (state: EngineState) => void): Promise<string> {
    const { command, workspace, log, limits } = this.#options;
    const process = new EngineProcess(
      command,
      { workspace, origin: pageOrigin, roots: [...this.#granted], port: this.#port },
      log,
      limits ?? usualLimits,
    );
    this.#process = process;
    const announced = await process.announced;
    if (announced === undefined) {
      // Perhaps another program has taken the port meanwhile.
      this.#port = await findFreePort();
    } else {
      this.#port = announced.port;
      this.#running = { url: this.#url(), token: announced.token, where: 'this-machine' };
      log.note(`The engine listens on port ${String(announced.port)}.`);
      onState({ state: 'running', where: 'this-machine', url: this.#url() });
    }
    const sentence = await process.ended;
    this.#running = undefined;
    this.#process = undefined;
    return sentence;
  }

  #url(): string {
    return `ws://127.0.0.1:${String(this.#port)}/rpc`;
  }
}
