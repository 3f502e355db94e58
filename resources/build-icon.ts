/** Draws the application's icon from `icon.svg`: `node resources/build-icon.ts`. */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { width, size } = await sharp(here('icon.svg'))
  .resize(512, 512)
  .png({ compressionLevel: 9, palette: true })
  .toFile(here('icon.png'));
console.log(`icon.png: ${width} pixels, ${size} bytes`);
