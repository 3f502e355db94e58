/** Writes the built-in model: `node resources/build-descriptor.ts`. */
import { fileURLToPath } from 'node:url';
import { buildDescriptor } from '../src/engine/models/built-in-descriptor.ts';
import { writeFileAtomically } from '../src/engine/store/atomic-file.ts';

const file = fileURLToPath(new URL('descriptor.onnx', import.meta.url));
const bytes = buildDescriptor();
await writeFileAtomically(file, bytes);
console.log(`${file}: ${bytes.length} bytes`);
