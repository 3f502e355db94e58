import * as htmlPlugin from 'prettier/plugins/html';

/**
 * A page read back by a real HTML parser, for tests: one that refuses tags which do not match.
 */

export interface PageNode {
  kind: string;
  name?: string;
  value?: string | null;
  attrs?: { name: string; value: string | null }[];
  children?: PageNode[];
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] as string);
}

/** Parses a page or a piece of one; throws where tags or attributes are broken. */
export async function parsePage(page: string): Promise<PageNode> {
  const parser = htmlPlugin.parsers.html;
  // The parser reads no other option than these.
  const options = { parser: 'html', filepath: 'page.html', originalText: page };
  return (await parser.parse(
    page,
    options as unknown as Parameters<typeof parser.parse>[1],
  )) as PageNode;
}

/** Every element below a node, in document order. */
export function elementsOf(node: PageNode): PageNode[] {
  return (node.children ?? []).flatMap((child) =>
    child.kind === 'element' ? [child, ...elementsOf(child)] : elementsOf(child),
  );
}

/** The value of an attribute; undefined where the element has none of that name. */
export function attribute(node: PageNode, name: string): string | undefined {
  const found = node.attrs?.find((candidate) => candidate.name === name);
  return found === undefined ? undefined : decode(found.value ?? '');
}

/** The first element of that name and class (or id); throws where there is none. */
export function find(node: PageNode, name: string, key: string): PageNode {
  const found = elementsOf(node).find(
    (element) =>
      element.name === name &&
      (attribute(element, 'id') === key ||
        (attribute(element, 'class') ?? '').split(' ').includes(key)),
  );
  if (found === undefined) throw new Error(`the page has no <${name}> of ${key}`);
  return found;
}

const inline = ['a', 'abbr', 'b', 'bdi', 'code', 'i', 'span'];

/** The text that a reader sees below a node, white space as single spaces. */
export function textOf(node: PageNode): string {
  const collect = (part: PageNode): string => {
    if (part.kind === 'text') return decode(part.value ?? '');
    if (part.name === 'style' || part.name === 'title' || part.name === 'desc') return '';
    const text = (part.children ?? []).map(collect).join('');
    return inline.includes(part.name ?? '') ? text : ` ${text} `;
  };
  return collect(node).replace(/\s+/g, ' ').trim();
}

/** The rows of a table's body, each as the texts of its cells. */
export function rowsOf(tableNode: PageNode): string[][] {
  const body = elementsOf(tableNode).find((element) => element.name === 'tbody');
  return (body?.children ?? [])
    .filter((row) => row.name === 'tr')
    .map((row) => (row.children ?? []).filter((cell) => cell.kind === 'element').map(textOf));
}
