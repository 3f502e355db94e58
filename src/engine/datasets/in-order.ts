import { setImmediate } from 'node:timers/promises';

/**
 * Runs `work` over the items, at most `limit` at a time, and yields the results in the items' order.
 * When the consumer stops early or a piece of work fails, nothing new is begun, and the generator
 * ends once what runs has ended.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = work(item);
      // A failure is met when its turn comes; until then it is not an unhandled one.
      result.catch(() => undefined);
      running.push(result);
      if (running.length === limit) yield await (running.shift() as Promise<Result>);
    }
    while (running.length > 0) yield await (running.shift() as Promise<Result>);
  } finally {
    await Promise.allSettled(running);
  }
}

/**
 * Yields the rows of a long query page by page and lets the event loop run between pages, so that
 * cancelling and progress get through.
 *
 * @param page the rows that follow a given one (undefined: the first rows); empty at the end
 */
export async function* pagedRows<Row>(
  page: (after: Row | undefined) => readonly Row[],
): AsyncGenerator<Row> {
  let last: Row | undefined;
  for (;;) {
    const rows = page(last);
    if (rows.length === 0) return;
    yield* rows;
    last = rows.at(-1);
    await setImmediate();
  }
}
