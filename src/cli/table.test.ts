import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, formatTable, printable } from './table.ts';

test('columns line up, numbers at the right', () => {
  const table = formatTable(
    [{ heading: 'class' }, { heading: 'FAR', align: 'right' }, { heading: 'rival' }],
    [
      ['shoes', '0.0010', 'boots'],
      ['靴', '12', ''],
      ['e\u0301tui', '3.25'],
    ],
  );
  expect(table).toBe(
    ['class     FAR  rival', 'shoes  0.0010  boots', '靴         12', 'e\u0301tui     3.25'].join(
      '\n',
    ),
  );
});

test('a table without headings starts with its first row', () => {
  expect(formatTable([{ heading: '' }, { heading: '' }], [['a', 'b']])).toBe('a  b');
});

test('headings can be styled without moving the columns', () => {
  const columns = [{ heading: 'a' }, { heading: 'b' }];
  expect(formatTable(columns, [['long', 'x']], (line) => `<${line}>`)).toBe('<a     b>\nlong  x');
});

test('names from folders cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\r\nc\u0007')).toBe('ab\u{fffd}\u{fffd}c\u{fffd}');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('whatever the cells, each column starts at the same place in every line', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '7', ' ', '靴', 'ß', 'e\u0301'),
    maxLength: 9,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 9 }), (rows) => {
      // The last column ends each line visibly, so that no line is trimmed.
      const lines = formatTable(
        [{ heading: 'one' }, { heading: 'two', align: 'right' }, { heading: '|' }],
        rows.map((row) => [...row, '|']),
      ).split('\n');
      expect(lines).toHaveLength(rows.length + 1);
      expect(new Set(lines.map(displayWidth)).size).toBe(1);
    }),
  );
});
