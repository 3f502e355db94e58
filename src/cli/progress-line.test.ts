import { expect, test } from 'vitest';
import { createProgressLine, formatDuration } from './progress-line.ts';
import { displayWidth } from './table.ts';

/** A progress line on a stream that is kept, with a clock that the test turns. */
function progressOn(terminal: { isTTY?: boolean; columns?: number }) {
  let written = '';
  const clock = { seconds: 100 };
  const stream = {
    ...terminal,
    write: (text: string | Uint8Array) => {
      written += String(text);
      return true;
    },
  };
  const line = createProgressLine(stream, () => clock.seconds);
  return { line, clock, written: () => written };
}

/** What a terminal shows of what was written: `\r` goes back to the start of the line. */
function shown(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1).replaceAll('\u001b[K', ''));
}

test('a bar with rate and time left, then the whole time of the stage', () => {
  const { line, clock, written } = progressOn({ isTTY: true, columns: 100 });
  const embed = { stage: 'embed', total: 1200, unit: 'images', note: 'cpu' };
  line.update({ ...embed, done: 0 });
  clock.seconds += 3;
  line.update({ ...embed, done: 300 });
  expect(shown(written()).at(-1)).toBe(
    'embed [######------------------] 300 of 1,200 images, 100 a second, 9 s left, cpu',
  );
  clock.seconds += 9;
  line.update({ ...embed, done: 1200 });
  line.update({ stage: 'score', done: 7, total: null, unit: 'tiles' });
  line.end();
  expect(shown(written())).toEqual(['embed: 1,200 images in 12 s', 'score 7 tiles', '']);
});

test('the bar is drawn ten times a second at most, and never wraps', () => {
  const { line, clock, written } = progressOn({ isTTY: true, columns: 30 });
  for (let done = 0; done <= 1000; done++) {
    line.update({ stage: 'embed', done, total: 1000, unit: 'images', note: '靴'.repeat(20) });
    clock.seconds += 0.001;
  }
  const drawings = written().split('\r').slice(1);
  expect(drawings.length).toBeLessThanOrEqual(11);
  for (const drawing of shown(written())) expect(displayWidth(drawing)).toBeLessThan(30);
  line.end();
  line.end();
  expect(written().match(/\n/g)).toHaveLength(1);
});

test('a terminal that does not know its width gets the whole bar', () => {
  const { line, written } = progressOn({ isTTY: true, columns: 0 });
  line.update({ stage: 'embed', done: 1, total: 2, unit: 'images' });
  expect(shown(written())).toEqual(['embed [############------------] 1 of 2 images']);
});

test('where stderr is no terminal: a plain line every ten seconds', () => {
  const { line, clock, written } = progressOn({});
  for (let done = 0; done <= 2500; done++) {
    line.update({ stage: 'embed', done, total: 10_000, unit: 'images' });
    clock.seconds += 0.01;
  }
  line.end();
  expect(written()).toBe(
    'embed: 1,000 of 10,000 images, 100 a second, 1 min 30 s left\n' +
      'embed: 2,000 of 10,000 images, 100 a second, 1 min 20 s left\n',
  );
});

test('durations', () => {
  expect([0.4, 59.6, 200, 3599.7, 7500].map(formatDuration)).toEqual([
    '0 s',
    '1 min 0 s',
    '3 min 20 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
});
