import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluationFileSchema } from '../contract/evaluation.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { filesBelow } from './labelled-images.fixture.ts';
import { run } from './test-run.ts';

test(
  'the demo writes its report; again it finds its sample drawn',
  { timeout: 300_000 },
  async () => {
    const out = path.join(temporaryFolder(), 'demo');
    const first = await run(['demo', '--out', out, '--quiet']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const report = path.join(out, 'report.html');
    expect(first.stdout).toContain('report.html');
    expect(readFileSync(report, 'utf8')).toMatch(/^<!doctype html>/i);
    const drawn = filesBelow(path.join(out, 'sample'));
    expect(drawn.length).toBeGreaterThan(1000);
    const image = path.join(out, 'sample', drawn[0]!);
    const drawnAt = statSync(image).mtimeMs;

    const second = await run(['demo', '--out', out, '--quiet', '--json', '-']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const file = evaluationFileSchema.parse(JSON.parse(second.stdout));
    expect(file.provenance.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(image).mtimeMs).toBe(drawnAt);
    expect(filesBelow(out).filter((name) => name.includes('partial'))).toEqual([]);
  },
);
