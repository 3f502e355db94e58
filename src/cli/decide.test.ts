import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Passport } from '../contract/passport.ts';
import { constraintNames, parsePolicy } from '../contract/policy.ts';
import { convolutionModel, plainRecipe, writeModel } from '../engine/models/test-models.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { expectRefused, noisePixels, writeImage, writeText } from './labelled-images.fixture.ts';
import type { Ended } from './test-run.ts';
import { run } from './test-run.ts';

const fixtures = path.join(import.meta.dirname, '../engine/evaluation/fixtures');
const golden = [
  ...['--embeddings', path.join(fixtures, 'unbalanced.npy')],
  ...['--labels', path.join(fixtures, 'unbalanced.csv')],
];

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function done(ended: Ended): Ended {
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return ended;
}

/** The outcomes of a gate by the names of its checks. */
function outcomesOf(file: string): Record<string, string> {
  const { checks } = readJson(file) as { checks: { name: string; outcome: string }[] };
  return Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
}

test('decide chooses, keeps and signs; gate checks it on the data and fails closed', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--json', at('e.json'), ...common]));
  const pem = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(at('key.pem'), pem.privateKey);
  writeFileSync(at('key.pub.pem'), pem.publicKey);

  const decided = done(
    await run([
      ...['decide', at('e.json'), '--policy', 'far=1e-2,worst-class-far=1e-1'],
      ...['--out', at('p.json'), '--sign', at('key.pem'), '--author', 'A. Person'],
      ...['--note', 'For the shop.', '--json', at('d.json'), ...common],
    ]),
  );
  const passport = readJson(at('p.json')) as Passport;
  expect(passport).toMatchObject({
    schema: 'isoline-passport-1',
    reported: 'attained',
    policy: { falseAcceptRate: 1e-2, worstClassFalseAcceptRate: 1e-1 },
    decision: { author: 'A. Person', note: 'For the shop.' },
    signature: { algorithm: 'Ed25519' },
  });
  expect(readJson(at('d.json'))).toMatchObject({ schema: 'isoline-decision-1', passport });
  expect(decided.stdout).toContain('Policy far=0.01,worst-class-far=0.1');
  expect(decided.stdout).toContain('There is no split');
  expect(decided.stdout).toContain(`Passport: ${at('p.json')}`);
  expect(decided.stdout).not.toMatch(/NaN|undefined|null|Infinity/);

  const gate = (...more: string[]): Promise<Ended> =>
    run(['gate', at('p.json'), ...golden, '--json', at('g.json'), ...common, ...more]);
  const passed = await gate('--ceiling', '20', '--public-key', at('key.pub.pem'));
  expect(passed).toMatchObject({ code: 0, stderr: '' });
  expect(passed.stdout).toContain('The gate passed.');
  expect(new Set(Object.values(outcomesOf(at('g.json'))))).toEqual(new Set(['passed']));

  const unsure = await gate('--ceiling', '1.0001', '--junit', at('gate.xml'));
  expect(unsure.code).toBe(1);
  expect(unsure.stdout).toContain('The gate failed.');
  expect(outcomesOf(at('g.json'))).toMatchObject({ FAR: 'passed', 'FAR ceiling': 'failed' });
  const xml = readFileSync(at('gate.xml'), 'utf8');
  expect(xml).toContain('<testcase classname="isoline.gate" name="FAR ceiling">');
  expect(xml).toMatch(/<testsuite name="p\.json" tests="11" failures="[12]"/);

  writeFileSync(at('p.json'), JSON.stringify({ ...passport, policy: { falseAcceptRate: 0.9 } }));
  const tampered = await gate('--junit', at('gate.xml'));
  expect(tampered.code).toBe(1);
  expect(outcomesOf(at('g.json'))).toMatchObject({ passport: 'failed', FAR: 'skipped' });
  expect(readFileSync(at('gate.xml'), 'utf8')).toContain('changed after it was signed');
  rmSync(at('p.json'));
  expect((await gate()).code).toBe(1);
});

test('decide takes a threshold that a person gives, and gate checks it like any other', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--json', at('e.json'), ...common]));
  const decided = done(
    await run([
      ...['decide', at('e.json'), '--policy', 'threshold=0.62', '--out', at('p.json'), ...common],
    ]),
  );
  expect(decided.stdout).toContain('Policy threshold=0.62');
  expect(decided.stdout).toContain('No interval of the threshold: given by a person.');
  expect(decided.stdout).not.toMatch(/NaN|undefined|null|Infinity/);
  const passport = readJson(at('p.json')) as Passport;
  // So strict a threshold accepts few pairs, and the interval says so wherever it stands.
  const { errors, interval } = passport.attained.falseAccept;
  expect(errors).toBeLessThan(100);
  expect(interval!.note).toMatch(/^fewer than 100 accepted pairs/);
  expect(decided.stdout).toContain(`\n* ${interval!.note!}\n`);
  expect(passport.policy).toEqual({ threshold: 0.62 });
  expect(passport.thresholds[0]!.value).toBeGreaterThanOrEqual(0.62);
  const gate = (...limits: string[]): Promise<Ended> =>
    run(['gate', at('p.json'), ...golden, '--json', at('g.json'), ...common, ...limits]);
  expect(await gate('--ceiling', '100')).toMatchObject({ code: 0, stderr: '' });
  expect((await gate('--ceiling', '1.0001')).code).toBe(1);

  const results = temporaryFolder();
  const refused = async (policy: string, sentence: RegExp): Promise<void> => {
    const out = ['--out', path.join(results, 'p.json')];
    const call = ['decide', at('e.json'), '--policy', policy, ...out, ...common];
    expectRefused(await run(call), sentence, results);
  };
  await refused('threshold=0.62,far=1e-3', /threshold stands alone/);
  await refused('threshold=1.2', /cosine similarities lie between -1 and 1/);
});

test('decide says of which classes its figures are', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--split', '1', '--json', at('e.json'), ...common]));
  const policy = ['--policy', 'far=1e-2,worst-class-far=1e-1'];
  const decided = done(
    await run(['decide', at('e.json'), ...policy, '--out', at('p.json'), ...common]),
  );
  const { heldOut, worstClasses } = readJson(at('p.json')) as Passport;
  expect(decided.stdout).toContain('\nFalse accepts and rejects are those of held-out classes.\n');
  const errors = heldOut!.falseAccept.errors.toLocaleString('en-US');
  expect(decided.stdout).toMatch(new RegExp(`\\nangle +<= \\S+ +${errors} `));
  expect(decided.stdout).toContain(
    `\nHighest class FAR of held-out classes: ${worstClasses.byFalseAcceptRate[0]!.name} `,
  );
});

test('decide reckons what a day comes to, and what a person looks at', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--json', at('e.json'), ...common]));
  const decide = (...more: string[]): Promise<Ended> =>
    run(['decide', at('e.json'), '--policy', 'far=1e-2', ...more, ...common]);
  const ended = done(
    await decide(
      ...['--review', 'far=1e-1', '--per-day', '50000:10:1:0.2'],
      ...['--out', at('p.json'), '--json', at('d.json')],
    ),
  );
  interface Rates {
    falseAcceptRate: number;
    falseRejectRate: number;
  }
  const { proposal, day, review } = readJson(at('d.json')) as {
    proposal: { attained: Rates };
    day: { falseAccepts: number; falseRejects: number; cost: number };
    review: { low: { attained: Rates }; comparisons: number; share: number; cost: number };
  };
  const { attained } = proposal;
  // 40,000 impostor comparisons and 10,000 genuine ones.
  const accepts = 40_000 * attained.falseAcceptRate;
  const rejects = 10_000 * attained.falseRejectRate;
  expect(day.falseAccepts).toBeCloseTo(accepts, 6);
  expect(day.falseRejects).toBeCloseTo(rejects, 6);
  expect(day.cost).toBeCloseTo(10 * accepts + rejects, 6);
  const low = review.low.attained;
  expect(review.comparisons).toBeCloseTo(
    40_000 * (low.falseAcceptRate - attained.falseAcceptRate) +
      10_000 * (attained.falseRejectRate - low.falseRejectRate),
    6,
  );
  expect(ended.stdout).toMatch(/A day of 50,000 comparisons, 20\s% of them genuine: .* cost /);
  expect(ended.stdout).toMatch(/Review from 0\.\d+ \(far=0\.1\) up to 0\.\d+: /);
  expect(ended.stdout).not.toMatch(/NaN|undefined|null|Infinity/);

  expect(ended.stdout).not.toContain('Rejecting every comparison');
  // One genuine comparison in 10,000, and dear false accepts: nothing is worth accepting.
  const rare = ['--per-day', '50000:1000:1:0.0001', '--out', at('rare.json')];
  expect(done(await decide(...rare)).stdout).toContain(
    'Note: Rejecting every comparison would cost less at these costs: 5.\n',
  );

  const results = temporaryFolder();
  const refused = async (more: readonly string[], sentence: RegExp): Promise<void> =>
    expectRefused(await decide(...more, '--out', path.join(results, 'p.json')), sentence, results);
  await refused(['--review', 'far=1e-1'], /--review needs --per-day/);
  await refused(['--per-day', '50000:10:1'], /is not comparisons, cost/);
  await refused(['--per-day', '50000:10:1:2'], /is not comparisons, cost/);
  await refused(
    ['--review', 'far=1e-2', '--per-day', '50000:10:1:0.2'],
    /is not below that of the high policy/,
  );
});

test('a folder and a model: the passport goes into the model, and another model fails', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  const images = at('images');
  for (let c = 0; c < 12; c++) {
    for (let k = 0; k < 4; k++) {
      const shared = noisePixels(c, 16);
      const own = noisePixels(100 + c * 4 + k, 16);
      const pixels = own.map((value, p) => (p % 4 === 0 ? value : shared[p]!));
      await writeImage(path.join(images, `class-${String(c)}`, `${String(k)}.png`), pixels, 16);
    }
  }
  const recipe = writeText(folder, 'recipe.json', JSON.stringify(plainRecipe(16, 16)));
  const modelFile = writeModel(folder, convolutionModel());
  const model = ['--model', modelFile, '--recipe', recipe];
  done(await run(['evaluate', images, ...model, '--json', at('e.json'), ...common]));
  const decide = (...more: string[]): Promise<Ended> =>
    run(['decide', at('e.json'), '--out', at('p.json'), ...more, ...common]);
  done(await decide('--policy', 'far=0.1', '--into', at('stamped.onnx')));
  const passport = readJson(at('p.json')) as Passport;
  expect(passport.model.sha256).toMatch(/^[0-9a-f]{64}$/);

  const gate = (...call: string[]): Promise<Ended> =>
    run([
      ...['gate', at('p.json'), ...call, '--json', at('g.json'), ...common],
      ...['--ceiling', '100', '--tolerance', '10'],
    ]);
  expect(await gate(images, ...model)).toMatchObject({ code: 0 });
  // The stamped copy is the same model, and the recipe is the passport's where none is given.
  expect(await gate(images, '--model', at('stamped.onnx'))).toMatchObject({ code: 0 });
  const other = writeModel(temporaryFolder(), { ...convolutionModel(), producerName: 'other' });
  expect(await gate(images, '--model', other, '--recipe', recipe)).toMatchObject({ code: 1 });
  expect(outcomesOf(at('g.json'))).toMatchObject({ model: 'failed', recipe: 'passed' });
  const bgr = JSON.stringify(plainRecipe(16, 16, { colour: 'BGR' }));
  const otherRecipe = writeText(folder, 'other.json', bgr);
  expect(await gate(images, '--model', modelFile, '--recipe', otherRecipe)).toMatchObject({
    code: 1,
  });
  expect(outcomesOf(at('g.json'))).toMatchObject({ model: 'passed', recipe: 'failed' });
  writeFileSync(path.join(images, 'class-3', '1.png'), 'no image');
  expect(await gate(images, ...model)).toMatchObject({ code: 1 });
  expect(outcomesOf(at('g.json'))).toMatchObject({ data: 'failed', classes: 'passed' });
  rmSync(path.join(images, 'class-3'), { recursive: true });
  const missing = await gate(images, ...model);
  expect(missing.code).toBe(1);
  expect(missing.stdout).toContain('class-3');

  const results = temporaryFolder();
  const again = await run([
    ...['decide', at('e.json'), '--policy', 'far=0.1', '--into', at('stamped.onnx')],
    ...['--out', path.join(results, 'p.json'), ...common],
  ]);
  expectRefused(again, /stamped\.onnx exists, and a model is never written over/, results);
});

test('the help of decide names every part of a policy, written as it is read', async () => {
  const { stdout } = await run(['decide', '--help']);
  const parts = [...stdout.matchAll(/^ {4}([a-z][a-z0-9-]*)(=\S+)? {2,}\S/gm)].map(
    ([, name = '', value = '']) => ({ name, text: `${name}${value}` }),
  );
  expect(parts.map(({ name }) => name)).toEqual([
    ...Object.keys(constraintNames),
    ...['eer', 'utility', 'cost', 'threshold'],
  ]);
  for (const { text } of parts) {
    expect(parsePolicy(text.replace('CFA:CFR:PREVALENCE', '10:1:0.01')).fault).toBeNull();
  }
});

test('decide and gate refuse wrong calls with a sentence', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const common = ['--quiet', '--workspace', at('workspace')];
  done(await run(['evaluate', ...golden, '--json', at('e.json'), ...common]));
  const results = temporaryFolder();
  const out = ['--out', path.join(results, 'p.json')];
  const decide = (...more: string[]): Promise<Ended> =>
    run(['decide', at('e.json'), ...out, ...more, ...common]);
  const refused = (ended: Ended, sentence: RegExp): void => expectRefused(ended, sentence, results);
  refused(await decide('--policy', 'far=2'), /far=2 is not a rate/);
  refused(await decide('--policy', 'eer,utility'), /two objectives/);
  refused(await decide(), /--policy/);
  refused(
    await decide('--policy', 'worst-class-far=1e-2,frr=1e-3'),
    /No threshold meets every constraint: .*In the way stand class-/,
  );
  refused(await decide('--policy', 'far=1e-9'), /Insufficient data/);
  refused(
    await decide('--policy', 'far=1e-2', '--into', path.join(results, 'm.onnx')),
    /of a matrix/,
  );
  refused(await decide('--policy', 'far=1e-2', '--sign', at('no.pem')), /private key/);
  // The evaluation of another workspace.
  const elsewhere = await run([
    ...['decide', at('e.json'), '--policy', 'far=1e-2', ...out],
    ...['--quiet', '--workspace', at('elsewhere')],
  ]);
  refused(elsewhere, /has no evaluation/);
  writeFileSync(at('e.json'), '{}');
  refused(await decide('--policy', 'far=1e-2'), /is not an evaluation/);
  refused(await run(['gate', at('p.json'), ...common]), /Name a labelled folder/);
  refused(await run(['gate', at('p.json'), ...golden, '--ceiling', '0', ...common]), /--ceiling/);
  refused(
    await run(['gate', at('p.json'), ...golden, ...common, '--json', at('p.json')]),
    /The passport and --json name the same file/,
  );
  refused(
    await run(['decide', at('e.json'), '--policy', 'eer', '--out', at('e.json'), ...common]),
    /The evaluation and --out name the same file/,
  );
});
