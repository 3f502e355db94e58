import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listSupportedBackends } from './onnxruntime.ts';
import { IsolineError } from '../../core/errors.ts';
import { encodeOnnx, floatTensor, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { describeModel } from './describe.ts';
import type { ProbeResult } from './probe-provider.ts';
import { presetRecipe } from './recipe.ts';
import type { ProviderName, SessionRequest } from './session.ts';
import { providerNames } from './session.ts';

/** Whether a provider really runs a model. */
export interface ProviderReport {
  provider: ProviderName;
  usable: boolean;
  /** One sentence: why not, or what to know about it. */
  reason: string;
}

/** The provider that was chosen, and why each one before it in the order was not. */
export interface ProviderChoice {
  provider: ProviderName;
  skipped: ProviderReport[];
}

/** Loading on a GPU may compile every operator; a driver that hangs must not hold us for ever. */
const probeMilliseconds = 180_000;
/** The operators that take the time: a provider that leaves them to the CPU is not the one that runs. */
const heavyOperator = /Conv|Gemm|MatMul|Attention|LSTM|GRU/;

/** A graphics driver in software takes so many times as long as the CPU itself, and more. */
const slowerThanCpu = 5;
/** Below this, an image's time is mostly the way to the device and back. */
const negligibleMilliseconds = 50;

/**
 * Chooses the provider for a model: the one that is asked for, or with `auto` the first of CUDA,
 * DirectML, CoreML, WebGPU and the CPU that really runs it, and not far slower than the CPU (as
 * graphics drivers in software are). Every provider but the CPU is tried in a process of its own, on
 * one image. Nothing falls back without a word.
 *
 * @throws IsolineError (input) `provider-unknown`; `provider-unavailable` with the reason
 */
export async function chooseProvider(
  wanted: string,
  request: Omit<SessionRequest, 'provider' | 'profilePrefix'>,
): Promise<ProviderChoice> {
  if (wanted !== 'auto') {
    const { report } = await tryProvider(knownProvider(wanted), request);
    if (report.usable) return { provider: report.provider, skipped: [] };
    throw new IsolineError({
      code: 'provider-unavailable',
      sentence: `The provider ${wanted} does not run this model: ${report.reason}`,
      next: 'Choose the provider auto or cpu; "isoline doctor" lists what this machine has.',
      subject: wanted,
    });
  }
  const skipped: ProviderReport[] = [];
  for (const provider of providerNames) {
    const { report, milliseconds, cpuMilliseconds } = await tryProvider(provider, request);
    const slow =
      milliseconds > negligibleMilliseconds && milliseconds > slowerThanCpu * cpuMilliseconds;
    if (report.usable && !slow) return { provider, skipped };
    const times = `${milliseconds.toFixed(0)} ms an image against ${cpuMilliseconds.toFixed(0)} ms`;
    const reason = `It runs the model, but far slower than the CPU (${times}).`;
    skipped.push(slow ? { provider, usable: true, reason } : report);
  }
  // The CPU is last and always usable.
  return { provider: 'cpu', skipped };
}

/** Tries every provider on a small convolution: what this machine has, for the settings and the doctor. */
export async function reportProviders(): Promise<ProviderReport[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isoline-providers-'));
  try {
    const modelFile = path.join(folder, 'convolution.onnx');
    await writeFileAtomically(modelFile, smallConvolution());
    const model = await describeModel(modelFile);
    const recipe = presetRecipe('zero-to-one', model);
    const reports: ProviderReport[] = [];
    for (const provider of providerNames) {
      const { report } = await tryProvider(provider, { modelFile, model, recipe, threads: 1 });
      reports.push(report);
    }
    return reports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Trial {
  report: ProviderReport;
  /** One image, on the provider and on the CPU; 0 where they were not run. */
  milliseconds: number;
  cpuMilliseconds: number;
}

async function tryProvider(
  provider: ProviderName,
  request: Omit<SessionRequest, 'provider' | 'profilePrefix'>,
): Promise<Trial> {
  const trial = (usable: boolean, reason: string): Trial => ({
    report: { provider, usable, reason },
    milliseconds: 0,
    cpuMilliseconds: 0,
  });
  if (provider === 'cpu') return trial(true, 'The CPU runs every model.');
  if (!listSupportedBackends().some(({ name }) => name === provider)) {
    return trial(false, `This build of ONNX Runtime for ${process.platform} has no ${provider}.`);
  }
  const result = await runProbe({ ...request, provider });
  if ('reason' in result) {
    const missing = provider === 'cuda' && result.reason.includes('Failed to load shared library');
    return trial(
      false,
      missing ? 'The CUDA libraries of ONNX Runtime are not installed.' : result.reason,
    );
  }
  const { operators, milliseconds, cpuMilliseconds } = result;
  const onCpu = operators.filter((operator) => operator.provider.startsWith('CPU'));
  const heavy = onCpu.filter(({ type }) => heavyOperator.test(type));
  if (onCpu.length === operators.length) {
    return trial(false, 'ONNX Runtime ran every operator on the CPU instead.');
  }
  if (heavy.length > 0) {
    const types = [...new Set(heavy.map(({ type }) => type))].join(', ');
    return trial(false, `ONNX Runtime left ${heavy.length} heavy operators (${types}) to the CPU.`);
  }
  const others =
    onCpu.length === 0 ? 'every operator' : `all operators but ${onCpu.length} light ones`;
  return { ...trial(true, `It ran ${others}.`), milliseconds, cpuMilliseconds };
}

async function runProbe(request: SessionRequest): Promise<ProbeResult> {
  const script = fileURLToPath(new URL('./probe-provider.ts', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [script, JSON.stringify(request)],
      { timeout: probeMilliseconds, windowsHide: true },
    );
    return JSON.parse(stdout) as ProbeResult;
  } catch (error) {
    const { signal, code, killed } = error as { signal?: string; code?: unknown; killed?: boolean };
    if (killed === true)
      return { reason: `It did not answer within ${probeMilliseconds / 1000} s.` };
    return {
      reason: `Its driver ended the trial process (${signal ?? `exit code ${String(code)}`}).`,
    };
  }
}

function knownProvider(name: string): ProviderName {
  const known = providerNames.find((provider) => provider === name);
  if (known !== undefined) return known;
  throw new IsolineError({
    code: 'provider-unknown',
    sentence: `There is no provider "${name}"; there are auto, ${providerNames.join(', ')}.`,
    next: 'Choose one of them.',
    subject: name,
  });
}

/** A 3 x 3 convolution over an image of 8 x 8, and its mean. */
function smallConvolution(): Uint8Array {
  const weights = Float32Array.from({ length: 4 * 3 * 9 }, (_, k) => ((k % 7) - 3) / 8);
  return encodeOnnx({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'convolution',
      node: [
        onnxNode('Conv', ['image', 'weights'], ['maps'], {
          kernel_shape: [3, 3],
          pads: [1, 1, 1, 1],
        }),
        onnxNode('GlobalAveragePool', ['maps'], ['means']),
        onnxNode('Flatten', ['means'], ['embedding']),
      ],
      initializer: [floatTensor('weights', [4, 3, 3, 3], weights)],
      input: [valueInfo('image', ['N', 3, 8, 8])],
      output: [valueInfo('embedding', ['N', 4])],
    },
  });
}
