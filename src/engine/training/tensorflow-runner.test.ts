import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { relativeError } from '../../core/graph/run-graph.fixture.ts';
import { defaultBaseLosses } from '../../core/losses/base-loss.ts';
import type { TrainingStep } from '../../core/training/training-step.ts';
import { createOnnxRuntimeRunner } from './onnxruntime-runner.ts';
import type { StepRunner } from './step-runner.ts';
import { startTensorflow, tensorflowDevices } from './tensorflow-backend.ts';
import { createTensorflowRunner } from './tensorflow-runner.ts';
import { firstStep, inputsOf, linearHead, stepCases, stepOf } from './training-step.fixture.ts';

const inTensorflow = (step: TrainingStep): Promise<StepRunner> =>
  createTensorflowRunner(step, { device: 'javascript' });

test.each(stepCases)(
  'the engines agree on loss and gradients: $name',
  async ({ head, baseLoss }) => {
    const step = stepOf(head, baseLoss);
    const inputs = inputsOf(head, step);
    const onnxRuntime = await createOnnxRuntimeRunner(step, { provider: 'cpu', threads: 1 });
    const expected = await firstStep(onnxRuntime, step, inputs);
    const actual = await firstStep(await inTensorflow(step), step, inputs);
    expect(Object.keys(actual.values)).toEqual([...step.results]);
    for (const [name, value] of Object.entries(expected.values)) {
      expect(relativeError([actual.values[name]!], [value]), name).toBeLessThan(1e-4);
    }
    for (const [parameter, gradient] of Object.entries(expected.gradients)) {
      expect(Math.max(...gradient.map(Math.abs)), parameter).toBeGreaterThan(0);
      expect(relativeError(actual.gradients[parameter]!, gradient), parameter).toBeLessThan(1e-4);
    }
  },
);

test('the engines stay together over many steps', async () => {
  const step = stepOf(linearHead, defaultBaseLosses['multi-similarity']);
  const histories = [];
  for (const runner of [
    await createOnnxRuntimeRunner(step, { provider: 'cpu', threads: 1 }),
    await inTensorflow(step),
  ]) {
    const losses: number[] = [];
    for (let index = 0; index < 20; index++) {
      losses.push((await runner.step(inputsOf(linearHead, step, index))).loss!);
    }
    histories.push(losses);
    await runner.release();
  }
  const [expected, actual] = histories as [number[], number[]];
  expect(expected.at(-1)).toBeLessThan(0.8 * expected[0]!);
  expect(relativeError(actual, expected)).toBeLessThan(1e-4);
});

test('memory is the same after every step, and all given back at the end', async () => {
  await startTensorflow('javascript');
  const before = tf.memory().numTensors;
  const step = stepOf(linearHead, defaultBaseLosses.triplet);
  const runner = await inTensorflow(step);
  const counts: number[] = [];
  for (let index = 0; index < 4; index++) {
    await runner.step(inputsOf(linearHead, step, index));
    await runner.writeStates(await runner.readStates());
    const incomplete = inputsOf(linearHead, step, index);
    delete incomplete['labels'];
    await expect(runner.step(incomplete)).rejects.toMatchObject({ code: 'step-input' });
    counts.push(tf.memory().numTensors);
  }
  expect(new Set(counts).size).toBe(1);
  await runner.release();
  expect(tf.memory().numTensors).toBe(before);
});

test('states are copies, and those that do not fit are refused', async () => {
  const step = stepOf(linearHead, null);
  const runner = await inTensorflow(step);
  const start = await runner.readStates();
  expect(Object.keys(start)).toEqual(step.states.map(({ input }) => input));
  start['weight']!.fill(0);
  expect((await runner.readStates())['weight']).toEqual(step.states[0]!.initial);

  const first = await runner.step(inputsOf(linearHead, step));
  const after = await runner.readStates();
  await runner.writeStates(after);
  const second = await runner.step(inputsOf(linearHead, step, 1));
  await runner.writeStates(after);
  after['weight']!.fill(7);
  expect(await runner.step(inputsOf(linearHead, step, 1))).toEqual(second);
  expect(second.loss).not.toBe(first.loss);

  const kept = await runner.readStates();
  await expect(runner.writeStates({ ...kept, weight: new Float32Array(3) })).rejects.toMatchObject({
    code: 'step-state',
    subject: 'weight',
  });
  expect(await runner.readStates()).toEqual(kept);
  await runner.release();
});

test('a device is the one that is asked for, or an error with the reason', async () => {
  await expect(startTensorflow('abacus')).rejects.toMatchObject({
    code: 'device-unknown',
    kind: 'input',
  });
  const { device, skipped, reason } = await startTensorflow('auto');
  // As many are skipped as stand before the one that runs.
  expect(skipped).toEqual(tensorflowDevices.slice(0, tensorflowDevices.indexOf(device)));
  expect(reason === '').toBe(skipped.length === 0);
  for (const missing of skipped) {
    expect(reason).toMatch(/^@tensorflow\/tfjs-node.*\.$/);
    await expect(startTensorflow(missing)).rejects.toMatchObject({
      code: 'device-unavailable',
      subject: missing,
    });
  }
  const runner = await createTensorflowRunner(stepOf(linearHead, null), { device: 'auto' });
  expect(runner).toMatchObject({ engine: 'tensorflow', device });
  await runner.release();
  const inJavaScript = await inTensorflow(stepOf(linearHead, null));
  expect(inJavaScript.device).toBe('javascript');
  expect(tf.getBackend()).toBe('cpu');
  await inJavaScript.release();
});
