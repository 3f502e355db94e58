import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../contract/comparison.ts';
import {
  compareModels,
  drawLabels,
  embedImages,
  evaluateModel,
  testEngine,
} from '../evaluation/compared-models.fixture.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { renderComparison } from './comparison.ts';
import { formatDifference, formatShare } from './comparison-view.ts';
import { formatRate, formatThreshold } from './numbers.ts';
import { attribute, elementsOf, find, parsePage, rowsOf, textOf } from './parsed-page.fixture.ts';

const classes = 50;
const labels = drawLabels(8, classes, 9);
const data = { labels, classes };
const models = [
  embedImages({ ...data, seed: 1, dimension: 6, noise: 0.8 }),
  embedImages({ ...data, seed: 2, dimension: 8, noise: 0.6 }),
];
const hostile = ['<script>alert(1)</script>', '&amp; <b>bold</b>', "' onmouseover='alert(1)"];
const nameOf = (c: number): string => hostile[c] ?? `shoe ${String(c)}`;

async function compared(
  request: { split: { seed: number } | null },
  elsewhere = false,
): Promise<Comparison> {
  const engine = testEngine();
  const evaluated = [];
  for (const model of models) {
    evaluated.push(await evaluateModel(engine, model, { ...request, nameOf }));
  }
  if (!elsewhere) {
    return compareModels(
      engine,
      evaluated.map(({ stored }) => stored),
    );
  }
  const files = evaluated.map(({ file }, k) => {
    const place = path.join(temporaryFolder(), `${String(k)}.json`);
    writeFileSync(place, JSON.stringify(file));
    return place;
  });
  return compareModels(testEngine(), files);
}

describe('renderComparison', () => {
  it('leads with the held-out classes and shows every figure with its interval', async () => {
    const comparison = await compared({ split: { seed: 4 } });
    const html = renderComparison(comparison);
    expect(renderComparison(comparison)).toBe(html);
    const page = await parsePage(html);
    const headings = elementsOf(page)
      .filter(({ name }) => name === 'h2')
      .map(textOf);
    expect(headings).toEqual([
      'Held-out classes',
      'Calibration classes',
      'How to read it',
      'Provenance',
    ]);
    const set = comparison.comparisons[0]!.sets[0]!;
    const section = find(page, 'section', 'comparison-1-held-out');
    const rows = rowsOf(find(section, 'table', 'compared'));
    const { opis, recallAt1 } = set.figures;
    for (const [name, figure] of [
      ['OPIS', opis],
      ['Recall@1', recallAt1],
    ] as const) {
      const row = rows.find(([first]) => first === name)!;
      expect(row[1]).toBe(formatRate(figure.before!));
      expect(row[2]).toBe(formatRate(figure.after!));
      expect(row[3]).toBe(
        `${formatDifference(figure.difference!)} [${formatDifference(figure.interval!.lower)}, ${formatDifference(figure.interval!.upper)}]${figure.interval!.note === undefined ? '' : '*'}`,
      );
      expect(row[5]).toBe(figure.word!.replace('-', ' '));
    }
    const targets = rowsOf(find(section, 'table', 'points'));
    set.targets.forEach(({ matchedFalseAcceptRate: point }, k) => {
      expect(targets[k]![1]).toBe(formatThreshold(point!.thresholdBefore));
      expect(targets[k]![2]).toBe(formatThreshold(point!.thresholdAfter));
      expect(targets[k]![5]).toBe(formatShare(point!.flips!.share!).replace('\u00a0', ' '));
    });
    const all = rowsOf(find(section, 'table', 'all-classes'));
    expect(all.map(([name]) => name).sort()).toEqual([...set.classNames].sort());
  });

  it('needs nothing from outside and lets no name become markup', async () => {
    const html = renderComparison(await compared({ split: null }), { title: hostile[0]! });
    const page = await parsePage(html);
    const elements = elementsOf(page);
    expect(elements.filter(({ name }) => name === 'script' || name === 'img')).toEqual([]);
    for (const element of elements) {
      for (const { name, value } of element.attrs ?? []) {
        expect(name).not.toMatch(/^on/);
        if (name === 'href') expect(value).toMatch(/^#/);
      }
    }
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const section = find(page, 'section', 'comparison-1-all');
    const names = rowsOf(find(section, 'table', 'all-classes')).map(([name]) => name);
    for (const name of hostile) expect(names).toContain(name);
  });

  it('says why a figure is missing where the scores are elsewhere', async () => {
    const page = await parsePage(renderComparison(await compared({ split: null }, true)));
    const section = find(page, 'section', 'comparison-1-all');
    const text = textOf(section);
    expect(text).toMatch(/none: the evaluation \S+ is not in this workspace/);
    expect(text).toMatch(/Single pairs were not compared/);
    expect(rowsOf(find(section, 'table', 'points')).every((row) => row[5] === 'none')).toBe(true);
  });

  it('names every evaluation that is compared with the first', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, models[0]!);
    const other = await evaluateModel(engine, models[1]!);
    const comparison = await compareModels(engine, [one.stored, other.stored, one.stored]);
    const page = await parsePage(renderComparison(comparison));
    const texts = (wanted: string): string[] =>
      elementsOf(page)
        .filter(({ name }) => name === wanted)
        .map(textOf);
    expect(texts('h1')).toEqual(['model 0 → model 1, model 2']);
    expect(texts('h2').slice(0, 2)).toEqual(['model 1: all classes', 'model 2: all classes']);
  });
});

describe('numbers of a comparison', () => {
  it('carry their sign and never round to nothing', () => {
    expect(formatDifference(0.01234)).toBe('+0.0123');
    expect(formatDifference(-2.1e-5)).toBe('\u22122.10e-5');
    expect(formatDifference(0)).toBe('0');
    expect(formatShare(0.00173)).toBe('0.173\u00a0%');
    expect(formatShare(0.00001)).toBe('<\u00a00.01\u00a0%');
    expect(formatShare(0)).toBe('0\u00a0%');
    expect(formatShare(1)).toBe('100\u00a0%');
  });
});
