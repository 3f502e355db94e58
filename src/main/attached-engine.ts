import type { EngineAddress, EngineState } from '../contract/shell.ts';
import { socketOrigin } from './engine-url.ts';
import { ShellError } from './shell-error.ts';
import type { EngineSource } from './window-engine.ts';

/**
 * An engine that someone else started, perhaps on another machine. The page says when it cannot be
 * reached; here it runs as soon as its token is known.
 */
export class AttachedEngine implements EngineSource {
  readonly #url: string;
  readonly #findToken: () => Promise<string | null>;
  #running: EngineAddress | undefined;

  /**
   * @param url as `parseEngineUrl` gives it
   * @param findToken null where no token is known
   */
  constructor(url: string, findToken: () => Promise<string | null>) {
    this.#url = url;
    this.#findToken = findToken;
  }

  async start(onState: (state: EngineState) => void): Promise<void> {
    let token: string | null;
    try {
      token = await this.#findToken();
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      onState({ state: 'stopped', sentence: error.message });
      return;
    }
    if (token === null) {
      onState({
        state: 'stopped',
        sentence: `The token of the engine at ${new URL(this.#url).host} is not known on this machine. Enter it in the settings.`,
      });
      return;
    }
    this.#running = { url: this.#url, token, where: 'remote' };
    onState({ state: 'running', where: 'remote', url: this.#url });
  }

  stop(): Promise<void> {
    this.#running = undefined;
    return Promise.resolve();
  }

  connectOrigin(): string {
    return socketOrigin(this.#url);
  }

  running(): EngineAddress | undefined {
    return this.#running;
  }

  grant(path: string): Promise<never> {
    return Promise.reject(
      new ShellError(
        `The engine runs elsewhere and cannot read ${path} on this machine. Choose a folder of its own machine.`,
      ),
    );
  }
}
