/** What a chart shows, as rows: for its table, and for its CSV file. */
export interface ChartData {
  columns: readonly string[];
  /** Numbers as they are, not as they are shown; null: no value. */
  rows: readonly (readonly (number | string | null)[])[];
}

/**
 * RFC 4180. Cells that a spreadsheet would run as a formula (`= + - @`, tab, carriage return at their
 * start) get an apostrophe in front; numbers stay numbers.
 */
export function csvOf({ columns, rows }: ChartData): Blob {
  const cell = (value: number | string | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns, ...rows].map((row) => row.map(cell).join(','));
  return new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/csv' });
}

const styled = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'fill-opacity',
  'stroke-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'display',
];

/** What a chart is drawn in, from the lowest layer up: SVGs and canvases that lie upon each other. */
function layersOf(drawing: HTMLElement): (SVGSVGElement | HTMLCanvasElement)[] {
  return [
    ...drawing.querySelectorAll<SVGSVGElement | HTMLCanvasElement>(
      '.recharts-wrapper > svg.recharts-surface, svg[data-chart], canvas',
    ),
  ];
}

/** A drawn chart as a file of its own: what style sheets give it is written into it. */
export function svgOf(drawing: HTMLElement): Blob {
  const frame = drawing.getBoundingClientRect();
  const picture = svgElement('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: String(frame.width),
    height: String(frame.height),
  });
  picture.append(
    svgElement('rect', { width: '100%', height: '100%', fill: groundColour(drawing) }),
  );
  for (const layer of layersOf(drawing)) {
    const box = layer.getBoundingClientRect();
    const place = {
      x: String(box.left - frame.left),
      y: String(box.top - frame.top),
      width: String(box.width),
      height: String(box.height),
    };
    picture.append(
      layer instanceof HTMLCanvasElement
        ? // A canvas has no vectors: its picture is put into the file.
          svgElement('image', { ...place, preserveAspectRatio: 'none', href: layer.toDataURL() })
        : styledCopy(layer, place),
    );
  }
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: 'image/svg+xml' });
}

function styledCopy(drawn: SVGSVGElement, place: Readonly<Record<string, string>>): SVGSVGElement {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const originals = [drawn, ...drawn.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, k) => {
    const style = getComputedStyle(originals[k] as Element);
    for (const name of styled) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return copy;
}

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A drawn chart as a picture, twice as fine as on the screen. */
export async function pngOf(drawing: HTMLElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const { width, height } = drawing.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(2 * width));
  canvas.height = Math.max(1, Math.round(2 * height));
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const address = URL.createObjectURL(svgOf(drawing));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(address);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large for this browser.'));
      else resolve(blob);
    }, 'image/png');
  });
}

function groundColour(element: Element): string {
  return getComputedStyle(element).getPropertyValue('--isoline-panel').trim() || 'white';
}
