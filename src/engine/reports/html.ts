/**
 * Markup that cannot be injected into: everything that a template is given is escaped, unless it is
 * markup already.
 */

/** A piece of finished HTML or SVG. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: markup as it is, text and numbers escaped, lists joined, the rest nothing. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

// A name may hold anything that a file system allows. These have no place in a page: control
// characters are parse errors, and direction marks could turn the text around a name.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;
const directionMarks = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** Text for HTML, in an element or in a quoted attribute. Control characters become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(unprintable, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return escapeText(String(content));
  if (Array.isArray(content)) return (content as readonly Content[]).map(render).join('');
  return '';
}

const condensed = new WeakMap<TemplateStringsArray, string[]>();

/** The fixed parts of a template without the indentation of its source. */
function fixedParts(parts: TemplateStringsArray): string[] {
  let short = condensed.get(parts);
  if (short === undefined) {
    short = parts.map((part) => part.replace(/\s*\n\s*/g, '\n'));
    condensed.set(parts, short);
  }
  return short;
}

/**
 * Template tag: `html`<b>${name}</b>``. Attributes must stand in double quotes. Line breaks of the
 * template with the blanks around them become single ones; values are kept as they are.
 */
export function html(parts: TemplateStringsArray, ...values: Content[]): Markup {
  const fixed = fixedParts(parts);
  let text = fixed[0] as string;
  values.forEach((value, index) => {
    text += render(value) + (fixed[index + 1] as string);
  });
  return new Markup(text);
}

/**
 * Shortens a text to `limit` characters (code points) by leaving out its middle: the ends of file
 * names are what tells them apart.
 */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  if (characters.length <= limit) return text;
  const head = Math.ceil((limit - 1) * 0.6);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (limit - 1 - head)).join('')}`;
}

/**
 * The name of a class or a file in running text or in a cell: kept apart from the direction of the
 * text around it, shortened to `limit` characters with the whole name as its title.
 */
export function nameMarkup(name: string, limit: number): Markup {
  if (name === '') return html`<i>(empty name)</i>`;
  const shown = shorten(name, limit);
  return shown === name ? html`<bdi>${shown}</bdi>` : html`<bdi title="${name}">${shown}</bdi>`;
}

/** A name as a plain label inside a drawing, where no element can isolate its direction. */
export function labelText(name: string, limit: number): string {
  const plain = name.replace(directionMarks, '');
  return `\u2068${shorten(plain === '' ? '(empty name)' : plain, limit)}\u2069`;
}
