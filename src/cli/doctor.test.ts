import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../engine/store/test-process.ts';
import type { DoctorReport } from './doctor.ts';
import { packageVersion } from './machine.ts';
import { run } from './test-run.ts';

test('tells versions, machine, providers and workspace, as text and as JSON', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'doctor.json');
  const workspace = path.join(folder, 'workspace');
  const { code, stdout, stderr } = await run(['doctor', '--workspace', workspace, '--json', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(readFileSync(file, 'utf8')) as DoctorReport;
  expect(report).toMatchObject({
    schema: 'isoline-doctor-1',
    healthy: true,
    notLoading: [],
    versions: {
      isoline: manifest.version,
      node: process.versions.node,
      'onnxruntime-node': packageVersion('onnxruntime-node'),
    },
    workspace: { folder: workspace, state: 'absent' },
  });
  expect(report.providers.at(-1)).toMatchObject({ provider: 'cpu', usable: true });
  for (const { reason } of report.providers) expect(reason).not.toBe('');
  for (const { provider } of report.providers) expect(stdout).toContain(`\n${provider} `);
  expect(stdout).toContain(workspace);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toMatch(/\n\nIsoline can work here\.\n$/);
});

test.skipIf(process.platform === 'win32')('names the GPUs that nvidia-smi names', async () => {
  const folder = temporaryFolder();
  const program = path.join(folder, 'nvidia-smi');
  writeFileSync(program, '#!/bin/sh\necho "NVIDIA H100, 81559 MiB, 550.54"\n');
  chmodSync(program, 0o755);
  const { stdout } = await run(['doctor', '--json', '-'], {
    environment: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  const report = JSON.parse(stdout) as DoctorReport;
  expect(report.machine.gpus).toEqual(['NVIDIA H100, 81559 MiB, 550.54']);
});

test('a workspace that cannot be used is a check that says no', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'isoline.db'), 'no database at all, but long enough'.repeat(99));
  const { code, stdout } = await run(['doctor', '--workspace', folder]);
  expect(code).toBe(1);
  expect(stdout).toContain('is damaged');
  expect(stdout).toMatch(/\n\nThe workspace cannot be used: name another with --workspace\.\n$/);
});

test('a package that is not there has no version', () => {
  expect(packageVersion('isoline-has-no-such-package')).toBeNull();
});
