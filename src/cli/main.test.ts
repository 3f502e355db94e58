import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programWith, run } from './test-run.ts';

const commands = `[{
  name: 'echo',
  summary: 'says what it was given',
  arguments: [{ name: '[folder]', description: 'a folder' }],
  examples: ['isoline echo pictures', 'isoline echo --seed 7'],
  async run({ options, arguments: given, results, progress }) {
    progress.update({ stage: 'say', done: 1, total: 1, unit: 'words' });
    await results.printTable([{ heading: 'folder' }], [[given[0] ?? 'none']]);
    await results.writeJson({ given, seed: options.seed, quiet: options.quiet });
    return 0;
  },
}, {
  name: 'fail',
  summary: 'fails as it is told',
  details: 'How:\\n  check  a check says no',
  arguments: [{ name: '<how>', description: 'what goes wrong' }],
  examples: ['isoline fail input'],
  async run({ arguments: [how], results }) {
    if (how === 'check') return 1;
    if (how === 'bug') throw new TypeError('the cat is on the table');
    if (how === 'odd') throw new IsolineError({ code: 'c', sentence: 'No \\u001b[31mcat\\u0007 on\\nthe table.', next: 'Look.' });
    if (how === 'nan') await results.writeJson({ rate: 0 / 0 });
    throw new IsolineError({ code: 'c', kind: how, sentence: 'It rains.', next: 'Take a hat.' });
  },
}]`;

test('a command gets its arguments and the common options', async () => {
  const program = programWith(commands);
  const { code, stdout, stderr } = await run(['echo', 'pictures', '--seed', '7', '--json', '-'], {
    program,
  });
  expect(JSON.parse(stdout)).toEqual({ given: ['pictures'], seed: 7, quiet: false });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('results are plain text where they are piped, even of a colourful user', async () => {
  const program = programWith(commands);
  const { stdout } = await run(['echo', 'a\u001b[31mb\n'], {
    program,
    environment: { TERM: 'xterm-256color', COLORTERM: 'truecolor' },
  });
  expect(stdout).toBe('folder\nab\u{fffd}\n');
});

test.skipIf(!existsSync('/usr/bin/script') || process.platform !== 'linux')(
  'on a terminal headings are bold, and not for those who want no colour',
  () => {
    const program = programWith(commands);
    const onTerminal = (environment: NodeJS.ProcessEnv): string =>
      execFileSync(
        '/usr/bin/script',
        [
          '--quiet',
          '--return',
          '--command',
          `"${process.execPath}" "${program}" echo`,
          '/dev/null',
        ],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 30_000,
          env: { TERM: 'xterm', ...environment },
        },
      );
    const shown = onTerminal({});
    expect(shown).toContain('\u001b[1mfolder\u001b[22m');
    expect(shown).toContain('say: 1 words in 0 s');
    expect(onTerminal({ NO_COLOR: '1' })).toContain('\nfolder');
  },
);

test('exit codes and what stderr says', async () => {
  const program = programWith(commands);
  const check = await run(['fail', 'check'], { program });
  expect(check).toMatchObject({ code: 1, stdout: '', stderr: '' });
  const input = await run(['fail', 'input'], { program });
  expect(input).toMatchObject({ code: 2, stdout: '', stderr: 'It rains. Take a hat.\n' });
  const interrupted = await run(['fail', 'interrupted'], { program });
  expect(interrupted).toMatchObject({ code: 130, stderr: 'It rains. Take a hat.\n' });
});

test('an error is one line, whatever a file is named, and nothing in it acts on a terminal', async () => {
  const { code, stderr } = await run(['fail', 'odd'], { program: programWith(commands) });
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'No cat\u{fffd} on the table. Look.\n' });
});

test('a failure leaves a log with the whole of it', async () => {
  const program = programWith(commands);
  const bug = await run(['fail', 'bug'], { program });
  expect(bug.code).toBe(3);
  const [, told, log = ''] = /^(.*) The details are in (.*\.log)\n$/.exec(bug.stderr) ?? [];
  expect(told).toBe('Isoline failed: the cat is on the table.');
  expect(log).toContain('/data/isoline/logs/');

  const failure = await run(['fail', 'failure'], { program });
  expect(failure.code).toBe(3);
  expect(failure.stderr).toMatch(/^It rains\. Take a hat\. The details are in .*\.log\n$/);
  const content = readFileSync(/(\/.*\.log)\n$/.exec(failure.stderr)![1]!, 'utf8');
  expect(content).toContain('isoline fail failure');
  expect(content).toContain('IsolineError: It rains. Take a hat.');
  expect(content).toMatch(/at .*main\.ts:\d+/);
  expect(content).toContain(process.version);
});

test('a log that has no place in the data folder goes to the temporary one', async () => {
  const program = programWith(commands);
  const { code, stderr } = await run(['fail', 'bug'], {
    program,
    environment: { XDG_DATA_HOME: '/dev/null' },
  });
  expect(code).toBe(3);
  expect(stderr).toMatch(/The details are in .*\.log\n$/);
  expect(stderr).not.toContain('/dev/null');
});

test('a result that JSON cannot say is a failure, not a null', async () => {
  const program = programWith(commands);
  const { code, stdout, stderr } = await run(['fail', 'nan', '--json', '-'], { program });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('The number "rate" is NaN, which JSON cannot say.');
});

test('wrong calls end with 2 and a sentence', async () => {
  const program = programWith(commands);
  for (const [call, sentence] of [
    [['dance'], "The call is wrong: unknown command 'dance'."],
    [['ech'], 'Did you mean echo?'],
    [['fail'], 'Ask isoline fail --help.'],
    [['dance'], 'Ask isoline --help.'],
    [['echo', '--sed', '1'], "unknown option '--sed'. Did you mean --seed?"],
    [['echo', 'a', 'b'], "too many arguments for 'echo'"],
    [['fail'], "missing required argument 'how'"],
    [['echo', '--json'], "option '--json <file>' argument missing"],
    [['echo', '--seed', 'x'], 'The value of --seed, "x", is not a whole number'],
    [['echo', '--json', '/no/such/folder/x.json'], 'The folder of --json'],
  ] as const) {
    const { code, stdout, stderr } = await run(call, { program });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
});

test('without a command there is the help, and 2', async () => {
  const program = programWith(commands);
  const { code, stdout, stderr } = await run([], { program });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('echo [options] [folder]');
});

test('every command has help with its examples', async () => {
  const program = programWith(commands);
  const echo = await run(['echo', '--help'], { program });
  expect(echo).toMatchObject({ code: 0, stderr: '' });
  expect(echo.stdout).toContain('Examples:\n  isoline echo pictures\n  isoline echo --seed 7\n');
  const fail = await run(['fail', '--help'], { program });
  expect(fail.stdout).toContain('\n\nHow:\n  check  a check says no\n\nExample:\n  isoline fail');
  const all = await run(['--help']);
  expect(all).toMatchObject({ code: 0, stderr: '' });
  const list = all.stdout.slice(all.stdout.indexOf('Commands:'), all.stdout.indexOf('Example'));
  const names = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
  expect(names).toContain('doctor');
  for (const name of names.filter((name) => name !== 'help')) {
    const { code, stdout } = await run([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  isoline ${name}`));
  }
});
