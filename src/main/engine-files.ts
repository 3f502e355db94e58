import { existsSync } from 'node:fs';
import path from 'node:path';
import { ShellError } from './shell-error.ts';

/** What is run to have an engine. */
export interface EngineCommand {
  /** A Node that runs TypeScript as it is. */
  readonly node: string;
  readonly entry: string;
}

/**
 * Finds the engine: in the packaged application beside Electron's own resources, in a checkout at its
 * root. `ISOLINE_NODE` names another Node.
 *
 * @param resources `process.resourcesPath` of the packaged application; undefined in a checkout
 * @param checkout the root of the checkout
 * @throws ShellError where a part is missing
 */
export function findEngine(
  resources: string | undefined,
  checkout: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): EngineCommand {
  const nodeName = platform === 'win32' ? 'node.exe' : 'node';
  const [ownNode, engineFolder] =
    resources === undefined
      ? [path.join(checkout, 'node_modules', 'node', 'bin', nodeName), checkout]
      : [path.join(resources, nodeName), path.join(resources, 'engine')];
  const named = environment['ISOLINE_NODE'];
  const node = named === undefined || named === '' ? ownNode : named;
  const entry = path.join(engineFolder, 'src', 'server', 'entry.ts');
  for (const file of [node, entry]) {
    if (!existsSync(file)) {
      throw new ShellError(
        `A part of Isoline is missing: ${file}. ${resources === undefined ? 'Run npm ci.' : 'Install Isoline again.'}`,
      );
    }
  }
  return { node, entry };
}
