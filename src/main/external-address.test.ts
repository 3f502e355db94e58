import { expect, test } from 'vitest';
import { checkExternalAddress } from './external-address.ts';

test('a page that the texts refer to', () => {
  expect(checkExternalAddress('https://arxiv.org/abs/2307.04047')).toBe(
    'https://arxiv.org/abs/2307.04047',
  );
});

test.each([
  'http://arxiv.org/abs/2307.04047',
  'https://arxiv.org.example/abs',
  'https://example.com/?https://arxiv.org',
  'https://arxiv.org@example.com/',
  'https://me@arxiv.org/',
  'https://arxiv.org:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://arxiv.org/share',
  'arxiv.org',
  '',
])('%s is not opened', (address) => {
  expect(() => checkExternalAddress(address)).toThrow(/does not open/);
});
