import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, labelText, nameMarkup, shorten } from './html.ts';
import { attribute, elementsOf, parsePage, textOf } from './parsed-page.fixture.ts';

const dangerous = fc.string({
  unit: fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '/',
    '=',
    '!',
    '-',
    ' ',
    'a',
    'b',
    '`',
    '\u0000',
    '中',
  ),
  maxLength: 40,
});

describe('html', () => {
  it('puts any text into an element and an attribute, and only there', async () => {
    await fc.assert(
      fc.asyncProperty(dangerous, async (text) => {
        const root = await parsePage(html`<p title="${text}">[${text}]</p>`.text);
        const elements = elementsOf(root);
        expect(elements.length).toBe(1);
        const paragraph = elements[0];
        if (paragraph === undefined) throw new Error('no paragraph');
        const expected = text.replaceAll('\u0000', '\ufffd');
        expect(attribute(paragraph, 'title')).toBe(expected);
        expect(textOf(paragraph)).toBe(`[${expected}]`.replace(/\s+/g, ' '));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps markup, joins lists and leaves out what is absent', () => {
    const inner = html`<b>${'&'}</b>`;
    expect(html`${[inner, ' ', 3]}${null}${undefined}${false}${0}`.text).toBe('<b>&amp;</b> 30');
  });

  it('replaces what may not stand in a page', () => {
    expect(escapeText('a\u0007b\u0085c\ud800')).toBe('a\ufffdb\ufffdc\ufffd');
  });
});

describe('names', () => {
  it('are shortened in the middle, by code points', () => {
    expect(shorten('abcdefghij', 10)).toBe('abcdefghij');
    expect(shorten('abcdefghijk', 10)).toBe('abcdef…ijk');
    expect(Array.from(shorten('😀'.repeat(30), 12)).length).toBe(12);
    expect(shorten('😀'.repeat(30), 12).isWellFormed()).toBe(true);
  });

  it('carry a title only where something is left out', () => {
    expect(nameMarkup('short', 10).text).toBe('<bdi>short</bdi>');
    expect(nameMarkup('x"'.repeat(8), 5).text).toBe(
      `<bdi title="${'x&quot;'.repeat(8)}">x&quot;x…&quot;</bdi>`,
    );
    expect(nameMarkup('', 10).text).toBe('<i>(empty name)</i>');
  });

  it('bring no direction marks of their own into a drawing', () => {
    expect(labelText('a\u202eb\u2069c', 10)).toBe('\u2068abc\u2069');
  });
});
