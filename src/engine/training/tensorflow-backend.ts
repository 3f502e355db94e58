import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { IsolineError } from '../../core/errors.ts';

/**
 * What TensorFlow.js computes on, in the order in which Isoline prefers them: the TensorFlow library
 * on an NVIDIA GPU, the same library on the processor, and plain JavaScript, which is everywhere and
 * slow.
 */
export const tensorflowDevices = ['cuda', 'cpu', 'javascript'] as const;
export type TensorflowDevice = (typeof tensorflowDevices)[number];

/** The packages that carry the TensorFlow library; both run on the processor where no GPU is usable. */
const libraryPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** The backend that those packages register, and what it says of itself. */
const LIBRARY_BACKEND = 'tensorflow';
interface LibraryBackend {
  readonly isUsingGpuDevice: boolean;
}

/** The device that runs, and those before it in the order, which do not. */
export interface TensorflowChoice {
  readonly device: TensorflowDevice;
  readonly skipped: readonly TensorflowDevice[];
  /** Why they were skipped, in a sentence; empty where none was. */
  readonly reason: string;
}

/**
 * Makes TensorFlow.js ready on a device, for the whole process: `auto` is the first of
 * `tensorflowDevices` that is there.
 *
 * @throws IsolineError (input) `device-unknown`; `device-unavailable` with the reason
 */
export async function startTensorflow(wanted: string): Promise<TensorflowChoice> {
  const asked = tensorflowDevices.find((device) => device === wanted);
  if (asked === undefined && wanted !== 'auto') {
    throw new IsolineError({
      code: 'device-unknown',
      sentence: `TensorFlow has no device "${wanted}"; there are auto, ${tensorflowDevices.join(', ')}.`,
      next: 'Choose one of them.',
      subject: wanted,
    });
  }
  tf.enableProdMode();
  if (asked === 'javascript') {
    await startJavaScript();
    return { device: 'javascript', skipped: [], reason: '' };
  }
  const { device, reason } = await startLibrary();
  if (asked !== undefined && asked !== device) {
    throw new IsolineError({
      code: 'device-unavailable',
      sentence: `TensorFlow does not run on the device ${asked}: ${reason}`,
      next: 'Choose auto, or the engine onnxruntime.',
      subject: asked,
    });
  }
  if (device === 'cuda') return { device, skipped: [], reason: '' };
  if (device === 'cpu') return { device, skipped: ['cuda'], reason };
  await startJavaScript();
  return { device: 'javascript', skipped: ['cuda', 'cpu'], reason };
}

/** Starts the TensorFlow library, and says what it runs on and why, or why it is not there. */
async function startLibrary(): Promise<{ device: 'cuda' | 'cpu' | null; reason: string }> {
  restoreRemovedUtilities();
  const reasons: string[] = [];
  for (const name of libraryPackages) {
    try {
      await import(name);
      await tf.setBackend(LIBRARY_BACKEND);
      const { isUsingGpuDevice } = tf.backend() as unknown as LibraryBackend;
      return isUsingGpuDevice
        ? { device: 'cuda', reason: `${name} has found a GPU, and computes there.` }
        : { device: 'cpu', reason: `${name} runs, and finds no GPU that it can use.` };
    } catch (error) {
      reasons.push(`${name} cannot be loaded (${firstLine(error)})`);
    }
  }
  return { device: null, reason: `${reasons.join('; ')}.` };
}

async function startJavaScript(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
}

/**
 * TensorFlow.js 4.22 for Node calls `util.isNullOrUndefined`, which Node 23 removed, and
 * `util.isArray`, which warns: both are there before the package is loaded.
 */
function restoreRemovedUtilities(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: (value: unknown): boolean => Array.isArray(value),
  });
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/ imported from .*/, '').replace(/\.$/, '');
}
