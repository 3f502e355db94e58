import { descendingOrder } from './descending-order.ts';

/** A growing list of scored pairs of images (sorted positions). */
export class PairList {
  length = 0;
  scores: Float32Array;
  first: Uint32Array;
  second: Uint32Array;

  constructor(capacity = 1024) {
    this.scores = new Float32Array(capacity);
    this.first = new Uint32Array(capacity);
    this.second = new Uint32Array(capacity);
  }

  push(score: number, first: number, second: number): void {
    const k = this.length;
    if (k === this.scores.length) this.grow(2 * k);
    this.scores[k] = score;
    this.first[k] = first;
    this.second[k] = second;
    this.length = k + 1;
  }

  /** Drops every pair whose score is below `least`. */
  keepFrom(least: number): void {
    let kept = 0;
    for (let k = 0; k < this.length; k++) {
      const score = this.scores[k] as number;
      if (score >= least) {
        this.scores[kept] = score;
        this.first[kept] = this.first[k] as number;
        this.second[kept] = this.second[k] as number;
        kept++;
      }
    }
    this.length = kept;
  }

  append(other: PairList): void {
    const length = this.length + other.length;
    if (length > this.scores.length) this.grow(length);
    this.scores.set(other.scores.subarray(0, other.length), this.length);
    this.first.set(other.first.subarray(0, other.length), this.length);
    this.second.set(other.second.subarray(0, other.length), this.length);
    this.length = length;
  }

  /** Sorts by descending score; ties keep their order. */
  sortDescending(): void {
    this.reorder(descendingOrder(this.scores.subarray(0, this.length)));
  }

  /** Sorts by descending score; ties by ascending first, then second, whoever listed them. */
  sortDescendingByPair(): void {
    const { length, scores, first, second } = this;
    const order = descendingOrder(scores.subarray(0, length));
    for (let start = 0; start < length;) {
      let end = start + 1;
      const score = scores[order[start] as number];
      while (end < length && scores[order[end] as number] === score) end++;
      if (end - start > 1) {
        order
          .subarray(start, end)
          .sort(
            (a, b) =>
              (first[a] as number) - (first[b] as number) ||
              (second[a] as number) - (second[b] as number),
          );
      }
      start = end;
    }
    this.reorder(order);
  }

  private reorder(order: Uint32Array): void {
    const { scores, first, second } = this;
    this.scores = new Float32Array(order.length);
    this.first = new Uint32Array(order.length);
    this.second = new Uint32Array(order.length);
    for (let k = 0; k < order.length; k++) {
      const at = order[k] as number;
      this.scores[k] = scores[at] as number;
      this.first[k] = first[at] as number;
      this.second[k] = second[at] as number;
    }
  }

  /** The same list from arrays that crossed a thread. */
  static from(scores: Float32Array, first: Uint32Array, second: Uint32Array): PairList {
    const list = new PairList(0);
    list.scores = scores;
    list.first = first;
    list.second = second;
    list.length = scores.length;
    return list;
  }

  private grow(capacity: number): void {
    const size = Math.max(1024, capacity);
    const scores = new Float32Array(size);
    const first = new Uint32Array(size);
    const second = new Uint32Array(size);
    scores.set(this.scores.subarray(0, this.length));
    first.set(this.first.subarray(0, this.length));
    second.set(this.second.subarray(0, this.length));
    this.scores = scores;
    this.first = first;
    this.second = second;
  }
}
