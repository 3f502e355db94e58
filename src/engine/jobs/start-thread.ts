import { Worker, type WorkerOptions } from 'node:worker_threads';
import '../models/no-telemetry.ts';

/**
 * Starts a thread on a TypeScript module of ours, whose types are taken off by native code. Node's own
 * way is WebAssembly, and where threads with WebAssembly come and go, V8 now and then ends the process
 * (nodejs/node#64500).
 */
export function startThread(module: URL, options: Omit<WorkerOptions, 'execArgv'> = {}): Worker {
  const stripTypes = new URL('./strip-types.js', import.meta.url).href;
  return new Worker(module, { ...options, execArgv: ['--import', stripTypes] });
}
