import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { IsolineError } from '../../core/errors.ts';
import { lockWorkspace, readWorkspaceOwner } from './lock.ts';
import { startProcess, temporaryFolder } from './test-process.ts';

const lockUrl = new URL('./lock.ts', import.meta.url).href;

function holder(folder: string, program: string): string {
  return `
    import { lockWorkspace } from ${JSON.stringify(lockUrl)};
    globalThis.lock = lockWorkspace(${JSON.stringify(folder)}, ${JSON.stringify(program)});
    console.log('locked');
    setInterval(() => {}, 1000);
  `;
}

function refusal(folder: string): IsolineError {
  try {
    lockWorkspace(folder, 'isoline test').release();
  } catch (error) {
    expect(error).toBeInstanceOf(IsolineError);
    return error as IsolineError;
  }
  throw new Error('The lock was not refused.');
}

test('a second process is refused while the first lives, with its name, and gets in after SIGKILL', async () => {
  const folder = temporaryFolder();
  const first = startProcess(holder(folder, 'isoline serve'));
  expect(await first.line()).toBe('locked');

  const error = refusal(folder);
  const owner = readWorkspaceOwner(folder);
  expect(error.code).toBe('workspace-in-use');
  expect(error.kind).toBe('input');
  expect(error.subject).toBe(folder);
  expect(error.sentence).toBe(
    `The workspace ${folder} is in use by isoline serve (process ${first.pid}, since ${owner?.since}).`,
  );
  expect(error.next).toBe('Stop that program, or choose another with --workspace.');
  // The refusal did not take the lock from the first.
  expect(refusal(folder).code).toBe('workspace-in-use');

  await first.kill();
  expect(readWorkspaceOwner(folder)?.pid).toBe(first.pid);
  const lock = lockWorkspace(folder, 'isoline embed');
  expect(readWorkspaceOwner(folder)).toEqual({
    pid: process.pid,
    program: 'isoline embed',
    since: lock.owner.since,
  });
  lock.release();
});

test('this process refuses itself, by whatever path, and stays locked against others', async () => {
  const folder = temporaryFolder();
  const link = path.join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  const lock = lockWorkspace(folder, 'isoline serve');
  expect(refusal(link).sentence).toContain(`isoline serve (process ${process.pid}`);

  const second = startProcess(`
    import { lockWorkspace } from ${JSON.stringify(lockUrl)};
    try { lockWorkspace(${JSON.stringify(folder)}, 'second'); console.log('locked'); }
    catch (error) { console.log(error.code); }
  `);
  expect(await second.line()).toBe('workspace-in-use');

  lock.release();
  lock.release();
  expect(existsSync(path.join(folder, 'owner.json'))).toBe(false);
  const third = startProcess(holder(folder, 'third'));
  expect(await third.line()).toBe('locked');
});

test('the lock writes nothing to its file, and an owner without a name is another program', async () => {
  const folder = temporaryFolder();
  const first = startProcess(holder(folder, 'isoline serve'));
  await first.line();
  expect(readdirSync(folder).sort()).toEqual(['lock.db', 'owner.json']);
  expect(readFileSync(path.join(folder, 'lock.db'))).toHaveLength(0);
  for (const content of ['{', '{"pid":"x"}']) {
    writeFileSync(path.join(folder, 'owner.json'), content);
    expect(refusal(folder).sentence).toBe(`The workspace ${folder} is in use by another program.`);
  }
});

test('an owner announces where it can be joined', () => {
  const folder = temporaryFolder();
  const lock = lockWorkspace(folder, 'isoline serve');
  lock.announce('127.0.0.1:4321');
  expect(readWorkspaceOwner(folder)).toEqual({ ...lock.owner, address: '127.0.0.1:4321' });
  lock.release();
});
