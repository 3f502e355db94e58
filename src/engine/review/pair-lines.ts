import { createReadStream } from 'node:fs';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { IsolineError } from '../../core/errors.ts';
import {
  risesWithLikeness,
  scaleRange,
  type ScoreScale,
  similarityOf,
} from '../../core/scores/score-scales.ts';
import type { ScoreDirection } from '../../contract/api/pairs.ts';
import { reasonOf } from '../datasets/image-file.ts';
import type { LabelledPairs } from './write-pair-set.ts';

/** Pairs in one set, at most. */
export const mostPairs = 10_000_000;

/** A line of a file, from 1, without its end. */
export interface TextLine {
  line: number;
  text: string;
}

/**
 * Streams the lines of a text file, a block at a time: UTF-8 with or without a byte order mark, any
 * line ends; empty lines are passed over.
 *
 * @throws IsolineError (input) `pairs-unreadable`, `pairs-not-utf8`
 */
export async function* readLines(path: string): AsyncGenerator<TextLine[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  const split = (texts: readonly string[]): TextLine[] =>
    texts.flatMap((text) => {
      line++;
      const trimmed = text.trim();
      return trimmed === '' ? [] : [{ line, text: trimmed }];
    });
  let carried = '';
  try {
    for await (const chunk of createReadStream(path)) {
      const texts = (carried + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      carried = texts.pop() ?? '';
      yield split(texts);
    }
    yield split([carried + decoder.decode()]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new IsolineError({
        code: 'pairs-not-utf8',
        sentence: `${path} is not UTF-8 text.`,
        next: 'Save it in UTF-8; unpack an archive first.',
        subject: path,
        cause: error,
      });
    }
    if (!('syscall' in (error as Error))) throw error;
    throw new IsolineError({
      code: 'pairs-unreadable',
      sentence: `${path} cannot be read. ${reasonOf(error, path)}`,
      next: 'Check the path.',
      subject: path,
      cause: error,
    });
  }
}

/** What is wrong in one line of a file. */
export function lineError(
  place: { path: string; line: number },
  code: string,
  problem: string,
  next: string,
): IsolineError {
  return new IsolineError({
    code,
    sentence: `${place.path}, line ${String(place.line)}: ${problem}`,
    next,
    subject: place.path,
  });
}

/** How the scores of a file are to be understood. */
export interface ScoreMeaning {
  scale: ScoreScale | null;
  direction: ScoreDirection | null;
}

/** One image of a pair as a file names it. */
export interface PairEnd {
  name: string;
  /** Null where the file does not say. */
  className: string | null;
}

/** Gathers the pairs of a file, and refuses what cannot be a pair. */
export class PairCollector {
  readonly #path: string;
  readonly #meaning: ScoreMeaning;
  readonly #signal: AbortSignal;
  readonly #places = new Map<string, number>();
  readonly #classNames: (string | null)[] = [];
  readonly #lines = new Map<number, number>();
  readonly #first: number[] = [];
  readonly #second: number[] = [];
  readonly #same: number[] = [];
  readonly #scores: number[] = [];

  /** @param path named in the errors */
  constructor(path: string, meaning: ScoreMeaning, signal: AbortSignal) {
    this.#path = path;
    this.#meaning = meaning;
    this.#signal = signal;
  }

  get pairs(): number {
    return this.#same.length;
  }

  /**
   * Adds a pair of images.
   *
   * @param score as the file gives it; null without
   * @throws IsolineError (input) with the line: `pairs-image-with-itself`, `pairs-twice`,
   *   `pairs-class-twice`, `pairs-too-many`, what `addScore` throws
   */
  add(line: number, first: PairEnd, second: PairEnd, same: boolean, score: string | null): void {
    const place = { path: this.#path, line };
    const a = this.#placeOf(line, first);
    const b = this.#placeOf(line, second);
    if (a === b) {
      throw lineError(
        place,
        'pairs-image-with-itself',
        `"${first.name}" is paired with itself.`,
        'Remove the line: an image is no partner of its own.',
      );
    }
    const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
    const earlier = this.#lines.get(key);
    if (earlier !== undefined) {
      throw lineError(
        place,
        'pairs-twice',
        `"${first.name}" and "${second.name}" stood in line ${String(earlier)} already.`,
        'Keep one of the two lines: each pair counts once. Where these names tell no images apart, import the scores without names.',
      );
    }
    this.#lines.set(key, line);
    this.#first.push(a);
    this.#second.push(b);
    this.#addLabel(line, same, score);
  }

  /**
   * Adds a pair of which only the score is known.
   *
   * @throws IsolineError (input) with the line: `pairs-score-invalid`, `pairs-too-many`; without:
   *   `pairs-scale-missing`, `pairs-direction-missing`
   */
  addScore(line: number, same: boolean, score: string, path = this.#path): void {
    this.#addLabel(line, same, score, path);
  }

  #addLabel(line: number, same: boolean, score: string | null, path = this.#path): void {
    this.#signal.throwIfAborted();
    if (this.#same.length === mostPairs) {
      throw lineError(
        { path, line },
        'pairs-too-many',
        `there are more than ${mostPairs.toLocaleString('en-US')} pairs.`,
        'Import a sample of them.',
      );
    }
    this.#same.push(same ? 1 : 0);
    if (score !== null) this.#scores.push(this.#similarity({ path, line }, score));
  }

  #placeOf(line: number, { name, className }: PairEnd): number {
    const known = this.#places.get(name);
    if (known === undefined) {
      const place = this.#places.size;
      this.#places.set(name, place);
      this.#classNames.push(className);
      return place;
    }
    const earlier = this.#classNames[known];
    if (earlier !== className) {
      throw lineError(
        { path: this.#path, line },
        'pairs-class-twice',
        `"${name}" is of "${String(className)}", and was of "${String(earlier)}" before.`,
        'Give each image one class. Where these names tell no images apart, import the scores without names.',
      );
    }
    return known;
  }

  #similarity(place: { path: string; line: number }, text: string): number {
    const { scale, direction } = this.#meaning;
    if (scale === null || direction === null) throw meaningError(this.#path, scale);
    const value = text === '' ? Number.NaN : Number(text);
    const natural = risesWithLikeness(scale) === (direction === 'higher-is-more-alike');
    const similarity = similarityOf(scale, natural ? value : -value);
    if (similarity !== null) return similarity;
    const [least, greatest] = scaleRange(scale);
    const range = natural ? [least, greatest] : [-greatest, -least];
    throw lineError(
      place,
      'pairs-score-invalid',
      Number.isFinite(value) && scale !== 'other'
        ? `the score ${text} is no ${scale}${natural ? '' : ', negated'}: those lie in [${range.map((end) => String(end + 0)).join(', ')}].`
        : `the score "${text}" is no finite float32 number.`,
      'State the scale and the direction that the scores have (`other`: a scale of their own), or mend the line.',
    );
  }

  /**
   * The pairs, with their images by code point.
   *
   * @throws IsolineError (input) `pairs-empty`
   */
  finish(): LabelledPairs {
    if (this.pairs === 0) {
      throw new IsolineError({
        code: 'pairs-empty',
        sentence: `${this.#path} has no pairs.`,
        next: 'Give one line a pair.',
        subject: this.#path,
      });
    }
    const names = [...this.#places.keys()];
    const order = Uint32Array.from(sortedNames(names), (name) => this.#places.get(name)!);
    const placeOf = new Uint32Array(names.length);
    order.forEach((old, place) => {
      placeOf[old] = place;
    });
    const withImages = names.length > 0;
    const remapped = (places: readonly number[]): Uint32Array | null =>
      withImages ? Uint32Array.from(places, (old) => placeOf[old]!) : null;
    return {
      images: Array.from(order, (old) => ({
        name: names[old]!,
        className: this.#classNames[old]!,
      })),
      first: remapped(this.#first),
      second: remapped(this.#second),
      same: Uint8Array.from(this.#same),
      scores: this.#scores.length === 0 ? null : Float32Array.from(this.#scores),
    };
  }
}

/** By code point; where no name has a surrogate, JavaScript's own order is that, and much faster. */
function sortedNames(names: readonly string[]): string[] {
  const hasSurrogate = names.some((name) => /[\ud800-\udfff]/.test(name));
  return hasSurrogate ? names.toSorted(compareCodePoints) : names.toSorted();
}

/** Scores whose scale or direction nobody has stated. */
export function meaningError(path: string, scale: ScoreScale | null): IsolineError {
  const missing = scale === null ? 'scale' : 'direction';
  return new IsolineError({
    code: `pairs-${missing}-missing`,
    sentence: `${path} has scores, and their ${missing} is not stated.`,
    next:
      scale === null
        ? 'State the scale: cosine, cosine-distance, l2, angle or other.'
        : 'State the direction: higher-is-more-alike or lower-is-more-alike.',
    subject: path,
  });
}
