import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { ShellError, sentenceOf } from './shell-error.ts';

/**
 * Checks a token: it travels as a WebSocket subprotocol, which allows the characters of an HTTP token
 * alone.
 *
 * @throws ShellError where it cannot be one; the token is not part of the sentence
 */
export function checkToken(given: string, origin: string): string {
  const token = given.trim();
  if (!/^[\w!#$%&'*+.^`|~-]{16,512}$/.test(token)) {
    throw new ShellError(
      `${origin} holds no token of an engine: one line of 16 to 512 letters, digits and signs.`,
    );
  }
  return token;
}

/** The token in a file that a person named. */
export async function readTokenFile(file: string): Promise<string> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    throw new ShellError(`The token file cannot be read: ${sentenceOf(error)}.`, { cause: error });
  }
  return checkToken(content, `The file ${file}`);
}

/** The token that another program writes into our standard input and ends. */
export async function readTokenStream(stream: NodeJS.ReadableStream): Promise<string> {
  return checkToken(await text(stream), 'Standard input');
}
