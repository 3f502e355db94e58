import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importPairsInputSchema, type ListedPair } from '../../contract/api/pairs.ts';
import type { Engine } from '../engine.ts';
import { testEngine } from '../evaluation/compared-models.fixture.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { checkImport, importPairs, type ImportPairsRequest } from './import-pairs.ts';
import { pageOfPairs } from './pair-page.ts';
import { readPairSet } from './pair-sets.ts';

const hooks = { onProgress: () => undefined, signal: new AbortController().signal };

/** A request for files of the given texts. */
function requestFor(text: string, input: object, impostors?: string): ImportPairsRequest {
  const folder = temporaryFolder();
  const file = path.join(folder, 'pairs.txt');
  writeFileSync(file, text);
  const impostorPath = impostors === undefined ? null : path.join(folder, 'impostors.txt');
  if (impostorPath !== null) writeFileSync(impostorPath, impostors!);
  const request = importPairsInputSchema.parse({ path: file, ...input });
  return { ...request, name: null, impostorPath };
}

/** All pairs of an imported file, by place, as lines. */
async function imported(
  engine: Engine,
  text: string,
  input: object,
  impostors?: string,
): Promise<{ set: ReturnType<typeof readPairSet>; lines: string[] }> {
  const { pairSetId } = await importPairs(engine.db, requestFor(text, input, impostors), hooks);
  const set = readPairSet(engine.db, pairSetId);
  const pairs: ListedPair[] = [];
  let cursor: string | null = null;
  do {
    const page = pageOfPairs(engine.db, {
      id: pairSetId,
      scoringId: set.scorings[0]?.id ?? null,
      order: 'place',
      same: null,
      cursor,
      limit: 2,
    });
    pairs.push(...page.pairs);
    cursor = page.next;
  } while (cursor !== null);
  const end = (image: ListedPair['first']): string =>
    image === null ? '-' : `${image.name}:${image.className ?? '?'}`;
  const lines = pairs.map(
    ({ first, second, same, score }) =>
      `${end(first)} ${end(second)} ${same ? 'same' : 'different'} ${String(score)}`,
  );
  return { set, lines };
}

/** Adds a dataset with images, as an import would. */
function addDataset(engine: Engine, images: readonly string[]): number {
  const { lastInsertRowid } = engine.db
    .prepare(
      `INSERT INTO datasets (name, kind, root, fingerprint, created_at, scanned_at)
       VALUES ('people', 'folder', '/people', 'x', 0, 0)`,
    )
    .run();
  for (const image of images) {
    const className = path.dirname(image);
    engine.db
      .prepare('INSERT OR IGNORE INTO classes (dataset_id, name) VALUES (?, ?)')
      .run(lastInsertRowid, className);
    engine.db
      .prepare(
        `INSERT INTO images (dataset_id, class_id, path, sha256, bytes, modified_at, status)
         SELECT dataset_id, id, ?, ?, 1, 0, 'ok' FROM classes WHERE dataset_id = ? AND name = ?`,
      )
      .run(image, image, lastInsertRowid, className);
  }
  return Number(lastInsertRowid);
}

const lfw = `2\t2
Ann\t1\t2
Bob\t3\t1
Ann\t1\tBob\t1
Cy\t4\tBob\t2
Cy\t1\t2
Cy\t1\t3
Ann\t2\tCy\t2
Bob\t1\tCy\t1
`;
const stated = { scale: 'cosine', direction: 'higher-is-more-alike' };

describe('files that are right', () => {
  test('LFW pairs, of external images and of a dataset, with any line ends', async () => {
    const engine = testEngine();
    const lines = [
      'Ann/Ann_0001:Ann Ann/Ann_0002:Ann same null',
      'Bob/Bob_0003:Bob Bob/Bob_0001:Bob same null',
      'Ann/Ann_0001:Ann Bob/Bob_0001:Bob different null',
      'Cy/Cy_0004:Cy Bob/Bob_0002:Bob different null',
      'Cy/Cy_0001:Cy Cy/Cy_0002:Cy same null',
      'Cy/Cy_0001:Cy Cy/Cy_0003:Cy same null',
      'Ann/Ann_0002:Ann Cy/Cy_0002:Cy different null',
      'Bob/Bob_0001:Bob Cy/Cy_0001:Cy different null',
    ];
    for (const text of [lfw, `\uFEFF${lfw.replaceAll('\n', '\r\n')}`, lfw.trimEnd()]) {
      const { set, lines: found } = await imported(engine, text, { format: 'lfw' });
      expect(found).toEqual(lines);
      expect(set).toMatchObject({
        pairs: 8,
        genuinePairs: 4,
        impostorPairs: 4,
        images: 9,
        classes: 3,
        scorings: [],
        name: 'pairs',
      });
    }
    const images = ['Ann', 'Bob', 'Cy'].flatMap((name) =>
      [1, 2, 3, 4].map((k) => `${name}/${name}_000${k}.jpg`),
    );
    const datasetId = addDataset(engine, images);
    const { lines: found } = await imported(engine, lfw, { format: 'lfw', datasetId });
    expect(found[0]).toBe('Ann/Ann_0001.jpg:Ann Ann/Ann_0002.jpg:Ann same null');
    // One fold.
    const { lines: one } = await imported(engine, '1\nAnn 1 2\nAnn 1 Bob 1', { format: 'lfw' });
    expect(one).toHaveLength(2);
  });

  test('CSV, with and without scores, on every scale and in either direction', async () => {
    const engine = testEngine();
    const { lines } = await imported(engine, 'a,b,same\nx,y,1\n"x,1",z,different\n', {
      format: 'csv',
    });
    expect(lines).toEqual(['x:? y:? same null', 'x,1:? z:? different null']);
    const csv = (scores: string[]): string =>
      ['\uFEFFscore,A,b,Same', ...scores.map((score, k) => `${score},x${k},y,${k % 2}`)].join(
        '\r\n',
      );
    for (const [scores, scale, direction] of [
      [['0.5', '-1'], 'cosine', 'higher'],
      [['-0.5', '1'], 'cosine', 'lower'],
      [['0.5', '2'], 'cosine-distance', 'lower'],
      [['-0.5', '-2'], 'cosine-distance', 'higher'],
      [['1', '2'], 'l2', 'lower'],
      [['60.00001', '180'], 'angle', 'lower'],
    ] as [string[], string, string][]) {
      const { set } = await imported(engine, csv(scores), {
        format: 'csv',
        scale,
        direction: `${direction}-is-more-alike`,
      });
      const page = pageOfPairs(engine.db, {
        id: set.id,
        scoringId: set.scorings[0]!.id,
        order: 'highest',
        same: null,
        cursor: null,
        limit: 5,
      });
      expect(page.pairs.map(({ same }) => same)).toEqual([false, true]);
      expect(page.pairs[0]!.score).toBeCloseTo(0.5, 6);
      expect(page.pairs[1]!.score).toBe(-1);
    }
    const datasetId = addDataset(engine, ['Ann/1.png', 'Bob/1.png']);
    const { lines: known } = await imported(engine, 'a,b,same\nAnn/1.png,Bob/1.png,0', {
      format: 'csv',
      datasetId,
    });
    expect(known).toEqual(['Ann/1.png:Ann Bob/1.png:Bob different null']);
  });

  test("bob's columns, and files of genuine and impostor scores", async () => {
    const engine = testEngine();
    const two = await imported(engine, '1 0.5\n-1.0\t-0.25\n', { format: 'bob-2', ...stated });
    expect(two.lines).toEqual(['- - same 0.5', '- - different -0.25']);
    expect(two.set).toMatchObject({ images: 0, classes: null });
    const four = await imported(engine, 'ann ann p/1 0.5\nann bob p/2 0\n', {
      format: 'bob-4',
      ...stated,
    });
    expect(four.lines).toEqual([
      'model ann:ann p/1:ann same 0.5',
      'model ann:ann p/2:bob different 0',
    ]);
    const five = await imported(engine, 'ann m1 ann p1 0.5\nann m2 bob m1 0\n', {
      format: 'bob-5',
      ...stated,
    });
    expect(five.lines).toEqual(['model m1:ann p1:ann same 0.5', 'model m2:ann m1:bob different 0']);
    const files = await imported(
      engine,
      'ann 1 0.5\n0.75\n',
      { format: 'scores', ...stated },
      '0.25\r\n',
    );
    expect(files.lines).toEqual(['- - same 0.5', '- - same 0.75', '- - different 0.25']);
  });

  test("scores on a matcher's own scale stay as they are, negated where lower is more alike", async () => {
    const engine = testEngine();
    const ratios = 'ann ann p/1 -1379.79268746\nann bob p/2 -1634.5\n';
    const input = { format: 'bob-4', scale: 'other' };
    const rising = await imported(engine, ratios, { ...input, direction: stated.direction });
    expect(rising.lines).toEqual([
      `model ann:ann p/1:ann same ${String(Math.fround(-1379.79268746))}`,
      'model ann:ann p/2:bob different -1634.5',
    ]);
    expect(rising.set.scorings).toMatchObject([{ name: 'pairs', score: 'other' }]);
    const counts = await imported(
      engine,
      ' 0\r\n12\r\n',
      { format: 'scores', scale: 'other', direction: 'lower-is-more-alike' },
      '9130\r\n',
    );
    expect(counts.lines).toEqual(['- - same 0', '- - same -12', '- - different -9130']);
    expect(counts.set.scorings).toMatchObject([{ name: 'pairs', score: 'other-negated' }]);
  });
});

describe('files that are wrong are refused by their line, and nothing is kept', () => {
  const head = 'a,b,same,score\n';
  const csv = { format: 'csv', ...stated };
  test.each<[string, string, object, string, RegExp]>([
    ['no header', 'Ann 1 2\n', { format: 'lfw' }, 'pairs-header', /line 1: the header/],
    ['an empty file', '', { format: 'lfw' }, 'pairs-header', /line 1: the header/],
    ['a header of three', '1 2 3\n', { format: 'lfw' }, 'pairs-header', /line 1/],
    [
      'too few pairs',
      '1\nAnn 1 2\n',
      { format: 'lfw' },
      'pairs-count-wrong',
      /line 2: .*1 pairs.*promises 2/,
    ],
    [
      'too many pairs',
      `${lfw}Ann 1 2\n`,
      { format: 'lfw' },
      'pairs-count-wrong',
      /line 10: .*more than the 8/,
    ],
    [
      'an order that contradicts the counts',
      '2\nAnn 1 2\nAnn 1 Bob 1\n',
      { format: 'lfw' },
      'pairs-count-wrong',
      /line 3: .*fold 1/,
    ],
    ['two fields', '1\nAnn 1\n', { format: 'lfw' }, 'pairs-line-malformed', /line 2: 2 fields/],
    ['no number', '1\nAnn 1 x\n', { format: 'lfw' }, 'pairs-line-malformed', /line 2: "x"/],
    [
      'an image with itself',
      '1\nAnn 1 1\n',
      { format: 'lfw' },
      'pairs-image-with-itself',
      /line 2/,
    ],
    ['a pair twice', `${head}x,y,1,0\ny,x,1,0\n`, csv, 'pairs-twice', /line 3: .*line 2/],
    [
      'no scale',
      `${head}x,y,1,0\n`,
      { format: 'csv', direction: stated.direction },
      'pairs-scale-missing',
      /scale is not stated/,
    ],
    [
      'no direction',
      `${head}x,y,1,0\n`,
      { format: 'csv', scale: 'l2' },
      'pairs-direction-missing',
      /direction is not stated/,
    ],
    [
      'no direction of a score file',
      '1 0.5\n',
      { format: 'bob-2', scale: 'cosine' },
      'pairs-direction-missing',
      /direction/,
    ],
    ['no column', 'a,b\nx,y\n', csv, 'csv-column-missing', /line 1: .*"same"/],
    ['no label', `${head}x,y,maybe,0\n`, csv, 'pairs-label-invalid', /line 2: "maybe"/],
    ['no image', `${head},y,1,0\n`, csv, 'pairs-image-empty', /line 2/],
    ['no score', `${head}x,y,1,\n`, csv, 'pairs-score-missing', /line 2/],
    [
      'a word for a score',
      `${head}x,y,1,high\n`,
      csv,
      'pairs-score-invalid',
      /line 2: the score "high"/,
    ],
    [
      'a score beyond the scale',
      `${head}x,y,1,1.5\n`,
      csv,
      'pairs-score-invalid',
      /line 2: the score 1.5 is no cosine: .*\[-1, 1\]/,
    ],
    [
      'a failed comparison',
      `${head}x,y,1,nan\n`,
      { ...csv, scale: 'other' },
      'pairs-score-invalid',
      /line 2: the score "nan" is no finite/,
    ],
    [
      'a score beyond float32',
      `${head}x,y,1,1e39\n`,
      { ...csv, scale: 'other' },
      'pairs-score-invalid',
      /line 2: the score "1e39" is no finite float32/,
    ],
    [
      'a distance in the wrong direction',
      `${head}x,y,1,0.5\n`,
      { ...csv, scale: 'l2' },
      'pairs-score-invalid',
      /negated: .*\[-2, 0\]/,
    ],
    ['a row too short', `${head}x,y\n`, csv, 'csv-malformed', /line 2/],
    ['no pairs', head, csv, 'pairs-empty', /no pairs/],
    [
      'a label of bob',
      '2 0.5\n',
      { format: 'bob-2', ...stated },
      'pairs-label-invalid',
      /line 1: the label "2"/,
    ],
    [
      'three columns',
      '1 0.5\n1 2 3\n',
      { format: 'bob-2', ...stated },
      'pairs-line-malformed',
      /line 2: 3 columns, where 2/,
    ],
    [
      'four for five',
      'a a p 1\n',
      { format: 'bob-5', ...stated },
      'pairs-line-malformed',
      /line 1: 4 columns, where 5/,
    ],
    [
      'two classes of a probe',
      'a a p 1\nb b p 1\n',
      { format: 'bob-4', ...stated },
      'pairs-class-twice',
      /line 2: "p"/,
    ],
  ])('%s', async (_, text, input, code, sentence) => {
    const engine = testEngine();
    const refusal = await importPairs(engine.db, requestFor(text, input), hooks).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      code,
      kind: 'input',
      sentence: expect.stringMatching(sentence) as string,
    });
    expect(engine.db.prepare('SELECT count(*) AS sets FROM pair_sets').get()).toEqual({ sets: 0 });
  });

  test('an unknown image of a dataset, a second file, another encoding', async () => {
    const engine = testEngine();
    const datasetId = addDataset(engine, ['Ann/Ann_0001.jpg']);
    for (const [request, code, sentence] of [
      [
        requestFor('1\nAnn 1 2\nAnn 1 Bob 1', { format: 'lfw', datasetId }),
        'pairs-image-unknown',
        /line 2: .*Ann_0002/,
      ],
      [
        requestFor('a,b,same\nAnn/Ann_0001.jpg,x,0', { format: 'csv', datasetId }),
        'pairs-image-unknown',
        /line 2: .*"x"/,
      ],
      [
        requestFor('1', { format: 'scores', ...stated }),
        'pairs-impostor-file',
        /Genuine scores alone/,
      ],
      [requestFor('1', { format: 'lfw' }, '1'), 'pairs-impostor-file', /one file/],
      [
        requestFor('1', { format: 'bob-2', datasetId }),
        'pairs-dataset-format',
        /do not name images/,
      ],
      [
        requestFor('0.5', { format: 'scores', ...stated }, 'x\n'),
        'pairs-score-invalid',
        /impostors\.txt, line 1/,
      ],
    ] as [ImportPairsRequest, string, RegExp][]) {
      await expect(importPairs(engine.db, request, hooks)).rejects.toMatchObject({
        code,
        sentence: expect.stringMatching(sentence) as string,
      });
    }
    const latin = requestFor('', { format: 'bob-2', ...stated });
    writeFileSync(latin.path, Buffer.from([0x31, 0x20, 0xe9, 0x0a]));
    await expect(importPairs(engine.db, latin, hooks)).rejects.toMatchObject({
      code: 'pairs-not-utf8',
      next: expect.stringMatching(/archive/) as string,
    });
    await expect(
      importPairs(engine.db, { ...latin, path: '/nowhere/pairs' }, hooks),
    ).rejects.toMatchObject({ code: 'pairs-unreadable' });
    expect(() => checkImport(engine.db, { ...latin, format: 'csv', datasetId: 9 })).toThrow(
      expect.objectContaining({ code: 'dataset-unknown' }),
    );
  });
});

test('an import that is stopped leaves nothing behind; what a killed one left is taken away', async () => {
  const engine = testEngine();
  const text = Array.from({ length: 3000 }, (_, k) => `1 ${String(k / 3000)}`).join('\n');
  const request = requestFor(text, { format: 'bob-2', ...stated });
  const controller = new AbortController();
  const stopped = importPairs(engine.db, request, {
    signal: controller.signal,
    onProgress: ({ stage, done }) => {
      if (stage === 'Writing pairs' && done >= 2000) controller.abort();
    },
  });
  await expect(stopped).rejects.toThrow();
  const rows = (): unknown[] =>
    ['pair_sets', 'pairs', 'pair_scorings', 'pair_scores', 'pair_order'].map(
      (table) =>
        engine.db.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()!
          .rows,
    );
  expect(rows()).toEqual([0, 0, 0, 0, 0]);

  // As a kill leaves it: no fingerprint, no end.
  await importPairs(engine.db, request, hooks);
  engine.db.prepare("UPDATE pair_sets SET fingerprint = ''").run();
  engine.db.prepare('UPDATE pair_scorings SET complete = 0').run();
  await importPairs(engine.db, request, hooks);
  expect(rows()).toEqual([1, 3000, 1, 3000, 3000]);
});
