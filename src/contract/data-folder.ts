/** What the platform and its user have: `process.platform`, `process.env` and the home folder. */
type Surroundings = readonly [
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
];

/**
 * The user's data folder for Isoline, as the platform has it: `$XDG_DATA_HOME/isoline` (default
 * `~/.local/share/isoline`), `~/Library/Application Support/Isoline`, `%LOCALAPPDATA%\Isoline`.
 */
export function dataFolder(...[platform, environment, home]: Surroundings): string {
  switch (platform) {
    case 'win32':
      return `${environment['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`}\\Isoline`;
    case 'darwin':
      return `${home}/Library/Application Support/Isoline`;
    default: {
      const named = environment['XDG_DATA_HOME'];
      // The standard has relative paths ignored.
      return `${named?.startsWith('/') === true ? named : `${home}/.local/share`}/isoline`;
    }
  }
}

/** The workspace of a person who has chosen none: the window and the command line show the same. */
export function defaultWorkspace(...surroundings: Surroundings): string {
  const separator = surroundings[0] === 'win32' ? '\\' : '/';
  return `${dataFolder(...surroundings)}${separator}workspace`;
}
