/** Labelled pictures, drawn for a story: classes that differ in colour and shape. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { seededGenerator } from '../../src/core/random.ts';

/** Writes `classes` folders of `images` pictures each, 64 × 64, seeded. */
export async function drawPictures(
  folder: string,
  {
    classes,
    images,
    name = (c) => `class ${String(c + 1)}`,
  }: {
    classes: number;
    images: number;
    name?: (index: number) => string;
  },
): Promise<void> {
  const random = seededGenerator(7);
  for (let c = 0; c < classes; c++) {
    const home = path.join(folder, name(c));
    mkdirSync(home, { recursive: true });
    const hue = Math.round((360 * c) / classes);
    for (let k = 0; k < images; k++) {
      const x = 20 + Math.round(24 * random.uniform());
      const y = 20 + Math.round(24 * random.uniform());
      const turn = Math.round(60 * random.uniform());
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="hsl(${String((hue + 180) % 360)} 30% ${String(60 + (k % 5) * 5)}%)"/><g transform="rotate(${String(turn)} ${String(x)} ${String(y)})" fill="hsl(${String(hue)} 70% 40%)">${shapeOf(c, x, y)}</g></svg>`;
      await sharp(Buffer.from(svg))
        .png()
        .toFile(path.join(home, `${String(k + 1)}.png`));
    }
  }
}

function shapeOf(c: number, x: number, y: number): string {
  switch (c % 4) {
    case 0:
      return `<circle cx="${String(x)}" cy="${String(y)}" r="${String(8 + (c % 7))}"/>`;
    case 1:
      return `<rect x="${String(x - 10)}" y="${String(y - 6)}" width="20" height="${String(8 + (c % 9))}"/>`;
    case 2:
      return `<path d="M${String(x)} ${String(y - 12)}l12 22h-24z"/>`;
    default:
      return `<path d="M${String(x - 12)} ${String(y)}h9v-9h6v9h9v6h-9v9h-6v-9h-9z"/>`;
  }
}
