/**
 * Child process of `webgpu.test.ts`: runs the first step of some heads and losses on one provider of
 * ONNX Runtime, one after the other, and prints a line of JSON for each. A process of its own, because
 * a graphics driver is chosen by the environment that a process starts with.
 *
 *     node first-steps.fixture.ts PROVIDER FOLDER-FOR-PROFILES CASE...
 */
import path from 'node:path';
import { env } from '../models/onnxruntime.ts';
import type { ProviderName } from '../models/session.ts';
import { createOnnxRuntimeRunner } from './onnxruntime-runner.ts';
import { firstStep, inputsOf, stepCases, stepOf } from './training-step.fixture.ts';

env.logLevel = 'fatal';
const [provider, profiles = '', ...names] = process.argv.slice(2);
for (const { head, baseLoss, name } of stepCases.filter((one) => names.includes(one.name))) {
  const step = stepOf(head, baseLoss);
  const runner = await createOnnxRuntimeRunner(step, {
    provider: provider as ProviderName,
    threads: 1,
    profilePrefix: path.join(profiles, name),
  });
  const first = await firstStep(runner, step, inputsOf(head, step));
  process.stdout.write(`${JSON.stringify({ name, ...first })}\n`);
}
