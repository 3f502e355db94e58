import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { NoiseFloorInput } from '../../core/metrics/noise-floor.ts';
import { ScoreTeam } from './score-team.ts';

const floor: NoiseFloorInput = {
  axis: Float64Array.of(0, 1),
  falseAcceptRate: Float64Array.of(0.1, 0.2),
  falseRejectRate: Float64Array.of(0.2, 0.1),
  genuinePairs: Float64Array.of(10, 20),
  impostorPairs: Float64Array.of(100, 200),
  beta: 1,
};

function redraws(count: number): {
  floor: NoiseFloorInput;
  seed: number;
  next: Int32Array<SharedArrayBuffer>;
  values: Float64Array<SharedArrayBuffer>;
} {
  return {
    floor,
    seed: 1,
    next: new Int32Array(new SharedArrayBuffer(4)),
    values: new Float64Array(new SharedArrayBuffer(8 * count)),
  };
}

test('redraws are the same whoever draws them', async () => {
  const drawn = await Promise.all(
    [1, 3].map(async (threads) => {
      const team = new ScoreTeam(threads);
      const input = redraws(50);
      const join = team.start('redrawNoiseFloor', input);
      await join();
      await team.end();
      return [...input.values];
    }),
  );
  expect(drawn[1]).toEqual(drawn[0]);
  expect(new Set(drawn[0]).size).toBeGreaterThan(10);
});

test('a worker that has died fails the call, and the team still ends', async () => {
  const team = new ScoreTeam(2);
  const { members } = team as unknown as { members: { worker: Worker }[] };
  const join = team.start('redrawNoiseFloor', redraws(5));
  await members[0]!.worker.terminate();
  await join().catch(() => undefined);
  await expect(team.all('redrawNoiseFloor', redraws(5))).rejects.toThrow('has ended');
  await team.end();
});
