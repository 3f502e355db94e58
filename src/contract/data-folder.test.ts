import { expect, test } from 'vitest';
import { dataFolder, defaultWorkspace } from './data-folder.ts';

test.each([
  ['linux', {}, '/home/ada', '/home/ada/.local/share/isoline'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/isoline'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/ada', '/home/ada/.local/share/isoline'],
  ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/Isoline'],
  ['win32', { LOCALAPPDATA: 'C:\\local' }, 'C:\\ada', 'C:\\local\\Isoline'],
  ['win32', {}, 'C:\\ada', 'C:\\ada\\AppData\\Local\\Isoline'],
])('on %s with %j', (platform, environment, home, folder) => {
  expect(dataFolder(platform, environment, home)).toBe(folder);
  const separator = platform === 'win32' ? '\\' : '/';
  expect(defaultWorkspace(platform, environment, home)).toBe(`${folder}${separator}workspace`);
});
