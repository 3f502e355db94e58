import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Where browsers of this kind are installed, beside what the PATH holds. */
function usualPlaces(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
        ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
          path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
        ),
      );
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = environment[variable];
        if (folder === undefined) return [];
        return [
          path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          path.join(folder, 'Chromium', 'Application', 'chrome.exe'),
          path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ];
      });
    default:
      return ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'];
  }
}

/**
 * A browser that prints pages to PDF: what `ISOLINE_CHROMIUM` names, else a Chromium, Chrome or Edge
 * on the PATH or in the usual places.
 *
 * @throws IsolineError (input) `chromium-missing`
 */
export function findChromium(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = environment['ISOLINE_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw missing(`ISOLINE_CHROMIUM names ${named}, which is no program`, named);
  }
  const onPath = (environment['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) =>
      commands.map((command) =>
        path.join(folder, platform === 'win32' ? `${command}.exe` : command),
      ),
    );
  const found = [...onPath, ...usualPlaces(platform, environment)].find(isProgram);
  if (found !== undefined) return found;
  throw missing('A PDF is printed by Chromium, Chrome or Edge, and none was found');
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function missing(what: string, subject?: string): IsolineError {
  return new IsolineError({
    code: 'chromium-missing',
    sentence: `${what}.`,
    next: 'Install one, or name its program with ISOLINE_CHROMIUM; or write the report as .html and print it in a browser.',
    ...(subject === undefined ? {} : { subject }),
  });
}
