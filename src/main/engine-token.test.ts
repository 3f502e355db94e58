import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readTokenFile, readTokenStream } from './engine-token.ts';
import { temporaryFolder } from './test-engines.ts';

const token = 'q8eJ9rOz4eryeGZppcWnpLlxwdpeZa9mZHe1rbJ2GKs';

test('a token from a file and from standard input, with the end of its line', async () => {
  const file = path.join(temporaryFolder(), 'token');
  writeFileSync(file, `${token}\r\n`);
  expect(await readTokenFile(file)).toBe(token);
  expect(await readTokenStream(Readable.from([token.slice(0, 9), `${token.slice(9)}\n`]))).toBe(
    token,
  );
});

test.each(['', 'short', `${token}\n${token}`, `${token}, other`, 'é'.repeat(20), 'a'.repeat(513)])(
  '%j is no token, and is not repeated',
  async (content) => {
    const file = path.join(temporaryFolder(), 'token');
    writeFileSync(file, content);
    await expect(readTokenFile(file)).rejects.toThrow(
      `The file ${file} holds no token of an engine: one line of 16 to 512 letters, digits and signs.`,
    );
  },
);

test('a file that is not there', async () => {
  await expect(readTokenFile(path.join(temporaryFolder(), 'none'))).rejects.toThrow(
    /^The token file cannot be read: ENOENT/,
  );
});
