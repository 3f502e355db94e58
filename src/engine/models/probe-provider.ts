/**
 * Child process of `providers.ts`: loads a model on one provider, runs one black image and prints which
 * provider every operator ran on and how long it took. A process of its own, because a graphics driver
 * may print to the terminal or end the process, and neither must happen to the engine.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { env } from './onnxruntime.ts';
import { IsolineError } from '../../core/errors.ts';
import type { SessionRequest } from './session.ts';
import { onnxRuntimeWords, openEmbeddingSession } from './session.ts';

/** What the child prints: what ran, or why nothing did. */
export type ProbeResult =
  | {
      operators: { provider: string; type: string }[];
      /** One image, the second time: on the provider and on the CPU. */
      milliseconds: number;
      cpuMilliseconds: number;
    }
  | { reason: string };

interface ProfileEvent {
  cat?: string;
  args?: { provider?: string; op_name?: string };
}

async function probe(request: SessionRequest): Promise<ProbeResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isoline-probe-'));
  try {
    const profilePrefix = path.join(folder, 'profile');
    const milliseconds = await timeOneImage({ ...request, profilePrefix });
    const cpuMilliseconds = await timeOneImage({ ...request, provider: 'cpu' });
    const [profile = ''] = await readdir(folder);
    const events = JSON.parse(await readFile(path.join(folder, profile), 'utf8')) as ProfileEvent[];
    const operators = events
      .filter(({ cat }) => cat === 'Node')
      .map(({ args }) => ({ provider: args?.provider ?? '', type: args?.op_name ?? '' }));
    return { operators, milliseconds, cpuMilliseconds };
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeOneImage(request: SessionRequest): Promise<number> {
  const session = await openEmbeddingSession(request);
  const { channels, type, batch } = session.input;
  const length = (batch ?? 1) * channels * request.recipe.size[0] * request.recipe.size[1];
  const pixels = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  // The first run compiles and allocates.
  await session.run(pixels, batch ?? 1);
  const start = performance.now();
  await session.run(pixels, batch ?? 1);
  const milliseconds = performance.now() - start;
  await session.close();
  return milliseconds;
}

function reasonOf(error: unknown): string {
  // ONNX Runtime's own words say more than that the model cannot be loaded.
  if (error instanceof IsolineError && error.cause === undefined) return error.sentence;
  const words = onnxRuntimeWords(error instanceof IsolineError ? error.cause : error);
  return `ONNX Runtime says: ${words}.`;
}

env.logLevel = 'fatal';
const result = await probe(JSON.parse(process.argv[2] ?? '') as SessionRequest);
process.stdout.write(`${JSON.stringify(result)}\n`);
