import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Evaluation, EvaluationFile } from '../contract/evaluation.ts';
import { evaluationFileSchema } from '../contract/evaluation.ts';
import { mapInOrder } from '../engine/datasets/in-order.ts';
import { writeNpy } from '../engine/embedding/npy.ts';
import { convolutionModel, plainRecipe, writeModel } from '../engine/models/test-models.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import {
  expectRefused,
  filesBelow,
  noisePixels,
  writeImage,
  writeText,
} from './labelled-images.fixture.ts';
import type { Ended } from './test-run.ts';
import { run } from './test-run.ts';

const fixtures = path.join(import.meta.dirname, '../engine/evaluation/fixtures');
const golden = [
  ...['--embeddings', path.join(fixtures, 'unbalanced.npy')],
  ...['--labels', path.join(fixtures, 'unbalanced.csv')],
];

/** Runs `evaluate` on a workspace of its own, unless the call names one. */
function evaluate(...call: string[]): Promise<Ended> {
  const workspace = call.includes('--workspace') ? [] : ['--workspace', temporaryFolder()];
  return run(['evaluate', '--quiet', ...workspace, ...call]);
}

/** The evaluation on stdout of a run that must end well. */
function evaluationOf({ code, stdout, stderr }: Ended): EvaluationFile {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const value: unknown = JSON.parse(stdout);
  const parsed = evaluationFileSchema.parse(value);
  // Nothing in the file that the schema does not know.
  expect(parsed).toEqual(value);
  return parsed;
}

/** Without what differs between two runs of the same call. */
function timeless(file: EvaluationFile): unknown {
  return JSON.parse(
    JSON.stringify(file, (key, value: unknown) =>
      key === 'evaluationId' || key === 'time' ? null : value,
    ),
  );
}

/** Every field of the expected object, at any depth, by its path. */
function fieldsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [at] : fieldsOf(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, part]) => fieldsOf(part, `${at}.${name}`));
}

test('the golden matrix: figures, fields, report and text', async () => {
  const folder = temporaryFolder();
  const json = path.join(folder, 'result.json');
  const html = path.join(folder, 'report.html');
  const ended = await evaluate(...golden, '--json', json, '--html', html);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(filesBelow(folder)).toEqual(['report.html', 'result.json']);

  const text = readFileSync(json, 'utf8');
  expect(text).not.toMatch(/NaN|Infinity/);
  const file = evaluationOf({ ...ended, stdout: text });
  const expected = JSON.parse(
    readFileSync(path.join(fixtures, 'unbalanced.expected.json'), 'utf8'),
  ) as Evaluation;
  const fields = new Set(fieldsOf(file));
  expect(fieldsOf(expected).filter((field) => !fields.has(field))).toEqual([]);
  for (const name of ['images', 'classes', 'genuinePairs', 'impostorPairs'] as const) {
    expect(file[name]).toBe(expected[name]);
  }
  expect(file.classNames).toEqual(expected.classNames);
  for (const [k, point] of expected.operatingPoints.entries()) {
    const { threshold, falseAcceptRate, falseRejectRate } = file.operatingPoints[k]!;
    expect(Math.abs(threshold! - point.threshold!)).toBeLessThanOrEqual(1e-6);
    expect(falseAcceptRate).toBeCloseTo(point.falseAcceptRate!, 4);
    expect(falseRejectRate).toBeCloseTo(point.falseRejectRate!, 4);
  }
  expect(file.opis.value).toBeCloseTo(expected.opis.value!, 5);
  expect(file.recallAt1).toBeCloseTo(expected.recallAt1!, 2);
  expect(file.provenance).toMatchObject({ modelSha256: null, recipe: null, seed: 1 });

  const page = readFileSync(html, 'utf8');
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).not.toMatch(/(src|href|action)="(?!#|data:)/);
  expect(page).not.toMatch(/@import|url\((?!['"]?(#|data:))/);
  expect(page).toContain('unbalanced.npy with unbalanced.csv');

  expect(ended.stdout).toContain(
    '599 images of 37 classes, 6,546 genuine and 172,555 impostor pairs',
  );
  expect(ended.stdout).toContain(`\nReport: ${html}\n`);
  for (const { threshold } of file.operatingPoints) {
    // Rounded towards rejection: what is printed accepts nothing more.
    const printed = /\s(0\.\d{6})\s/g;
    const shown = [...ended.stdout.matchAll(printed)].map(([, digits]) => Number(digits));
    expect(shown.some((value) => value >= threshold! && value < threshold! + 1.1e-6)).toBe(true);
  }
  expect(ended.stdout).not.toMatch(/NaN|undefined|null|Infinity/);
});

test('two runs of one call differ in id and time alone, and stdout is the JSON alone', async () => {
  const workspace = temporaryFolder();
  const call = [...golden, '--split', '3', '--json', '-', '--workspace', workspace];
  const first = evaluationOf(await evaluate(...call));
  const second = evaluationOf(await evaluate(...call));
  expect(timeless(second)).toEqual(timeless(first));
  expect(second.provenance.evaluationId).not.toBe(first.provenance.evaluationId);
});

test('a split by seed: calibration thresholds, counted on held-out classes', async () => {
  const call = [...golden, '--split', '3', '--far', '1e-1,1e-2,1e-9'];
  const ended = await evaluate(...call, '--json', '-');
  const file = evaluationOf(ended);
  const { calibration, heldOut } = file.sets!;
  expect({ ...file, sets: undefined }).toEqual({ ...calibration, sets: undefined });
  expect(calibration.set).toBe('calibration');
  expect(heldOut.set).toBe('held-out');
  const shared = new Set(calibration.classNames);
  expect(heldOut.classNames.filter((name) => shared.has(name))).toEqual([]);
  const training = 37 - calibration.classes - heldOut.classes;
  expect(training).toBeGreaterThan(1);
  const note = `${training} training classes of the split take no part in these figures.`;
  expect(calibration.notes).toContain(note);

  const [loose, strict, hopeless] = calibration.operatingPoints;
  expect(hopeless).toEqual({
    targetFalseAcceptRate: 1e-9,
    threshold: null,
    reason: expect.stringMatching(/^insufficient data: [\d,]+ impostor pairs can show/) as string,
  });
  for (const point of [loose!, strict!]) {
    expect(point.heldOut).toMatchObject({
      impostorPairs: heldOut.impostorPairs,
      genuinePairs: heldOut.genuinePairs,
      falseAcceptRateInterval: { level: 0.95 },
      falseRejectRateInterval: { level: 0.95 },
    });
    const { falseAccepts, impostorPairs, falseAcceptRate, falseAcceptRateInterval, ...rest } =
      point.heldOut!;
    expect(falseAcceptRate).toBe(falseAccepts / impostorPairs);
    expect(falseAcceptRateInterval!.lower).toBeLessThanOrEqual(falseAcceptRate!);
    expect(falseAcceptRateInterval!.upper).toBeGreaterThanOrEqual(falseAcceptRate!);
    expect(rest.classFalseAcceptRate).toHaveLength(heldOut.classes);
  }
  expect(loose!.heldOut!.falseAccepts).toBeGreaterThanOrEqual(strict!.heldOut!.falseAccepts);

  const told = (await evaluate(...call)).stdout;
  expect(told).toContain('No threshold for FAR 1e-9 (insufficient data');
  expect(told).toContain('The same thresholds on the held-out classes:');
  expect(told).toContain(`\nNote: ${note}\n`);
});

test('a split from a file, and AS-norm against its training classes', async () => {
  const folder = temporaryFolder();
  const lines = Array.from({ length: 37 }, (_, c) => {
    const set = ['training', 'calibration', 'held-out'][c % 3]!;
    return `class-${String(c).padStart(2, '0')},${set}`;
  });
  const split = writeText(folder, 'split.csv', `class,split\n${lines.join('\n')}\n`);
  const call = [...golden, '--split', split, '--json', '-'];
  const file = evaluationOf(await evaluate(...call));
  const named = (set: number): string[] =>
    lines.filter((_, c) => c % 3 === set).map((line) => line.split(',')[0]!);
  expect(file.sets!.calibration.classNames).toEqual(named(1));
  expect(file.sets!.heldOut.classNames).toEqual(named(2));

  const ended = await evaluate(...call, '--normalise', 'as-norm');
  const normalised = evaluationOf(ended);
  expect(normalised.score).toBe('as-norm');
  expect(normalised.opis.variable).toBe('log-false-accept-rate');
  expect(normalised.operatingPoints[0]).not.toHaveProperty('scales');
  expect(normalised.provenance.cohortFingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(normalised.sets!.calibration.genuinePairs).toBe(file.sets!.calibration.genuinePairs);
  expect(normalised.notes).toContain(
    '13 training classes of the split take part as the cohort of AS-norm alone.',
  );

  const none = writeText(
    folder,
    'none.csv',
    `class,split\n${lines.join('\n')}\n`.replaceAll('training', 'held-out'),
  );
  const untrained = evaluationOf(await evaluate(...golden, '--split', none, '--json', '-'));
  expect(untrained.notes.filter((note) => note.includes('training'))).toEqual([]);
});

test('a folder through a model gives what its embeddings give', async () => {
  const folder = temporaryFolder();
  const images = path.join(folder, 'images');
  for (let c = 0; c < 5; c++) {
    for (let k = 0; k < 6; k++) {
      // Images of a class share every other row of pixels.
      const own = noisePixels(100 + c * 6 + k, 16);
      const shared = noisePixels(c, 16);
      const pixels = own.map((value, at) => (Math.floor(at / 48) % 2 === 0 ? value : shared[at]!));
      await writeImage(path.join(images, `class-${c}`, `${k}.png`), pixels, 16);
    }
  }
  const recipe = writeText(folder, 'recipe.json', JSON.stringify(plainRecipe(16, 16)));
  const model = ['--model', writeModel(folder, convolutionModel()), '--recipe', recipe];
  const workspace = ['--workspace', path.join(folder, 'workspace')];
  const matrix = path.join(folder, 'X.npy');
  const labels = path.join(folder, 'L.csv');
  const embedded = await run([
    ...['embed', images, ...model, ...workspace, '--out', matrix, '--labels', labels],
  ]);
  expect(embedded).toMatchObject({ code: 0 });
  const far = ['--far', '1e-1,1e-2', '--json', '-'];
  const ofFolder = evaluationOf(await evaluate(images, ...model, ...workspace, ...far));
  const ofMatrix = evaluationOf(
    await evaluate('--embeddings', matrix, '--labels', labels, ...workspace, ...far),
  );
  const figures = (file: EvaluationFile): unknown => ({ ...file, provenance: null });
  expect(figures(ofFolder)).toEqual(figures(ofMatrix));
  expect(ofFolder.provenance).toMatchObject({
    source: 'images through model.onnx',
    recipe: plainRecipe(16, 16),
    modelSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });

  // A split is kept with the dataset: the same call without it uses it, and says so.
  const seeded = await evaluate(images, ...model, ...workspace, ...far, '--split', '1');
  const kept = evaluationOf(await evaluate(images, ...model, ...workspace, ...far));
  expect(kept.sets!.heldOut.classNames).toEqual(evaluationOf(seeded).sets!.heldOut.classNames);
  expect(kept.notes).toContain('The split that is kept with the dataset is used.');
  const training = 5 - kept.classes - kept.sets!.heldOut.classes;
  expect(kept.notes).toContainEqual(
    expect.stringMatching(new RegExp(`^${training} training class`)),
  );
});

/** Writes a matrix of small whole numbers, and labels for its rows. */
async function writeMatrix(
  folder: string,
  rows: readonly (readonly number[])[],
  classNames: readonly string[],
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const matrix = path.join(folder, 'X.npy');
  await writeNpy(matrix, {
    rows: rows.length,
    columns: rows[0]!.length,
    data: Float32Array.from(rows.flat()),
  });
  const lines = classNames.map((name, row) => `${row},${name}`);
  const labels = writeText(folder, 'L.csv', `index,class\n${lines.join('\n')}\n`);
  return ['--embeddings', matrix, '--labels', labels];
}

test('the smallest data: one class, and two images', async () => {
  const folder = temporaryFolder();
  const rows = [
    [1, 0],
    [3, 1],
    [2, 1],
  ];
  const alone = await writeMatrix(path.join(folder, 'one'), rows, ['a', 'a', 'a']);
  const one = await evaluate(...alone, '--html', path.join(folder, 'one.html'));
  expect(one).toMatchObject({ code: 0, stderr: '' });
  expect(one.stdout).toContain('insufficient data: there are no impostor pairs');
  const file = evaluationOf(await evaluate(...alone, '--json', '-'));
  expect(file).toMatchObject({ genuinePairs: 3, impostorPairs: 0, meanUtility: null });
  expect(file.operatingPoints.every(({ threshold, reason }) => threshold === null && reason)).toBe(
    true,
  );
  for (const { value, reason } of [file.opis, file.certifiableFalseAcceptRate]) {
    expect({ value, reason }).toEqual({ value: null, reason: expect.any(String) as string });
  }
  expect(file.equalErrorRate).toMatchObject({ threshold: null, rate: null });

  const pair = await writeMatrix(path.join(folder, 'two'), rows.slice(0, 2), ['a', 'b']);
  const two = evaluationOf(
    await evaluate(...pair, '--json', '-', '--html', path.join(folder, 'two.html')),
  );
  expect(two).toMatchObject({ genuinePairs: 0, impostorPairs: 1, classesOfOneImage: 2 });
  expect(two.recallAt1).toBeNull();
  expect(filesBelow(folder).filter((name) => name.endsWith('.html'))).toHaveLength(2);
});

/** A .npy file of version 1.0 with any header. */
function npy(descr: string, fortran: boolean, shape: string, data: ArrayBufferView): Buffer {
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([start, header, new Uint8Array(data.buffer)]);
}

test('what it cannot take is refused with a sentence, and nothing is written', async () => {
  const folder = temporaryFolder();
  const rows = [
    [1, 0],
    [3, 1],
    [0, 0],
    [Number.NaN, 1],
  ];
  const good = await writeMatrix(
    folder,
    [...rows.slice(0, 2), [1, 1], [2, 5]],
    ['a', 'a', 'b', 'b'],
  );
  const [, matrix, , labels] = good as [string, string, string, string];
  const zero = await writeMatrix(path.join(folder, 'zero'), rows.slice(0, 3), ['a', 'a', 'b']);
  const noNumber = await writeMatrix(path.join(folder, 'nan'), rows.toSpliced(2, 1), [
    'a',
    'a',
    'b',
  ]);
  const file = (name: string, content: Uint8Array): string => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const withMatrix = (name: string, content: Uint8Array): string[] => [
    ...['--embeddings', file(name, content), '--labels', labels],
  ];
  let texts = 0;
  const text = (content: string): string => writeText(folder, `text-${texts++}.csv`, content);
  const withLabels = (content: string): string[] => [
    ...['--embeddings', matrix, '--labels', text(content)],
  ];
  const withSplit = (content: string): string[] => [...good, '--split', text(content)];
  const numbers = new Float32Array(8);

  const cases: [call: string[], sentence: RegExp][] = [
    [[], /Name a labelled folder with --model, or --embeddings/],
    [['--embeddings', matrix], /--embeddings and --labels go together/],
    [[folder, ...good], /not both/],
    [[...good, '--preset', 'clip'], /--preset goes with a folder and --model/],
    [[folder, '--model', path.join(folder, 'none.onnx')], /none\.onnx cannot be opened/],
    [['--embeddings', path.join(folder, 'no.npy'), '--labels', labels], /no\.npy cannot be opened/],
    [['--embeddings', labels, '--labels', labels], /L\.csv is not a \.npy file/],
    [withMatrix('cut.npy', readFileSync(matrix).subarray(0, -4)), /cut\.npy ends before/],
    [withMatrix('header.npy', readFileSync(matrix).subarray(0, 40)), /header\.npy ends before/],
    [withMatrix('i4.npy', npy('<i4', false, '(4, 2)', numbers)), /i4\.npy holds <i4; .*float32/],
    [withMatrix('f.npy', npy('<f4', true, '(4, 2)', numbers)), /f\.npy is in Fortran order/],
    [withMatrix('flat.npy', npy('<f4', false, '(8,)', numbers)), /flat\.npy has the shape \(8\)/],
    [withLabels('index,class\n0,a\n1,b\n'), /labels 2 rows, but .*X\.npy has 4/],
    [withLabels('index,class\n0,a\n2,a\n3,b\n4,b\n'), /line 3: the index is "2" where 1 must/],
    [withLabels('name,kind\n0,a\n'), /line 1: the column "index" is missing/],
    [withLabels('index,class\n0,\n'), /line 2: the class is empty/],
    [['--embeddings', matrix, '--labels', path.join(folder, 'no.csv')], /no\.csv cannot be read/],
    [zero, /embedding of row 2 is all zeros/],
    [noNumber, /embedding of row 2 is not finite/],
    [[...good, '--split', path.join(folder, 'no.csv')], /neither a seed nor a file that exists/],
    [withSplit('class,split\na,calibration\n'), /does not name the class "b"/],
    [
      withSplit('class,split\na,calibration\nb,held-out\na,training\n'),
      /line 4: the class "a" was named in line 2 already/,
    ],
    [withSplit('class,split\na,calibration\nb,test-ish\n'), /line 3: "test-ish" names no set/],
    [
      withSplit('class,split\na,calibration\nb,held-out\nc,held-out\n'),
      /line 4: the data has no class "c"/,
    ],
    [withSplit('class,split\na,calibration\nb,training\n'), /leaves no held-out images/],
    [
      [...withSplit('class,split\na,calibration\nb,held-out\n'), '--normalise', 'as-norm'],
      /leaves no training images/,
    ],
    [[...good, '--normalise', 'as-norm'], /there is no split/],
    [[...good, '--normalise', 'z-norm'], /'z-norm' is invalid.*as-norm/],
    [[...good, '--json', labels], /--labels and --json name the same file.*never written over/],
    [[...good, '--html', matrix], /--embeddings and --html name the same file/],
    [['--embeddings', folder, '--labels', labels], /--embeddings ".*" is not the name of a file/],
    [[...good, '--split', ''], /--split "" is neither a seed nor a file/],
    [[...good, '--split', '9007199254740992'], /Give a whole number from 0 to 9007199254740991/],
    [[...good, '--json', path.join(folder, 'no', 'a.json')], /folder of --json .* does not exist/],
    [[...good, '--html', path.join(folder, 'no', 'a.html')], /folder of --html .* does not exist/],
    [[...good, '--fra', '1e-2'], /unknown option '--fra'\. Did you mean --far\?/],
  ];
  const ends = mapInOrder(cases, 3, async ([call, sentence]) => {
    const results = temporaryFolder();
    const written = [
      ...(call.includes('--json') ? [] : ['--json', path.join(results, 'a.json')]),
      ...(call.includes('--html') ? [] : ['--html', path.join(results, 'a.html')]),
    ];
    return { results, sentence, ended: await evaluate(...call, ...written) };
  });
  for await (const { results, sentence, ended } of ends) {
    expectRefused(ended, sentence, results);
  }
  const results = temporaryFolder();
  const both = path.join(results, 'a');
  const overwritten = await evaluate(...good, '--json', both, '--html', both);
  expectRefused(overwritten, /--html and --json name the same file/, results);
});
