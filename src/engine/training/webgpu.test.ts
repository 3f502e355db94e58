import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { relativeError } from '../../core/graph/run-graph.fixture.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { FirstStep } from './training-step.fixture.ts';

/** Vulkan in software, as Debian's Chromium carries it. */
const driverFolder = '/usr/lib/chromium';
const driver = path.join(driverFolder, 'vk_swiftshader_icd.json');

/** Pairs and indices; proxies; scores alone. A software driver takes seconds to compile each. */
const cases = [
  'linear to 6 with multi-similarity',
  'mlp to 4 with arcface',
  'residual to 8 with triplet',
] as const;

interface Run {
  steps: Map<string, FirstStep>;
  /** Per case: where ONNX Runtime ran the matrix products. */
  productProviders: Set<string>[];
}

async function runOn(provider: string, environment: NodeJS.ProcessEnv): Promise<Run> {
  const profiles = temporaryFolder();
  const script = path.join(import.meta.dirname, 'first-steps.fixture.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, provider, profiles, ...cases],
    { env: { ...process.env, ...environment }, maxBuffer: 2 ** 24 },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FirstStep & { name: string });
  const productProviders = readdirSync(profiles).map((file) => {
    const events = JSON.parse(readFileSync(path.join(profiles, file), 'utf8')) as {
      args?: { op_name?: string; provider?: string };
    }[];
    return new Set(
      events.flatMap(({ args }) =>
        /MatMul|Gemm/.test(args?.op_name ?? '') ? [args?.provider ?? ''] : [],
      ),
    );
  });
  return { steps: new Map(lines.map((line) => [line.name, line])), productProviders };
}

test.skipIf(!existsSync(driver))(
  'the WebGPU provider agrees with the CPU on loss and gradients (needs SwiftShader from Chromium)',
  async () => {
    const onCpu = await runOn('cpu', {});
    const onWebGpu = await runOn('webgpu', {
      VK_ICD_FILENAMES: driver,
      VK_DRIVER_FILES: driver,
      LD_LIBRARY_PATH: driverFolder,
    });
    expect(onWebGpu.productProviders).toEqual(
      cases.map(() => new Set(['WebGpuExecutionProvider'])),
    );
    expect([...onWebGpu.steps.keys()].sort()).toEqual([...cases].sort());
    for (const [name, expected] of onCpu.steps) {
      const actual = onWebGpu.steps.get(name)!;
      for (const [result, value] of Object.entries(expected.values)) {
        expect(relativeError([actual.values[result]!], [value]), result).toBeLessThan(1e-4);
      }
      for (const [parameter, gradient] of Object.entries(expected.gradients)) {
        expect(relativeError(actual.gradients[parameter]!, gradient), parameter).toBeLessThan(1e-4);
      }
    }
  },
  120_000,
);
