import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { type Passport, passportJsonSchema, passportSchema } from '../../contract/passport.ts';
import { atOrAbove32 } from '../../core/float32.ts';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { plainRecipe } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { canonicalJson } from './canonical-json.ts';
import { decidedModel, decideOn } from './decided.fixture.ts';
import { passportBytes, passportMismatches, readPassport } from './passport.ts';
import { checkSignature, readPrivateKey, readPublicKey, signPassport } from './signature.ts';

const docs = path.join(import.meta.dirname, '../../../docs');

/** A deep copy with one part changed; undefined takes it away. */
function changed(passport: Passport, at: readonly (string | number)[], value: unknown): string {
  const copy = structuredClone(passport) as unknown as Record<string | number, unknown>;
  let part = copy;
  for (const key of at.slice(0, -1)) part = part[key] as Record<string | number, unknown>;
  const last = at.at(-1)!;
  if (value === undefined) Reflect.deleteProperty(part, last);
  else part[last] = value;
  return JSON.stringify(copy);
}

const text = (passport: Passport): string => new TextDecoder().decode(passportBytes(passport));

describe('a passport', () => {
  it('states the threshold in every scale, with the pairs counted again on each value', async () => {
    const engine = testEngine();
    const { passport, proposal, file } = await decideOn(engine);
    expect(readPassport(text(passport), 'the passport')).toEqual(passport);
    expect(passport).toMatchObject({
      reported: 'heldOut',
      policy: { falseAcceptRate: 0.05 },
      model: { sha256: null, recipe: null },
      attained: { set: 'calibration', classes: file.sets!.calibration.classes },
      heldOut: { set: 'held-out', images: file.sets!.heldOut.images },
      decision: { author: 'A. Person', note: 'For the test.', time: '2023-11-14T22:13:20.000Z' },
    });
    expect(passport.data.classNames).toEqual(file.sets!.heldOut.classNames);
    // Brute force over the held-out pairs, each distance in float64 from a float64 similarity.
    const { values, labels, dimension } = decidedModel;
    const names = new Set(passport.data.classNames);
    const images = labels.flatMap((label, image) =>
      names.has(`class ${String(label).padStart(3, '0')}`) ? [image] : [],
    );
    const unit = images.map((image) => {
      const row = Array.from(values.subarray(image * dimension, (image + 1) * dimension));
      const length = Math.hypot(...row);
      return row.map((value) => Math.fround(value / length));
    });
    const similarities = unit.flatMap((a, i) =>
      unit.slice(0, i).map((b, j) => ({
        genuine: labels[images[i]!] === labels[images[j]!],
        similarity: Math.min(
          1,
          a.reduce((sum, value, d) => sum + value * b[d]!, 0),
        ),
      })),
    );
    const distance: Record<string, (s: number) => number> = {
      'cosine-similarity': (s) => s,
      'cosine-distance': (s) => 1 - s,
      'l2-distance': (s) => Math.sqrt(2 - 2 * s),
      'angle-degrees': (s) => (Math.acos(s) * 180) / Math.PI,
    };
    expect(passport.thresholds.map(({ scale }) => scale)).toEqual(Object.keys(distance));
    for (const { scale, value, accept, counted } of passport.thresholds) {
      const matches = similarities.filter(({ similarity }) => {
        const told = distance[scale]!(similarity);
        return accept === 'at-or-above' ? told >= value : told <= value;
      });
      const genuine = matches.filter((pair) => pair.genuine).length;
      expect(counted.falseAccepts).toBe(matches.length - genuine);
      expect(counted.falseRejects).toBe(
        similarities.filter((pair) => pair.genuine).length - genuine,
      );
    }
    const [similarity] = passport.thresholds;
    expect(similarity).toMatchObject({
      value: proposal.threshold,
      counted: { falseAccepts: proposal.heldOut!.falseAccepts },
    });
    const rates = passport.worstClasses.byFalseAcceptRate.map((one) => one.falseAcceptRate!);
    expect(rates[0]).toBe(Math.max(...proposal.heldOut!.classFalseAcceptRate.map((r) => r ?? 0)));
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  });

  it.each([-1, 0.3, 1])('holds the threshold %d that a person gave', async (threshold) => {
    const { passport, proposal } = await decideOn(testEngine(), { threshold });
    expect(readPassport(text(passport), 'the passport')).toEqual(passport);
    expect(passport).toMatchObject({ policy: { threshold }, thresholdInterval: null });
    const [similarity] = passport.thresholds;
    expect(similarity!.value).toBe(atOrAbove32(threshold));
    expect(similarity!.counted).toEqual({
      falseAccepts: proposal.heldOut!.falseAccepts,
      falseRejects: proposal.heldOut!.falseRejects,
    });
    for (const [at, value, words] of [
      [['policy', 'threshold'], 0.31, /policy\.threshold: the passport gives another/],
      [['policy', 'falseAcceptRate'], 0.1, /policy: a given threshold stands alone/],
    ] as const) {
      expect(() => readPassport(changed(passport, at, value), 'p.json')).toThrow(words);
    }
  });

  it('is refused with the field that is missing or wrong', async () => {
    const { passport } = await decideOn(testEngine());
    for (const field of Object.keys(passport)) {
      expect(() => readPassport(changed(passport, [field], undefined), 'p.json')).toThrow(
        new RegExp(`^p\\.json is not a threshold passport \\(${field}`),
      );
    }
    const value = passport.thresholds[0]!.value;
    const faults: [readonly (string | number)[], unknown, RegExp][] = [
      [['schema'], 'isoline-passport-9', /schema/],
      [['thresholds', 0, 'accept'], undefined, /thresholds\.0\.accept/],
      [['thresholds', 0, 'accept'], 'at-or-below', /cosine-similarity accepts at-or-above/],
      [['thresholds', 1, 'accept'], 'at-or-above', /cosine-distance accepts at-or-below/],
      [['thresholds', 0, 'value'], value + 0.01, /not a float32|different thresholds/],
      [['thresholds', 0, 'value'], Math.fround(value + 0.01), /different thresholds/],
      [['thresholds', 2, 'value'], 1.5, /l2-distance and cosine-similarity are different/],
      [['thresholds', 0, 'value'], '0.5', /thresholds\.0\.value/],
      [['thresholds', 3], undefined, /thresholds/],
      [['thresholds'], passport.thresholds.slice(0, 2), /has the scales/],
      [['score'], 'as-norm', /has the scales as-norm/],
      [['model', 'sha256'], 'ABC', /model\.sha256/],
      [['data', 'fingerprint'], '', /data\.fingerprint/],
      [['data', 'classNames'], [], /data\.classNames/],
      [['policy'], {}, /policy/],
      [['policy', 'falseAcceptRate'], 2, /policy\.falseAcceptRate/],
      [['attained', 'falseAccept', 'errors'], -1, /attained\.falseAccept\.errors/],
      [['heldOut'], null, /reported/],
      [['reported'], 'attained', /reported/],
      [['decision', 'author'], '', /decision\.author/],
      [['decision', 'time'], 'yesterday', /decision\.time/],
      [['extra'], 1, /extra/],
    ];
    for (const [at, wrong, words] of faults) {
      expect(() => readPassport(changed(passport, at, wrong), 'p.json')).toThrow(words);
    }
    expect(() => readPassport('{', 'p.json')).toThrow(/it is not JSON/);
    expect(() => readPassport('[]', 'p.json')).toThrow(/is not a threshold passport/);
  });

  it('is refused by another model, recipe or scale, each named', async () => {
    const { passport: own } = await decideOn(testEngine());
    const recipe = plainRecipe(4, 4);
    const passport: Passport = { ...own, model: { sha256: 'a'.repeat(64), recipe } };
    const use = { score: 'cosine' as const, modelSha256: 'a'.repeat(64), recipe, model: null };
    expect(passportMismatches(passport, use)).toEqual([]);
    expect(passportMismatches(passport, { ...use, recipe: { ...recipe } })).toEqual([]);
    const wrong = {
      score: 'as-norm' as const,
      modelSha256: 'b'.repeat(64),
      recipe: plainRecipe(4, 5),
      model: null,
    };
    for (const [field, name, words] of [
      ['score', 'scale', /as-norm scores/],
      ['modelSha256', 'model', /b{64}/],
      ['recipe', 'recipe', /\[4,5\]/],
    ] as const) {
      const mismatches = passportMismatches(passport, { ...use, [field]: wrong[field] });
      expect(mismatches.map((mismatch) => mismatch.field)).toEqual([name]);
      expect(mismatches[0]!.sentence).toMatch(words);
    }
    expect(
      passportMismatches(passport, wrong)
        .map(({ sentence }) => sentence)
        .join(' '),
    ).toMatch(/as-norm.*b{64}.*\[4,5\]/);
    expect(passportMismatches(passport, { ...use, modelSha256: null })[0]!.sentence).toMatch(
      /what made these embeddings is not known/,
    );
    expect(passportMismatches(own, use)).toHaveLength(2);
    // The names of a model's only input and output may be left out, on either side.
    const input = { name: 'pixels', type: 'float32', layout: 'NCHW', channels: 3 } as const;
    const size = { height: null, width: null, batch: null };
    const output = { name: 'embedding', type: 'float32', shape: null };
    const model = { imageInputs: [{ ...input, ...size }], outputs: [output] };
    const named = { ...recipe, input: 'pixels', output: 'embedding' };
    const ofNamed: Passport = { ...passport, model: { ...passport.model, recipe: named } };
    expect(passportMismatches(passport, { ...use, recipe: named, model })).toEqual([]);
    expect(passportMismatches(ofNamed, { ...use, model })).toEqual([]);
    expect(passportMismatches(ofNamed, use)).toHaveLength(1);
    const another = { ...recipe, output: 'logits' };
    expect(passportMismatches(ofNamed, { ...use, recipe: another, model })).toHaveLength(1);
    const two = { ...model, outputs: [output, { ...output, name: 'logits' }] };
    expect(passportMismatches(ofNamed, { ...use, model: two })).toHaveLength(1);
  });

  it('is signed over its canonical JSON, and any change shows', async () => {
    const { passport } = await decideOn(testEngine());
    const keys = generateKeyPairSync('ed25519');
    const signed = signPassport(passport, keys.privateKey);
    expect(passportSchema.parse(signed)).toEqual(signed);
    expect(readPassport(text(signed), 'p.json')).toEqual(signed);
    // Neither the order of keys nor spaces matter.
    const reversed = Object.fromEntries(Object.entries(signed).reverse());
    expect(readPassport(JSON.stringify(reversed), 'p.json')).toEqual(signed);
    checkSignature(signed, 'p.json', keys.publicKey);
    checkSignature(signed, 'p.json', null);
    expect(signPassport(signed, keys.privateKey)).toEqual(signed);

    const broken: [readonly (string | number)[], unknown][] = [
      [['decision', 'note'], 'another note'],
      [['heldOut', 'falseAccept', 'errors'], 0],
      [['signature', 'value'], Buffer.alloc(64).toString('base64')],
      [['signature', 'publicKey'], Buffer.from('no key').toString('base64')],
    ];
    for (const [at, value] of broken) {
      expect(() => readPassport(changed(signed, at, value), 'p.json')).toThrow(
        /changed after it was signed/,
      );
    }
    const other = generateKeyPairSync('ed25519');
    expect(() => checkSignature(signed, 'p.json', other.publicKey)).toThrow(/another key/);
    expect(() => checkSignature(passport, 'p.json', keys.publicKey)).toThrow(/is not signed/);
    // Signed by someone else: whole, but not by the key that is asked for.
    const forged = signPassport(passport, other.privateKey);
    expect(readPassport(text(forged), 'p.json')).toEqual(forged);
    expect(() => checkSignature(forged, 'p.json', keys.publicKey)).toThrow(/another key/);
  });

  it('takes Ed25519 keys in PEM and no others', async () => {
    const folder = temporaryFolder();
    const write = (name: string, content: string): string => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    };
    const pem = { type: 'spki', format: 'pem' } as const;
    const secret = { type: 'pkcs8', format: 'pem' } as const;
    const keys = generateKeyPairSync('ed25519');
    const privateFile = write('key.pem', keys.privateKey.export(secret).toString());
    const publicFile = write('key.pub.pem', keys.publicKey.export(pem).toString());
    expect((await readPrivateKey(privateFile)).type).toBe('private');
    expect((await readPublicKey(publicFile)).type).toBe('public');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const refused = { code: 'key-unreadable' };
    await expect(
      readPrivateKey(write('rsa.pem', rsa.privateKey.export(secret).toString())),
    ).rejects.toMatchObject(refused);
    await expect(readPrivateKey(publicFile)).rejects.toMatchObject(refused);
    await expect(readPublicKey(privateFile)).rejects.toThrow(/it is a private key/);
    await expect(readPublicKey(write('no.pem', 'no key'))).rejects.toMatchObject(refused);
    await expect(readPublicKey(path.join(folder, 'gone.pem'))).rejects.toMatchObject(refused);
  });

  it('has a published JSON schema that is that of the program (vitest -u writes it)', async () => {
    const schema = await prettier.format(JSON.stringify(passportJsonSchema(), null, 2), {
      parser: 'json',
      printWidth: 100,
    });
    await expect(schema).toMatchFileSnapshot(path.join(docs, 'passport.schema.json'));
  });
});

describe('canonicalJson', () => {
  it('sorts keys, leaves spaces and what is undefined out, and keeps numbers', () => {
    const value = { b: [1, { d: null, c: 'ü"' }], a: 1e-7, n: 0.1, x: undefined };
    expect(canonicalJson(value)).toBe('{"a":1e-7,"b":[1,{"c":"ü\\"","d":null}],"n":0.1}');
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    expect(() => canonicalJson({ a: NaN })).toThrow(TypeError);
  });
});
