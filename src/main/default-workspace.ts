import path from 'node:path';

/**
 * The workspace of a person who has chosen none: that of the command line, so that both show the same
 * results. `$XDG_DATA_HOME/isoline/workspace` (default `~/.local/share`), `~/Library/Application
 * Support/Isoline/workspace`, `%LOCALAPPDATA%\Isoline\workspace`.
 */
export function defaultWorkspace(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  home: string,
): string {
  switch (platform) {
    case 'win32': {
      const local = environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
      return path.join(local, 'Isoline', 'workspace');
    }
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Isoline', 'workspace');
    default: {
      const named = environment['XDG_DATA_HOME'];
      // The standard has relative paths ignored.
      const base =
        named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'share');
      return path.join(base, 'isoline', 'workspace');
    }
  }
}
