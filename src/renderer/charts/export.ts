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
];

/** A drawn SVG as a file of its own: what style sheets give it is written into it. */
export function svgOf(drawn: SVGSVGElement): Blob {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const { width, height } = drawn.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const originals = [drawn, ...drawn.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, k) => {
    const style = getComputedStyle(originals[k] as Element);
    for (const name of styled) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', groundColour(drawn));
  copy.prepend(ground);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
}

/** A drawn SVG or canvas as a picture, twice as fine as on the screen. */
export async function pngOf(drawn: SVGSVGElement | HTMLCanvasElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const { width, height } = drawn.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(2 * width));
  canvas.height = Math.max(1, Math.round(2 * height));
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = groundColour(drawn);
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (drawn instanceof HTMLCanvasElement) {
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  } else {
    const address = URL.createObjectURL(svgOf(drawn));
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
    } finally {
      URL.revokeObjectURL(address);
    }
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
