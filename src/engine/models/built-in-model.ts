import path from 'node:path';
import { describeModel } from './describe.ts';

/** The model that ships with the program: a training-free descriptor of small pictures. */
export const builtInModelFile = path.resolve(
  import.meta.dirname,
  '../../../resources/descriptor.onnx',
);

let sha256: Promise<string> | undefined;

/** The SHA-256 by which the built-in model is known. */
export function builtInModelSha256(): Promise<string> {
  return (sha256 ??= describeModel(builtInModelFile).then((model) => model.sha256));
}
