import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapInOrder, pagedRows } from './in-order.ts';

/** Resolves after some turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let k = 0; k < count; k++) await setImmediate();
}

describe('mapInOrder', () => {
  it('yields in order, with at most so many pieces of work at a time', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 50 }, (_, k) => k);
    const results: number[] = [];
    for await (const result of mapInOrder(items, 4, async (item) => {
      most = Math.max(most, ++running);
      await turns((item * 7) % 11);
      running--;
      return item;
    })) {
      results.push(result);
    }
    expect(results).toEqual(items);
    expect(most).toBe(4);
  });

  it('ends with the first failure, after what runs has ended', async () => {
    let running = 0;
    const begun: number[] = [];
    const results = mapInOrder([0, 1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      begun.push(item);
      running++;
      await turns(item === 3 ? 1 : 5);
      running--;
      if (item >= 2) throw new Error(`item ${item}`);
      return item;
    });
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const result of results) seen.push(result);
      })(),
    ).rejects.toThrow('item 2');
    expect(seen).toEqual([0, 1]);
    expect(running).toBe(0);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends what runs when the consumer stops', async () => {
    let running = 0;
    for await (const result of mapInOrder([0, 1, 2, 3], 4, async (item) => {
      running++;
      await turns(item + 1);
      running--;
      return item;
    })) {
      expect(result).toBe(0);
      break;
    }
    expect(running).toBe(0);
  });
});

describe('pagedRows', () => {
  it('asks for the rows after the last one until there are none', async () => {
    const asked: (number | undefined)[] = [];
    const rows: number[] = [];
    for await (const row of pagedRows<number>((after) => {
      asked.push(after);
      const first = (after ?? 0) + 1;
      return [first, first + 1].filter((value) => value <= 5);
    })) {
      rows.push(row);
    }
    expect(rows).toEqual([1, 2, 3, 4, 5]);
    expect(asked).toEqual([undefined, 2, 4, 5]);
  });
});
