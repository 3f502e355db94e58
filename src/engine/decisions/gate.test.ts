import { rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GateCheck, gateChecks, type GateResult } from '../../contract/gate.ts';
import type { ThresholdRates } from '../../contract/decision.ts';
import type { Passport } from '../../contract/passport.ts';
import type { Engine } from '../engine.ts';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { partsOf } from '../job-kinds.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type Decided, decideOn, hooks } from './decided.fixture.ts';
import { gate, type GateRequest } from './gate.ts';
import { limitChecks } from './gate-limits.ts';
import { junitXml } from './junit.ts';
import { passportBytes } from './passport.ts';
import { signPassport } from './signature.ts';

function runGate(
  engine: Engine,
  decided: Decided,
  passport: Passport | string = decided.passport,
  changes: Partial<GateRequest> = {},
): Promise<GateResult> {
  const file = path.join(temporaryFolder(), 'passport.json');
  writeFileSync(file, typeof passport === 'string' ? passport : passportBytes(passport));
  const folder = path.dirname(decided.matrixFile);
  const request: GateRequest = {
    passport: file,
    publicKey: null,
    source: {
      kind: 'matrix',
      embeddings: decided.matrixFile,
      labels: path.join(folder, 'labels.csv'),
    },
    tolerance: 0.25,
    ceiling: 3,
    seed: 1,
    ...changes,
  };
  return gate(partsOf(engine), request, hooks);
}

const failed = ({ checks }: GateResult): string[] =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
const sentenceOf = ({ checks }: GateResult, name: GateCheck['name']): string =>
  checks.find((check) => check.name === name)!.sentence;

describe('gate', () => {
  it('passes a passport on its own data, with the rates that it states', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    const result = await runGate(engine, decided, decided.passport, { ceiling: 10 });
    expect(failed(result)).toEqual([]);
    expect(result.passed).toBe(true);
    expect(result.checks.map(({ name }) => name)).toEqual([...gateChecks]);
    expect(result.rates).toMatchObject({
      falseAccepts: decided.passport.heldOut!.falseAccept.errors,
      falseRejects: decided.passport.heldOut!.falseReject.errors,
      falseAcceptRateInterval: decided.passport.heldOut!.falseAccept.interval,
    });
    expect(sentenceOf(result, 'classes')).toMatch(/others are left out/);
  });

  it('holds a given threshold against the rates that its passport recorded', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine, { threshold: 0.5 });
    const { passport } = decided;
    const { rate } = passport.heldOut!.falseAccept;
    expect(rate).toBeGreaterThan(0);
    const passed = await runGate(engine, decided, passport, { ceiling: 10 });
    expect(failed(passed)).toEqual([]);
    expect(passed.passed).toBe(true);
    const part = { ...passport.heldOut!.falseAccept, rate: rate! / 100 };
    const lower = { ...passport, heldOut: { ...passport.heldOut!, falseAccept: part } };
    const worse = await runGate(engine, decided, lower);
    expect(failed(worse)).toEqual(expect.arrayContaining(['FAR', 'FAR ceiling']));
    expect(sentenceOf(worse, 'FAR')).toContain('the FAR of the passport');
    // Without any rate there is nothing to compare with.
    const none = { ...part, rate: null };
    const silent = { ...passport, heldOut: { ...passport.heldOut!, falseAccept: none } };
    const closed = await runGate(engine, decided, silent, { ceiling: 10 });
    expect(failed(closed)).toEqual(['FAR', 'FAR ceiling']);
    expect(sentenceOf(closed, 'FAR')).toMatch(/says nothing that FAR could be compared with/);
  });

  it('fails by name when the passport is not whole, and looks no further', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    for (const broken of ['{', '{}', JSON.stringify({ ...decided.passport, model: undefined })]) {
      const result = await runGate(engine, decided, broken);
      expect(result).toMatchObject({ passed: false, rates: null });
      expect(failed(result)).toEqual(['passport']);
      expect(result.checks.filter(({ outcome }) => outcome === 'skipped')).toHaveLength(10);
    }
    const gone = await runGate(engine, decided, decided.passport, { passport: '/nowhere.json' });
    expect(sentenceOf(gone, 'passport')).toMatch(/cannot be read/);
  });

  it('fails by name on a signature that is missing, broken or of another', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    const keys = generateKeyPairSync('ed25519');
    const publicKey = path.join(temporaryFolder(), 'key.pub.pem');
    writeFileSync(publicKey, keys.publicKey.export({ type: 'spki', format: 'pem' }));
    const run = (passport: Passport) =>
      runGate(engine, decided, passport, { publicKey, ceiling: 10 });
    expect((await run(signPassport(decided.passport, keys.privateKey))).passed).toBe(true);
    expect(failed(await run(decided.passport))).toEqual(['signature']);
    const other = generateKeyPairSync('ed25519').privateKey;
    expect(failed(await run(signPassport(decided.passport, other)))).toEqual(['signature']);
    const signed = signPassport(decided.passport, keys.privateKey);
    const tampered = { ...signed, policy: { falseAcceptRate: 0.5 } };
    const result = await runGate(engine, decided, JSON.stringify(tampered));
    expect(failed(result)).toEqual(['passport']);
    expect(sentenceOf(result, 'passport')).toMatch(/changed after it was signed/);
  });

  it('fails by name on another model, recipe or scale', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    const { passport } = decided;
    const [similarity] = passport.thresholds;
    const normalised: Passport = {
      ...passport,
      score: 'as-norm',
      thresholds: [{ ...similarity!, scale: 'as-norm' }],
      data: { ...passport.data, cohortFingerprint: 'c'.repeat(64) },
    };
    const scale = await runGate(engine, decided, normalised);
    expect(failed(scale)).toEqual(['scale']);
    expect(scale.rates).toBeNull();
    const model = { ...passport, model: { sha256: 'a'.repeat(64), recipe: null } };
    const unknown = await runGate(engine, decided, model);
    expect(failed(unknown)).toEqual(['model']);
    expect(sentenceOf(unknown, 'model')).toMatch(/what made these embeddings is not known/);
  });

  it('fails by name on missing data and missing classes', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    const { passport } = decided;
    const more = [...passport.data.classNames, 'class 998', 'class 999'];
    const absent = await runGate(engine, decided, {
      ...passport,
      data: { ...passport.data, classNames: more },
    });
    expect(failed(absent)).toEqual(['classes']);
    expect(sentenceOf(absent, 'classes')).toMatch(/^2 of the .*class 998, class 999\.$/);
    rmSync(decided.matrixFile);
    const gone = await runGate(engine, decided);
    expect(failed(gone)).toEqual(['data']);
    expect(gone.passed).toBe(false);
  });

  it('fails when the rates are above what was promised, and when the data is too little', async () => {
    const engine = testEngine();
    const decided = await decideOn(engine);
    const strict: Passport = { ...decided.passport, policy: { falseAcceptRate: 0.005 } };
    const worse = await runGate(engine, decided, strict, { ceiling: 1000 });
    expect(failed(worse)).toEqual(['FAR']);
    expect(sentenceOf(worse, 'FAR')).toMatch(
      /lower limit 0\.\d+ \(over classes, one-sided, 97\.5 %\): above 0\.00625, the target FAR 0\.005/,
    );
    // Each criterion names its side; all have one level, that of an end of the 95 % interval.
    const { falseAcceptRateInterval: far, falseRejectRateInterval: frr } = worse.rates!;
    expect(worse.checks.flatMap(({ limit }) => (limit === undefined ? [] : [limit]))).toMatchObject(
      [
        { side: 'lower', level: 0.975, value: far!.lower },
        { side: 'upper', level: 0.975, value: far!.upper },
        { side: 'lower', level: 0.975, value: frr!.lower },
        { side: 'upper', level: 0.975, value: frr!.upper },
      ],
    );
    const unsure = await runGate(engine, decided, decided.passport, { ceiling: 1.01 });
    expect(failed(unsure)).toEqual(['FAR ceiling', 'FRR ceiling']);
    // A ceiling that no rate can reach is not told as something that the data excludes.
    const high = await runGate(engine, decided, decided.passport, { ceiling: 1000 });
    expect(sentenceOf(high, 'FRR ceiling')).toMatch(/: no rate is above 1000 times 0\.\d+\.$/);
    const few: Passport = {
      ...decided.passport,
      data: {
        ...decided.passport.data,
        classNames: decided.passport.data.classNames.slice(0, 9),
      },
    };
    const tooFew = await runGate(engine, decided, few);
    expect(failed(tooFew)).toEqual(['FAR', 'FAR ceiling', 'FRR', 'FRR ceiling']);
    expect(sentenceOf(tooFew, 'FRR')).toMatch(/^Too little data/);
  });
});

describe('limitChecks', () => {
  it('passes the note on an interval on with the limit that it weakens', async () => {
    const { passport, proposal } = await decideOn(testEngine());
    const rates = proposal.heldOut!;
    const falseAcceptRateInterval = { ...rates.falseAcceptRateInterval!, note: 'few pairs' };
    const noted = [10, 1.01].map((ceiling) =>
      limitChecks(
        passport,
        { ...rates, falseAcceptRateInterval },
        { tolerance: 0.25, ceiling },
      ).map(({ passed, sentence }) => [passed, sentence.endsWith('. Note: few pairs.')]),
    );
    expect(noted).toEqual([
      [
        [true, false],
        [true, true],
        [true, false],
        [true, false],
      ],
      [
        [true, false],
        [false, true],
        [true, false],
        [false, false],
      ],
    ]);
  });

  it('bounds a rate without errors by the effective trials, and a promise of 0 by what it hid', async () => {
    const { passport, proposal } = await decideOn(testEngine());
    const classes = proposal.heldOut!.classFalseAccepts.length;
    const clean: ThresholdRates = {
      ...proposal.heldOut!,
      falseAccepts: 0,
      falseRejects: 0,
      falseAcceptRate: 0,
      falseRejectRate: 0,
      falseAcceptRateInterval: null,
      falseRejectRateInterval: null,
    };
    const perfect: Passport = {
      ...passport,
      heldOut: {
        ...passport.heldOut!,
        falseReject: {
          ...passport.heldOut!.falseReject,
          rate: 0,
          optimistic: { lower: 0, upper: 0.01 },
        },
      },
    };
    // One-sided at 97.5 %, as the ends of the intervals are: 1 - 0.025^(1 / trials).
    const upper = 1 - 0.025 ** (1 / Math.floor(classes / 2));
    const upperOfRejects = 1 - 0.025 ** (1 / classes);
    const at = (ceiling: number) =>
      limitChecks(perfect, clean, { tolerance: 0.25, ceiling }).map(({ passed }) => passed);
    // FAR: floor(T / 2) trials against the target 0.05; FRR: T trials against 0.01.
    expect(at(upper / 0.05 + 0.01)[1]).toBe(true);
    expect(at(upper / 0.05 - 0.01)[1]).toBe(false);
    expect(at(upperOfRejects / 0.01 + 0.01)[3]).toBe(true);
    expect(at(upperOfRejects / 0.01 - 0.01)[3]).toBe(false);
    const empty: Passport = {
      ...perfect,
      heldOut: {
        ...perfect.heldOut!,
        falseReject: { ...perfect.heldOut!.falseReject, rate: null, optimistic: null },
      },
    };
    const checks = limitChecks(empty, clean, { tolerance: 0.25, ceiling: 1e9 });
    expect(checks.map(({ passed }) => passed)).toEqual([true, true, false, false]);
  });
});

describe('junitXml', () => {
  const checks: GateCheck[] = [
    { name: 'passport', outcome: 'passed', sentence: 'Right.' },
    { name: 'classes', outcome: 'failed', sentence: 'Missing: "a<b>" & \u0007c\n, 鞋, 👟.' },
    { name: 'FAR', outcome: 'skipped', sentence: 'Not checked.' },
  ];

  it('is well-formed, whatever classes are called', () => {
    const xml = junitXml(checks, 'pass"port<&>.json');
    expect(elementsOf(xml)).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
      'system-out',
      'testcase',
      'failure',
      'testcase',
      'skipped',
    ]);
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(xml).toContain('Missing: &quot;a&lt;b&gt;&quot; &amp; \u{fffd}c&#10;, 鞋, 👟.');
    expect(() => elementsOf(xml.replace('</testsuite>', ''))).toThrow();
  });
});

/** The elements of an XML document in their order; throws where it is not well-formed. */
function elementsOf(xml: string): string[] {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  if (!xml.startsWith(head)) throw new Error('no declaration');
  const text = '(?:[^<&]|&(?:amp|lt|gt|quot|#\\d+);)*';
  const tag = new RegExp(`<(/?)([\\w-]+)((?: [\\w-]+="${text.replace('<&', '<&"')}")*)(/?)>`, 'uy');
  const between = new RegExp(text, 'uy');
  const elements: string[] = [];
  const open: string[] = [];
  let at = head.length;
  while (at < xml.length) {
    between.lastIndex = at;
    at += between.exec(xml)![0].length;
    if (at === xml.length) break;
    tag.lastIndex = at;
    const match = tag.exec(xml);
    if (match === null) throw new Error(`no tag at ${xml.slice(at, at + 40)}`);
    at += match[0].length;
    const [, closing, name = '', , empty] = match;
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    elements.push(name);
    if (empty !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} left open`);
  return elements;
}
