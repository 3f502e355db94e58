import { expect, test } from 'vitest';
import { IsolineError } from '../../core/errors.ts';
import { runGraph } from '../../core/graph/run-graph.fixture.ts';
import { defaultBaseLosses } from '../../core/losses/base-loss.ts';
import { createOnnxRuntimeRunner } from './onnxruntime-runner.ts';
import { inputsOf, linearHead, stepOf } from './training-step.fixture.ts';

const step = stepOf(linearHead, defaultBaseLosses.arcface);
const cpu = { provider: 'cpu', threads: 1 } as const;

test('each step goes on from the states that the one before has left', async () => {
  const runner = await createOnnxRuntimeRunner(step, cpu);
  expect(runner.engine).toBe('onnxruntime');
  expect(runner.device).toBe('cpu');
  let states: Record<string, ArrayLike<number>> = Object.fromEntries(
    step.states.map(({ input, initial }) => [input, initial]),
  );
  for (let index = 0; index < 3; index++) {
    const inputs = inputsOf(linearHead, step, index);
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, values]) => [name, Array.from(values, Number)]),
    );
    const expected = await runGraph(step.graph, { ...feeds, ...states });
    const values = await runner.step(inputs);
    expect(Object.keys(values)).toEqual(step.results);
    for (const name of step.results) expect(values[name]).toBe(expected[name]![0]);
    const read = await runner.readStates();
    for (const { input, output } of step.states) {
      expect(Array.from(read[input]!)).toEqual(expected[output]);
    }
    states = read;
  }
  await runner.release();
});

test('states that are written back repeat a step bit for bit, and what was read is a copy', async () => {
  const runner = await createOnnxRuntimeRunner(step, cpu);
  await runner.step(inputsOf(linearHead, step, 0));
  const kept = await runner.readStates();
  const second = await runner.step(inputsOf(linearHead, step, 1));
  const after = await runner.readStates();
  expect(after).not.toEqual(kept);
  await runner.writeStates(kept);
  expect(await runner.step(inputsOf(linearHead, step, 1))).toEqual(second);
  expect(await runner.readStates()).toEqual(after);
  await runner.release();
});

test('what does not fit the step is refused by name, and changes nothing', async () => {
  const runner = await createOnnxRuntimeRunner(step, cpu);
  const before = await runner.readStates();
  const inputs = inputsOf(linearHead, step);
  const without = Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== 'labels'));
  const wrong = [
    () => runner.step(without),
    () => runner.step({ ...inputs, learningRate: Float32Array.of(1, 2) }),
    () => runner.writeStates({ ...before, weight: new Float32Array(1) }),
  ];
  for (const attempt of wrong) {
    const error = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IsolineError);
    expect((error as IsolineError).code).toMatch(/^step-(input|state)$/);
  }
  expect(await runner.readStates()).toEqual(before);
  await runner.release();
});

test('a provider that this build does not have is refused in a sentence', async () => {
  const missing = process.platform === 'win32' ? 'coreml' : 'dml';
  const error = await createOnnxRuntimeRunner(step, { provider: missing, threads: 1 }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(IsolineError);
  expect((error as IsolineError).code).toBe('provider-unavailable');
  expect((error as IsolineError).sentence).toContain(missing);
});
