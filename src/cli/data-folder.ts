import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The user's data folder for Isoline, as the platform has it: `$XDG_DATA_HOME/isoline` (default
 * `~/.local/share/isoline`), `~/Library/Application Support/Isoline`, `%LOCALAPPDATA%\Isoline`.
 */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return path.join(
        environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'),
        'Isoline',
      );
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Isoline');
    default: {
      const named = environment['XDG_DATA_HOME'];
      // The standard has relative paths ignored.
      const base =
        named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'share');
      return path.join(base, 'isoline');
    }
  }
}

/** Where `--workspace` points by default. */
export function defaultWorkspace(): string {
  return path.join(dataFolder(), 'workspace');
}

/** Where the logs of failures lie. */
export function logFolder(): string {
  return path.join(dataFolder(), 'logs');
}
