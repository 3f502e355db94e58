/**
 * Images sorted by class: every pass over the scores walks rows and columns in this order, so that a
 * class is one run of rows and one run of columns.
 */
export interface ClassLayout {
  /** Number of images. */
  readonly images: number;
  /** Number of classes. */
  readonly classes: number;
  /** [N] sorted position → index of the image as given. Within a class: ascending. */
  readonly order: Uint32Array;
  /** [N] class of the image at a sorted position. */
  readonly classOf: Int32Array;
  /** [T + 1] first sorted position of each class; the last entry is N. */
  readonly classStart: Uint32Array;
}

function shared32(length: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * length);
}

/**
 * Lays images out by class.
 *
 * @param labels [N] class of each image, in [0, classes). A class without images is legal.
 * @returns arrays over shared memory, so that threads can read them.
 */
export function layOutByClass(labels: ArrayLike<number>, classes: number): ClassLayout {
  const images = labels.length;
  const classStart = new Uint32Array(shared32(classes + 1));
  for (let i = 0; i < images; i++) {
    const next = (labels[i] as number) + 1;
    classStart[next] = (classStart[next] as number) + 1;
  }
  for (let c = 0; c < classes; c++) {
    classStart[c + 1] = (classStart[c + 1] as number) + (classStart[c] as number);
  }
  const cursor = classStart.slice();
  const order = new Uint32Array(shared32(images));
  const classOf = new Int32Array(shared32(images));
  for (let i = 0; i < images; i++) {
    const c = labels[i] as number;
    const position = cursor[c] as number;
    cursor[c] = position + 1;
    order[position] = i;
    classOf[position] = c;
  }
  return { images, classes, order, classOf, classStart };
}

/** Number of images of class `c`. */
export function classSize(layout: ClassLayout, c: number): number {
  return (layout.classStart[c + 1] as number) - (layout.classStart[c] as number);
}

/** [T] genuine pairs of each class: n (n - 1) / 2. */
export function genuinePairsByClass(layout: ClassLayout): Float64Array {
  return Float64Array.from({ length: layout.classes }, (_, c) => {
    const n = classSize(layout, c);
    return (n * (n - 1)) / 2;
  });
}

/** [T] impostor pairs with exactly one end in each class: n (N - n). */
export function impostorPairsByClass(layout: ClassLayout): Float64Array {
  return Float64Array.from({ length: layout.classes }, (_, c) => {
    const n = classSize(layout, c);
    return n * (layout.images - n);
  });
}

/**
 * Where the genuine score of sorted positions `i < j` of one class lies in that class's run of exact
 * genuine scores: row by row of the strict upper triangle.
 */
export function genuineIndex(size: number, i: number, j: number): number {
  return i * size - (i * (i + 1)) / 2 + (j - i - 1);
}
