import { expect, test } from 'vitest';
import { defaultWorkspace } from './default-workspace.ts';

test.each([
  ['linux', {}, '/home/someone/.local/share/isoline/workspace'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/isoline/workspace'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/someone/.local/share/isoline/workspace'],
  ['darwin', {}, '/home/someone/Library/Application Support/Isoline/workspace'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/Isoline/workspace'],
  ['win32', {}, '/home/someone/AppData/Local/Isoline/workspace'],
] as const)('on %s with %j: %s', (platform, environment, folder) => {
  expect(defaultWorkspace(platform, environment, '/home/someone').replaceAll('\\', '/')).toBe(
    folder,
  );
});
