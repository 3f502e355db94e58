import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import os from 'node:os';
import { promisify } from 'node:util';

/** The machine that Isoline runs on. */
export interface Machine {
  platform: NodeJS.Platform;
  architecture: string;
  /** Of the operating system. */
  release: string;
  processor: string;
  /** How many threads run at once. */
  threads: number;
  memoryBytes: number;
  freeMemoryBytes: number;
  /** Names and memory of NVIDIA GPUs, as their driver tells them. */
  gpus: string[];
  /** A sentence where there are none. */
  gpusReason: string;
}

export async function describeMachine(): Promise<Machine> {
  return {
    platform: os.platform(),
    architecture: os.arch(),
    release: os.release(),
    processor: os.cpus()[0]?.model ?? 'unknown',
    threads: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    freeMemoryBytes: os.freemem(),
    ...(await nvidiaGpus()),
  };
}

/** The version of an installed package, or null. */
export function packageVersion(name: string): string | null {
  let manifest: string | undefined;
  try {
    manifest = findPackageJSON(name, import.meta.url);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  }
  if (manifest === undefined) return null;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** ONNX Runtime does not name the GPUs that it finds; NVIDIA's own program does. */
async function nvidiaGpus(): Promise<Pick<Machine, 'gpus' | 'gpusReason'>> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'],
      { timeout: 10_000, windowsHide: true },
    );
    const gpus = stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return { gpus, gpusReason: gpus.length > 0 ? '' : 'nvidia-smi names none.' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      gpus: [],
      gpusReason:
        code === 'ENOENT'
          ? 'none: nvidia-smi is not installed'
          : `none: nvidia-smi failed: ${(error as Error).message.split('\n')[0] ?? ''}`,
    };
  }
}
