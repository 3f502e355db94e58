import type { EngineState } from '../contract/shell.ts';
import { ShellError } from './shell-error.ts';
import type { EngineSource } from './window-engine.ts';

/** No engine, and the sentence that says why: a person must choose another. */
export class AbsentEngine implements EngineSource {
  readonly #sentence: string;

  constructor(sentence: string) {
    this.#sentence = sentence;
  }

  start(onState: (state: EngineState) => void): Promise<void> {
    onState({ state: 'stopped', sentence: this.#sentence });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  connectOrigin(): null {
    return null;
  }

  running(): undefined {
    return undefined;
  }

  grant(): Promise<never> {
    return Promise.reject(new ShellError(this.#sentence));
  }
}
