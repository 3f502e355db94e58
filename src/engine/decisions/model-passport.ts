import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Passport } from '../../contract/passport.ts';
import { IsolineError } from '../../core/errors.ts';
import { decodeOnnx, encodeOnnx } from '../../core/onnx/model.ts';
import type { ModelRecord } from '../models/model.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { canonicalJson } from './canonical-json.ts';
import { readPassport } from './passport.ts';

/** Key of `metadata_props` under which an ONNX file carries its passport. */
const passportKey = 'isoline.passport';

/** The bytes that add a passport to an ONNX file: one more metadata entry, as protobuf appends it. */
function passportEntry(value: string): Uint8Array {
  return encodeOnnx({ metadataProps: [{ key: passportKey, value }] });
}

/** A model file that carries a passport at its end. */
export interface StampedModel {
  readonly passport: Passport;
  /** The model's own bytes, from before. */
  readonly original: Uint8Array;
  readonly originalSha256: string;
}

/**
 * The passport that an ONNX file carries, and the model without it.
 *
 * @param source what to call the file in errors
 * @returns null for a model without one
 * @throws IsolineError (input) what `readPassport` throws; `model-passport-inside` where the entry is
 *   not the last thing in the file, so that the model's own bytes cannot be told
 */
export function passportInModel(bytes: Uint8Array, source: string): StampedModel | null {
  const { metadataProps } = decodeOnnx(bytes);
  const value = metadataProps?.findLast(({ key }) => key === passportKey)?.value;
  if (value === undefined) return null;
  const entry = passportEntry(value);
  const length = bytes.length - entry.length;
  if (length < 0 || !Buffer.from(bytes.subarray(length)).equals(entry)) {
    throw new IsolineError({
      code: 'model-passport-inside',
      sentence: `The model ${source} was changed after its passport was written into it.`,
      next: 'Write the passport into the model again, from the model as it was evaluated.',
      subject: source,
    });
  }
  const original = bytes.subarray(0, length);
  return {
    passport: readPassport(value, `The passport in ${source}`),
    original,
    originalSha256: createHash('sha256').update(original).digest('hex'),
  };
}

/**
 * Writes a copy of a model with a passport in its `metadata_props`. The model's own bytes stay as they
 * are, in front; a passport that is there already is replaced.
 *
 * @param outFile a new file: none is written over
 * @throws IsolineError (input) `passport-refused` when the passport is for another model;
 *   `model-file-exists`; `model-weights-elsewhere` for a model whose weights lie in other files
 */
export async function writePassportIntoModel(
  passport: Passport,
  model: Pick<ModelRecord, 'file' | 'name' | 'sha256' | 'description'>,
  outFile: string,
): Promise<void> {
  if (existsSync(outFile)) {
    throw new IsolineError({
      code: 'model-file-exists',
      sentence: `The file ${outFile} exists, and a model is never written over.`,
      next: 'Name a new file.',
      subject: outFile,
    });
  }
  if (model.description.externalFiles.length > 0) {
    throw new IsolineError({
      code: 'model-weights-elsewhere',
      sentence: `The model ${model.name} keeps its weights in other files, which a copy would lose.`,
      next: 'Keep the passport as a file beside the model.',
      subject: model.name,
    });
  }
  const bytes = await readFile(model.file);
  const stamped = passportInModel(bytes, model.name);
  const original = stamped?.original ?? bytes;
  const sha256 = createHash('sha256').update(original).digest('hex');
  if (![model.sha256, sha256].includes(passport.model.sha256 ?? '')) {
    throw new IsolineError({
      code: 'passport-refused',
      sentence: `The passport is for another model than ${model.name}.`,
      next: 'Give the model that was evaluated.',
      subject: model.name,
    });
  }
  await writeFileAtomically(
    outFile,
    Buffer.concat([original, passportEntry(canonicalJson(passport))]),
  );
}

/**
 * The SHA-256 by which a passport may know a model: its own, and without the passport that it carries.
 *
 * @param own of the whole file
 */
export async function modelHashes(file: string, own: string): Promise<string[]> {
  const stamped = passportInModel(await readFile(file), file);
  return stamped === null ? [own] : [own, stamped.originalSha256];
}
