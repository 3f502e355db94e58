import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession } from '../models/onnxruntime.ts';
import { expect, it } from 'vitest';
import type { Passport } from '../../contract/passport.ts';
import { decodeOnnx, encodeOnnx } from '../../core/onnx/model.ts';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { describeModel } from '../models/describe.ts';
import { convolutionModel, writeModel } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { decideOn } from './decided.fixture.ts';
import { modelHashes, passportInModel, writePassportIntoModel } from './model-passport.ts';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('writes a copy that carries the passport behind the bytes of the model', async () => {
  const folder = temporaryFolder();
  const file = writeModel(folder, {
    ...convolutionModel(),
    metadataProps: [{ key: 'author', value: 'someone' }],
  });
  const bytes = readFileSync(file);
  const model = {
    file,
    name: 'model.onnx',
    sha256: hash(bytes),
    description: await describeModel(file),
  };
  const { passport: own } = await decideOn(testEngine());
  const passport: Passport = { ...own, model: { ...own.model, sha256: model.sha256 } };
  const stamped = path.join(folder, 'stamped.onnx');
  await writePassportIntoModel(passport, model, stamped);

  const content = readFileSync(stamped);
  expect(content.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(passportInModel(bytes, 'model')).toBeNull();
  expect(passportInModel(content, 'model')).toMatchObject({
    passport,
    originalSha256: model.sha256,
  });
  expect(decodeOnnx(content).metadataProps!.map(({ key }) => key)).toEqual([
    'author',
    'isoline.passport',
  ]);
  const session = await InferenceSession.create(stamped);
  expect(session.inputNames).toEqual(['image']);
  await session.release();
  expect(await modelHashes(file, model.sha256)).toEqual([model.sha256]);
  expect(await modelHashes(stamped, hash(content))).toEqual([hash(content), model.sha256]);

  // A stamped model is stamped anew without piling passports up.
  const again = path.join(folder, 'again.onnx');
  const renewed: Passport = { ...passport, decision: { ...passport.decision, note: 'renewed' } };
  const description = await describeModel(stamped);
  const from = { file: stamped, name: 'stamped.onnx', sha256: hash(content), description };
  await writePassportIntoModel(renewed, from, again);
  const twice = readFileSync(again);
  expect(passportInModel(twice, 'model')!.passport).toEqual(renewed);
  expect(passportInModel(twice, 'model')!.originalSha256).toBe(model.sha256);

  await expect(writePassportIntoModel(passport, model, again)).rejects.toMatchObject({
    code: 'model-file-exists',
  });
  expect(readFileSync(again).equals(twice)).toBe(true);
  const fresh = path.join(folder, 'fresh.onnx');
  await expect(writePassportIntoModel(own, model, fresh)).rejects.toMatchObject({
    code: 'passport-refused',
  });
  const outside = { ...model, description: { ...model.description, externalFiles: ['w.bin'] } };
  await expect(writePassportIntoModel(passport, outside, fresh)).rejects.toMatchObject({
    code: 'model-weights-elsewhere',
  });

  // Changed by another program after it was stamped: what was evaluated can no longer be told.
  const { metadataProps = [], ...rest } = decodeOnnx(content);
  const edited = encodeOnnx({ ...rest, metadataProps, producerName: 'another' });
  expect(passportInModel(edited, 'edited.onnx')!.originalSha256).not.toBe(model.sha256);
  const moved = encodeOnnx({ ...rest, metadataProps: metadataProps.toReversed() });
  expect(() => passportInModel(moved, 'moved.onnx')).toThrow(/moved\.onnx was changed after/);
  const tampered = Buffer.from(content);
  const at = tampered.indexOf('isoline-passport-1');
  tampered.write('isoline-passport-2', at);
  expect(() => passportInModel(tampered, 'tampered.onnx')).toThrow(/is not a threshold passport/);
});
