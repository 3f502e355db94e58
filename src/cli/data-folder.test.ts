import path from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

test('the data folder of each platform', () => {
  expect(dataFolder('linux', {}, '/home/ada')).toBe('/home/ada/.local/share/isoline');
  expect(dataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/ada')).toBe('/data/isoline');
  expect(dataFolder('linux', { XDG_DATA_HOME: 'data' }, '/home/ada')).toBe(
    '/home/ada/.local/share/isoline',
  );
  expect(dataFolder('darwin', {}, '/Users/ada')).toBe(
    '/Users/ada/Library/Application Support/Isoline',
  );
  expect(dataFolder('win32', { LOCALAPPDATA: 'C:/local' }, 'C:/ada')).toBe(
    path.join('C:/local', 'Isoline'),
  );
  expect(dataFolder('win32', {}, 'C:/ada')).toBe(path.join('C:/ada/AppData/Local/Isoline'));
});
