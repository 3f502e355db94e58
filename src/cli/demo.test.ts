import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluationFileSchema } from '../contract/evaluation.ts';
import { drawSample } from '../engine/datasets/built-in-sample.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { filesBelow } from './labelled-images.fixture.ts';
import { run } from './test-run.ts';

test(
  'the demo finds its sample drawn, and ends with its pages and its JSON alone on stdout',
  { timeout: 600_000 },
  async () => {
    const out = path.join(temporaryFolder(), 'demo');
    const sample = path.join(out, 'sample');
    await drawSample(sample, { seed: 1 });
    const times = (): number[] =>
      filesBelow(sample).map((name) => statSync(path.join(sample, name)).mtimeMs);
    const drawnAt = times();
    expect(drawnAt.length).toBeGreaterThan(60 * 20);

    const workspace = temporaryFolder();
    const call = ['demo', '--out', out, '--workspace', workspace, '--quiet', '--json', '-'];
    const ended = await run(call);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(filesBelow(workspace)).toContain('isoline.db');
    expect(existsSync(path.join(out, 'workspace'))).toBe(false);
    expect(times()).toEqual(drawnAt);
    const result = JSON.parse(ended.stdout) as {
      evaluation: unknown;
      pages: Record<string, string>;
    };
    const { provenance } = evaluationFileSchema.parse(result.evaluation);
    expect(provenance.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    const pages = Object.values(result.pages);
    expect(pages.map((page) => path.relative(out, page))).toContain('report.html');
    for (const page of pages) expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(filesBelow(out).filter((name) => name.includes('partial'))).toEqual([]);
  },
);
