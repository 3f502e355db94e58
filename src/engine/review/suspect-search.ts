import type { ClassLayout } from '../../core/scores/class-layout.ts';
import { classSize } from '../../core/scores/class-layout.ts';
import type { RowScores } from '../evaluation/row-scores.ts';

/** Images more alike another class than their own, column by column; images and classes as given. */
export interface Suspects {
  image: Uint32Array;
  ownMean: Float64Array;
  ownNearest: Float32Array;
  rivalClass: Uint32Array;
  rivalMean: Float64Array;
  /** The nearest image of any other class. */
  rivalImage: Uint32Array;
  rivalNearest: Float32Array;
}

/**
 * Finds images whose mean similarity to another class, or whose nearest image of another class, exceeds
 * that of their own class; an image is never compared with itself. Images without a classmate are left
 * out: they have no own similarity. Rows are visited whole, one block of columns after the other.
 */
export class SuspectSearch {
  readonly #layout: ClassLayout;
  readonly #ownSum: Float64Array;
  readonly #ownNearest: Float32Array;
  readonly #rivalClass: Int32Array;
  readonly #rivalMean: Float64Array;
  readonly #rivalImage: Int32Array;
  readonly #rivalNearest: Float32Array;
  /** Of the class that a row is in the middle of. */
  readonly #sum: Float64Array;

  constructor(layout: ClassLayout) {
    const { images } = layout;
    this.#layout = layout;
    this.#ownSum = new Float64Array(images);
    this.#ownNearest = new Float32Array(images).fill(-Infinity);
    this.#rivalClass = new Int32Array(images).fill(-1);
    this.#rivalMean = new Float64Array(images).fill(-Infinity);
    this.#rivalImage = new Int32Array(images).fill(-1);
    this.#rivalNearest = new Float32Array(images).fill(-Infinity);
    this.#sum = new Float64Array(images);
  }

  /** Takes the scores of some rows with the next run of columns. */
  visit({ rows, column, columns, scores }: RowScores): void {
    const { classOf, classStart } = this.#layout;
    const end = column + columns;
    rows.forEach((row, r) => {
      const base = r * columns - column;
      const own = classOf[row]!;
      let sum = this.#sum[row]!;
      for (let start = column; start < end;) {
        const c = classOf[start]!;
        const classEnd = classStart[c + 1]!;
        const stop = Math.min(end, classEnd);
        let nearest = -Infinity;
        let nearestAt = -1;
        for (let other = start; other < stop; other++) {
          const score = scores[base + other]!;
          if (other === row) continue;
          sum += score;
          if (score > nearest) {
            nearest = score;
            nearestAt = other;
          }
        }
        if (c === own) {
          if (nearest > this.#ownNearest[row]!) this.#ownNearest[row] = nearest;
        } else if (nearest > this.#rivalNearest[row]!) {
          this.#rivalNearest[row] = nearest;
          this.#rivalImage[row] = nearestAt;
        }
        if (stop === classEnd) {
          this.#endClass(row, c, sum);
          sum = 0;
        }
        start = stop;
      }
      this.#sum[row] = sum;
    });
  }

  #endClass(row: number, c: number, sum: number): void {
    const layout = this.#layout;
    if (c === layout.classOf[row]) {
      this.#ownSum[row] = sum;
      return;
    }
    const mean = sum / classSize(layout, c);
    if (mean > this.#rivalMean[row]!) {
      this.#rivalMean[row] = mean;
      this.#rivalClass[row] = c;
    }
  }

  /** The suspects, greatest margin first, ties by image. @param most how many at most */
  finish(most: number): { suspects: Suspects; complete: boolean } {
    const { images, classOf, order } = this.#layout;
    const found: { position: number; margin: number; ownMean: number }[] = [];
    for (let position = 0; position < images; position++) {
      const classmates = classSize(this.#layout, classOf[position]!) - 1;
      if (classmates === 0 || this.#rivalClass[position] === -1) continue;
      const ownMean = this.#ownSum[position]! / classmates;
      const margin = Math.max(
        this.#rivalMean[position]! - ownMean,
        this.#rivalNearest[position]! - this.#ownNearest[position]!,
      );
      if (margin > 0) found.push({ position, margin, ownMean });
    }
    found.sort((a, b) => b.margin - a.margin || order[a.position]! - order[b.position]!);
    const kept = found.slice(0, most);
    return {
      complete: kept.length === found.length,
      suspects: {
        image: Uint32Array.from(kept, ({ position }) => order[position]!),
        ownMean: Float64Array.from(kept, ({ ownMean }) => ownMean),
        ownNearest: Float32Array.from(kept, ({ position }) => this.#ownNearest[position]!),
        rivalClass: Uint32Array.from(kept, ({ position }) => this.#rivalClass[position]!),
        rivalMean: Float64Array.from(kept, ({ position }) => this.#rivalMean[position]!),
        rivalImage: Uint32Array.from(kept, ({ position }) => order[this.#rivalImage[position]!]!),
        rivalNearest: Float32Array.from(kept, ({ position }) => this.#rivalNearest[position]!),
      },
    };
  }
}
