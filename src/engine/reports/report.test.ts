import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { evaluationFileSchema } from '../../contract/evaluation.ts';
import type {
  Evaluation,
  EvaluationFile,
  HeldOutRates,
  OperatingPoint,
} from '../../contract/evaluation.ts';
import { attribute, elementsOf, find, parsePage, rowsOf, textOf } from './parsed-page.fixture.ts';
import type { PageNode } from './parsed-page.fixture.ts';
import { renderReport } from './report.ts';
import { drawnEvaluation } from './drawn-evaluation.fixture.ts';
import { sampleEvaluation } from './sample-evaluation.fixture.ts';

const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script src="http://example.com/x.js"></script>',
  '<!-- & &amp; ]]>',
  'line\nbreak\u0000\u202eevil',
  'حذاء رياضي',
  'обувь 鞋子',
  'lone \ud800 surrogate',
  'long '.repeat(60),
  '',
];

const calibration = sampleEvaluation({
  classes: 30,
  imagesOf: (index) => 2 + (index % 12),
  seed: 3,
  set: 'calibration',
});
const heldOut = sampleEvaluation({
  classes: 24,
  imagesOf: (index) => 2 + (index % 9),
  seed: 4,
  set: 'held-out',
  nameOf: (index) => `held-${index}`,
});

/** The calibration points with what the held-out classes gave: made up, and far from calibration. */
const counted = calibration.operatingPoints.map((point, index): OperatingPoint => ({
  ...point,
  heldOut: {
    falseAccepts: 1000 + index,
    falseRejects: 100 + index,
    falseAcceptRate: (1000 + index) / heldOut.impostorPairs,
    falseRejectRate: (100 + index) / heldOut.genuinePairs,
    impostorPairs: heldOut.impostorPairs,
    genuinePairs: heldOut.genuinePairs,
    falseAcceptRateInterval: { lower: 0.0123, upper: 0.0456, level: 0.95, replicates: 1000 },
    falseRejectRateInterval: { lower: 0.123, upper: 0.456, level: 0.95, replicates: 1000 },
    classFalseAcceptRate: heldOut.classNames.map(() => 0.01),
    classFalseRejectRate: heldOut.classNames.map(() => 0.1),
  },
}));
const fitted: Evaluation = { ...calibration, operatingPoints: counted };

const samples: Record<string, EvaluationFile> = {
  'one class': sampleEvaluation({ classes: 1, imagesOf: () => 5 }),
  'three classes': sampleEvaluation({ classes: 3, imagesOf: (index) => 4 + index }),
  'single images': sampleEvaluation({ classes: 12, imagesOf: () => 1 }),
  'sixty classes': sampleEvaluation({
    classes: 60,
    imagesOf: (index) => 1 + (index % 17),
    seed: 7,
  }),
  'hostile names': sampleEvaluation({
    classes: 20,
    imagesOf: (index) => 3 + (index % 7),
    nameOf: (index) => hostileNames[index] ?? `plain ${index}`,
  }),
  'a split': { ...fitted, sets: { calibration: fitted, heldOut } },
  'ten thousand classes': drawnEvaluation({
    classes: 10_000,
    imagesOf: (index) => 1 + (index % 11),
  }),
};
const sampleNames = Object.keys(samples);

function sample(name: string): EvaluationFile {
  const found = samples[name];
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}

function page(evaluation: EvaluationFile): Promise<PageNode> {
  return parsePage(renderReport(evaluation));
}

const commas = (count: number): string => count.toLocaleString('en-US');
const printedAsRate = (text: string, rate: number): void =>
  expect(Math.abs(Number(text) - rate)).toBeLessThanOrEqual(0.005 * rate);

describe('a report of any evaluation', () => {
  it.each(sampleNames)('rests on a sample that the contract accepts: %s', (name) => {
    evaluationFileSchema.parse(sample(name));
  });

  it.each(sampleNames)('is well-formed and small: %s', async (name) => {
    const text = renderReport(sample(name));
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
    const root = await parsePage(text);
    const ids = elementsOf(root).flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const element of elementsOf(root)) {
      const target = attribute(element, 'href');
      if (target !== undefined) expect(ids).toContain(target.slice(1));
    }
  });

  it.each(sampleNames)('loads nothing and runs nothing: %s', async (name) => {
    const text = renderReport(sample(name), { title: '<script>alert(2)</script>' });
    const elements = elementsOf(await parsePage(text));
    const active = ['script', 'img', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'image'];
    for (const element of elements) {
      expect(active).not.toContain(element.name);
      for (const { name: attributeName, value } of element.attrs ?? []) {
        expect(attributeName).not.toMatch(/^on|^src|^xlink|^action|^data/);
        if (attributeName === 'href') expect(value).toMatch(/^#/);
      }
    }
    const style = elements.find((element) => element.name === 'style');
    const css = (style?.children ?? []).map((child) => child.value ?? '').join('');
    expect(css).toContain('@media print');
    expect(css).not.toMatch(/url\(|@import|https?:/);
  });

  it.each(sampleNames)('never prints a missing value raw: %s', async (name) => {
    const root = await page(sample(name));
    expect(textOf(root)).not.toMatch(/NaN|undefined|Infinity|\bnull\b|\[object/);
    for (const element of elementsOf(root)) {
      for (const { value } of element.attrs ?? []) {
        expect(value ?? '').not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });

  it.each(sampleNames)('is the same, byte for byte, whenever it is made: %s', (name) => {
    const evaluation = sample(name);
    expect(renderReport(structuredClone(evaluation))).toBe(renderReport(evaluation));
  });

  it.each(sampleNames)('has drawings that a strict SVG reader accepts: %s', async (name) => {
    const drawings = renderReport(sample(name)).match(/<svg\s.*?<\/svg>/gs) ?? [];
    if (name !== 'one class') expect(drawings.length).toBeGreaterThanOrEqual(2);
    for (const drawing of drawings) {
      expect(drawing).toMatch(/<title id="[^"]+">[^<]+<\/title>\s*<desc id="[^"]+">[^<]+<\/desc>/);
      const { width, height } = await sharp(Buffer.from(drawing)).metadata();
      expect([width, height]).toEqual([560, 330]);
    }
  });
});

describe('names', () => {
  it('stand in the class table as text, whatever they hold', async () => {
    const evaluation = sample('hostile names');
    const root = await page(evaluation);
    const cells = rowsOf(find(root, 'table', 'classes')).map((row) =>
      (row[0] ?? '').replace(/ †$/, ''),
    );
    expect(cells).toContain('<script>alert(1)</script>');
    expect(cells).toContain('"><img src=x onerror=alert(1)>');
    expect(cells).toContain("' onmouseover='alert(1)");
    expect(cells).toContain('<!-- & &amp; ]]>');
    expect(cells).toContain('line\ufffdbreak\ufffd\u202eevil');
    expect(cells).toContain('حذاء رياضي');
    expect(cells).toContain('lone \ufffd surrogate');
    expect(cells).toContain('(empty name)');
  });

  it('keep their own direction, and their whole length as a title', async () => {
    const isolated = elementsOf(await page(sample('hostile names'))).filter(
      (element) => element.name === 'bdi',
    );
    expect(isolated.map(textOf)).toContain('حذاء رياضي');
    const long = isolated.find((element) => textOf(element).startsWith('long long'));
    expect(long && attribute(long, 'title')).toBe('long '.repeat(60));
    expect(long && textOf(long).length).toBeLessThanOrEqual(60);
  });
});

describe('operating points', () => {
  it('carry the thresholds, rates and counts of the evaluation', async () => {
    const evaluation = sample('sixty classes');
    const rows = rowsOf(find(await page(evaluation), 'table', 'points'));
    expect(rows.length).toBe(evaluation.operatingPoints.length);
    evaluation.operatingPoints.forEach((point, index) => {
      const row = rows[index] as string[];
      expect(Number(row[0])).toBe(point.targetFalseAcceptRate);
      const [threshold, exact] = (row[1] as string).split(' exact ').map(Number);
      expect(Math.fround(exact as number)).toBe(point.threshold);
      expect(threshold).toBeGreaterThanOrEqual((point.threshold as number) - 5e-8);
      expect(threshold).toBeLessThan((point.threshold as number) + 1e-6);
      const [acceptRate, acceptCounts] = parts(row[5] as string);
      const [rejectRate, rejectCounts] = parts(row[6] as string);
      printedAsRate(acceptRate, point.falseAcceptRate as number);
      printedAsRate(rejectRate, point.falseRejectRate as number);
      expect(acceptCounts).toBe(
        `${commas(point.falseAccepts as number)} / ${commas(evaluation.impostorPairs)}`,
      );
      expect(rejectCounts).toBe(
        `${commas(point.falseRejects as number)} / ${commas(evaluation.genuinePairs)}`,
      );
    });
  });

  it('are 1e-3 for the class table, or the strictest that the data can show', async () => {
    const usual = textOf(find(await page(sample('sixty classes')), 'section', 'operating-points'));
    expect(usual).toContain('The main operating point is target FAR 0.001.');
    const small = textOf(find(await page(sample('three classes')), 'section', 'operating-points'));
    expect(small).toContain(
      'strictest target that has a threshold, FAR 0.1 (target FAR 0.001 has none: insufficient data: 74 impostor pairs',
    );
  });

  it('say why there are none', async () => {
    const rows = rowsOf(find(await page(sample('one class')), 'table', 'points'));
    for (const row of rows) expect(row[1]).toMatch(/^none: insufficient data/);
    const reasons = textOf(find(await page(sample('one class')), 'section', 'collisions'));
    expect(reasons).toContain('none: there is no operating point.');
  });

  it('leave out the cosine scales of AS-norm scores', async () => {
    const evaluation: Evaluation = {
      ...sample('sixty classes'),
      score: 'as-norm',
      operatingPoints: sample('sixty classes').operatingPoints.map((point): OperatingPoint => {
        const rest = { ...point };
        delete rest.scales;
        return rest;
      }),
    };
    const root = await page(evaluation);
    expect(rowsOf(find(root, 'table', 'points')).map((row) => row.length)).toEqual([4, 4, 4, 4]);
    expect(textOf(find(root, 'dl', 'summary'))).toContain('(AS-norm score; no cosine scales)');
  });
});

/** `rate`, then `part / whole`, of a cell with an interval below. */
function parts(cell: string): [string, string] {
  const match = /^(\S+) (\S+ \/ \S+)/.exec(cell);
  if (match === null) throw new Error(`no rate with counts in: ${cell}`);
  return [match[1] as string, match[2] as string];
}

describe('the class table', () => {
  it('lists every class once, by contribution, with the counts of the evaluation', async () => {
    const evaluation = sample('sixty classes');
    const point = evaluation.operatingPoints[2] as OperatingPoint;
    const rows = rowsOf(find(await page(evaluation), 'table', 'classes'));
    expect(rows.map((row) => (row[0] as string).replace(/ †$/, '')).sort()).toEqual(
      [...evaluation.classNames].sort(),
    );
    const few = evaluation.classImages.map(
      (images) => images > 1 && (images * (images - 1)) / 2 < 10,
    );
    let last = Number.POSITIVE_INFINITY;
    for (const row of rows) {
      const [marked = '', images, acceptRate = '', acceptCounts, ...rest] = row;
      const index = evaluation.classNames.indexOf(marked.replace(/ †$/, ''));
      expect(marked.endsWith('†')).toBe(few[index]);
      const own = evaluation.classImages[index] as number;
      expect(images).toBe(commas(own));
      printedAsRate(acceptRate, point.classFalseAcceptRate?.[index] as number);
      expect(acceptCounts).toBe(
        `${commas(point.classFalseAccepts?.[index] as number)} / ${commas(own * (evaluation.images - own))}`,
      );
      if (own === 1) {
        expect(rest.slice(0, 2)).toEqual(['none: one image', 'none']);
        last = -1;
        continue;
      }
      const [rejectRate = '', rejectCounts, contribution = ''] = rest;
      printedAsRate(rejectRate, point.classFalseRejectRate?.[index] as number);
      expect(rejectCounts).toBe(
        `${commas(point.classFalseRejects?.[index] as number)} / ${commas((own * (own - 1)) / 2)}`,
      );
      const exact = evaluation.opis.classContribution[index] as number;
      printedAsRate(contribution, exact);
      expect(exact).toBeLessThanOrEqual(last);
      last = exact;
    }
  });

  it('names as top rival the class that shares most false accepts', async () => {
    const evaluation = sample('sixty classes');
    const collision = evaluation.operatingPoints[2]?.collisions?.[0];
    if (collision === undefined) throw new Error('the sample has no collisions');
    const root = await page(evaluation);
    const first = evaluation.classNames[collision.first] as string;
    const second = evaluation.classNames[collision.second] as string;
    const row = rowsOf(find(root, 'table', 'classes')).find((cells) => cells[0]?.startsWith(first));
    expect(row?.at(-1)).toBe(`${second} (${collision.falseAccepts})`);
    expect(rowsOf(find(root, 'table', 'collisions'))[0]?.slice(0, 3)).toEqual([
      first,
      second,
      `${collision.falseAccepts} / ${commas(collision.pairs)}`,
    ]);
  });

  it('shows the 1,000 worst of 10,000 classes and says so', async () => {
    const evaluation = sample('ten thousand classes');
    const point = evaluation.operatingPoints[2] as OperatingPoint;
    const root = await page(evaluation);
    const names = rowsOf(find(root, 'table', 'classes')).map((row) =>
      (row[0] as string).replace(/ †$/, ''),
    );
    expect(names.length).toBe(1000);
    expect(textOf(find(root, 'section', 'classes'))).toContain('The 1,000 of 10,000 classes');
    for (const values of [
      evaluation.opis.classContribution,
      point.classFalseAcceptRate ?? [],
      point.classFalseRejectRate ?? [],
    ]) {
      const known = values.filter((value) => value !== null);
      const worst = values.indexOf(known.reduce((most, value) => Math.max(most, value)));
      expect(names).toContain(evaluation.classNames[worst]);
    }
  });

  it('draws every class of 10,000 in a bounded number of marks', async () => {
    const evaluation = sample('ten thousand classes');
    const tiles = elementsOf(await page(evaluation)).filter(
      (element) => attribute(element, 'class') === 'tile',
    );
    expect(tiles.length).toBeLessThan(4000);
    const drawn = tiles.reduce((sum, tile) => {
      const title = (tile.children ?? []).find((child) => child.name === 'title');
      const text = (title?.children ?? []).map((child) => child.value ?? '').join('');
      const match = /^([\d,]+) classes$/.exec(text);
      return sum + (match === null ? 1 : Number((match[1] as string).replace(/,/g, '')));
    }, 0);
    expect(drawn).toBe(evaluation.classes - evaluation.classesOfOneImage);
  });
});

describe('a split', () => {
  it('sets the held-out counts at the calibration thresholds beside', async () => {
    const rows = rowsOf(
      find(find(await page(sample('a split')), 'section', 'sets'), 'table', 'points'),
    );
    expect(rows.length).toBe(counted.length);
    counted.forEach((point, index) => {
      const row = rows[index] as string[];
      const held = point.heldOut as HeldOutRates;
      expect(parts(row[2] as string)[1]).toBe(
        `${commas(point.falseAccepts as number)} / ${commas(calibration.impostorPairs)}`,
      );
      printedAsRate(parts(row[3] as string)[0], held.falseAcceptRate as number);
      expect(parts(row[3] as string)[1]).toBe(
        `${commas(held.falseAccepts)} / ${commas(heldOut.impostorPairs)}`,
      );
      printedAsRate(parts(row[5] as string)[0], held.falseRejectRate as number);
      expect(parts(row[5] as string)[1]).toBe(
        `${commas(held.falseRejects)} / ${commas(heldOut.genuinePairs)}`,
      );
    });
  });

  it('says in the summary what the threshold does to held-out classes', async () => {
    const held = counted[2]?.heldOut as HeldOutRates;
    const root = await page(sample('a split'));
    expect(textOf(find(root, 'dl', 'summary'))).toContain(
      `(${commas(held.falseAccepts)} / ${commas(heldOut.impostorPairs)})`,
    );
    // The made counts lie far above the calibration interval.
    expect(textOf(root)).toContain(
      'above the whole class-level interval of the calibration classes',
    );
  });

  it('says so where a threshold was not counted on held-out classes', async () => {
    const root = await page({ ...calibration, sets: { calibration, heldOut } });
    const rows = rowsOf(find(find(root, 'section', 'sets'), 'table', 'points'));
    for (const row of rows) expect(row[3]).toBe('none: not counted on the held-out classes');
  });

  it('is absent where there was none', async () => {
    expect(textOf(await page(sample('sixty classes')))).not.toContain(
      'Calibration beside held-out',
    );
  });
});

describe('what the summary says', () => {
  const withOpis = (value: number, noiseFloor: number | null): Evaluation => {
    const evaluation = sample('sixty classes');
    return { ...evaluation, opis: { ...evaluation.opis, value, noiseFloor } };
  };
  const summary = async (evaluation: Evaluation): Promise<string> =>
    textOf(find(await page(evaluation), 'dl', 'summary'));

  it('of OPIS above, at and without a noise floor', async () => {
    expect(await summary(withOpis(0.02, 0.005))).toContain(
      '4.0 times the floor. The floor is what classes of these sizes show even if all share one law',
    );
    expect(await summary(withOpis(0.005, 0.005))).toContain(
      'no larger than classes of these sizes',
    );
    expect(await summary(withOpis(0.02, null))).toContain('its noise floor is not known');
  });

  it('of data too small for the target is a caution', async () => {
    const evaluation: Evaluation = {
      ...sample('sixty classes'),
      certifiableFalseAcceptRate: {
        value: 0.004,
        effectiveTrials: 750,
        targetFalseAcceptRate: 1e-2,
      },
    };
    expect(textOf(find(await page(evaluation), 'p', 'caution'))).toBe(
      'The data is too small to certify the main target: it certifies FAR ≤ 0.00400, and target FAR 0.001 needs 4.0 times as many effective trials.',
    );
    const enough: Evaluation = {
      ...evaluation,
      certifiableFalseAcceptRate: {
        value: 0.0005,
        effectiveTrials: 6000,
        targetFalseAcceptRate: 1e-2,
      },
    };
    expect(renderReport(enough)).not.toContain('class="caution"');
  });

  it('marks an interval behind which there are few accepted pairs, and says what the mark means', () => {
    const evaluation = sample('sixty classes');
    const note = 'fewer than 100 accepted pairs: the interval can be too narrow';
    const page = (points: OperatingPoint[]): string =>
      renderReport({ ...evaluation, operatingPoints: points });
    const noted = evaluation.operatingPoints.map(({ falseAcceptRateInterval, ...point }) => ({
      ...point,
      falseAcceptRateInterval: falseAcceptRateInterval && { ...falseAcceptRateInterval, note },
    })) as OperatingPoint[];
    expect(page(evaluation.operatingPoints)).not.toContain(note);
    const text = page(noted);
    // In the first figure and its sentence, below the operating points and below the intervals.
    expect(text.split(note)).toHaveLength(5);
    expect(text).toMatch(/\]\*<\/small>/);
  });

  it('ends the curve where nothing is accepted', async () => {
    const page = await parsePage(renderReport(sample('sixty classes')));
    const rows = elementsOf(page)
      .filter((element) => attribute(element, 'class') === 'data')
      .map(rowsOf)
      .find(([head]) => head !== undefined && head.length === 7)!;
    const end = rows.at(-1)!;
    expect(Number(end[0])).toBeGreaterThan(Number(rows.at(-2)![0]));
    // FAR with its quantiles over classes, then FRR.
    expect(end.slice(1)).toEqual(['0', '0', '0', '1', '1', '1']);
  });

  it('of the worst class names it and counts those that share its rate', async () => {
    const evaluation = sample('sixty classes');
    const rates = evaluation.operatingPoints[2]?.classFalseRejectRate ?? [];
    const most = Math.max(...rates.filter((rate) => rate !== null));
    const sharing = rates.filter((rate) => rate === most).length;
    const text = await summary(evaluation);
    if (sharing > 1) expect(text).toContain(`(shared by ${sharing} classes)`);
    const candidates = evaluation.classNames.filter((_, index) => rates[index] === most);
    expect(candidates).toContain(/The worst FRR_c is \S+, class (\S+)/.exec(text)?.[1]);
  });
});
