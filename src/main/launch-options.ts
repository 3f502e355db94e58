import path from 'node:path';
import { ShellError } from './shell-error.ts';

/** What a start of the application asks for. */
export interface LaunchOptions {
  /** An engine to attach to; undefined: as the settings say. */
  readonly engineUrl: string | undefined;
  /** Where its token comes from; null: from the keychain. The token itself is never an argument. */
  readonly token:
    { readonly from: 'file'; readonly file: string } | { readonly from: 'stdin' } | null;
  /** Threshold passports to open, as absolute paths. */
  readonly passports: readonly string[];
}

/** How files of threshold passports end. */
export const passportSuffix = '.isoline.json';

/**
 * Reads the arguments of a start. Electron and Chromium have switches of their own, and systems add
 * some: what is not ours is passed over.
 *
 * @param commandLine without the program itself
 * @param folder relative paths are below it
 * @throws ShellError where an option of ours lacks its value
 */
export function parseLaunchOptions(
  commandLine: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): LaunchOptions {
  let engineUrl = filled(environment['ISOLINE_ENGINE_URL']);
  const namedFile = filled(environment['ISOLINE_ENGINE_TOKEN_FILE']);
  let token: LaunchOptions['token'] =
    namedFile === undefined ? null : { from: 'file', file: path.resolve(folder, namedFile) };
  const passports: string[] = [];

  for (let at = 0; at < commandLine.length; at++) {
    const [name, joined] = splitOption(commandLine[at] ?? '');
    const value = (): string => {
      const given = filled(joined ?? commandLine[++at]);
      if (given === undefined) throw new ShellError(`${name} needs a value after it.`);
      return given;
    };
    if (name === '--engine-url') engineUrl = value();
    else if (name === '--engine-token-file') {
      token = { from: 'file', file: path.resolve(folder, value()) };
    } else if (name === '--engine-token-stdin') token = { from: 'stdin' };
    else if (!name.startsWith('-') && name.endsWith(passportSuffix)) {
      passports.push(path.resolve(folder, name));
    }
  }
  return { engineUrl, token, passports };
}

/** `--name=value` in its two parts; anything else as it is. */
function splitOption(argument: string): [string, string?] {
  const equals = argument.indexOf('=');
  if (!argument.startsWith('--') || equals < 0) return [argument];
  return [argument.slice(0, equals), argument.slice(equals + 1)];
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
