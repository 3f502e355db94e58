import { seededGenerator, shuffle } from '../../core/random.ts';
import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
} from '../../core/scores/class-layout.ts';
import { type RowBlock, rowBlocks } from './tile-walk.ts';

/** Groups into which a quick survey deals the images: it looks at about one pair in so many. */
const groupCount = 8;

/**
 * Images dealt into groups, over shared memory: a quick survey scores the pairs within groups alone.
 * Every image meets its share of the others, and each class is spread evenly over the groups, so that
 * neither a few odd images nor a few odd classes bend what is seen.
 */
export interface SurveyGroups {
  /** [N × D] group after group. */
  readonly embeddings: Float32Array;
  /** Group after group; a class within a group counts as a class of its own. */
  readonly layout: ClassLayout;
  /** [N] where the group of the image at a position ends. */
  readonly groupEnd: Uint32Array;
  /** Pairs within groups. */
  readonly impostorPairs: number;
  readonly genuinePairs: number;
}

/**
 * Deals images into groups: classes in random order, each class's images in random order, one to each
 * group in turn, in an order of the groups that is drawn for every eight of them. Were it the same for
 * all, two classes of four would meet in four pairs or in none.
 *
 * @param embeddings [N × D] in the layout's order.
 */
export function dealIntoGroups(
  embeddings: Float32Array,
  dimension: number,
  layout: ClassLayout,
): SurveyGroups {
  const { images, classes } = layout;
  const generator = seededGenerator(1);
  const classOrder = shuffle(
    Array.from({ length: classes }, (_, c) => c),
    generator,
  );
  const members = Array.from({ length: groupCount }, () => [] as number[]);
  const groups = members.slice();
  for (const c of classOrder) {
    const start = layout.classStart[c]!;
    const positions = Array.from({ length: classSize(layout, c) }, (_, k) => start + k);
    shuffle(positions, generator);
    positions.forEach((position, k) => {
      if (k % groupCount === 0) shuffle(groups, generator);
      groups[k % groupCount]!.push(position);
    });
  }
  const order = new Uint32Array(new SharedArrayBuffer(4 * images));
  const classOf = new Int32Array(new SharedArrayBuffer(4 * images));
  const groupEnd = new Uint32Array(new SharedArrayBuffer(4 * images));
  const gathered = new Float32Array(new SharedArrayBuffer(4 * images * dimension));
  const starts: number[] = [];
  let at = 0;
  for (const group of members) {
    groupEnd.fill(at + group.length, at, at + group.length);
    let previous = -1;
    for (const position of group) {
      const c = layout.classOf[position]!;
      if (c !== previous) starts.push(at);
      previous = c;
      order[at] = position;
      classOf[at] = starts.length - 1;
      gathered.set(
        embeddings.subarray(position * dimension, (position + 1) * dimension),
        at * dimension,
      );
      at++;
    }
  }
  const classStart = new Uint32Array(new SharedArrayBuffer(4 * (starts.length + 1)));
  classStart.set([...starts, images]);
  const dealt: ClassLayout = { images, classes: starts.length, order, classOf, classStart };
  const genuinePairs = genuinePairsByClass(dealt).reduce((sum, pairs) => sum + pairs, 0);
  const pairs = members.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  return {
    embeddings: gathered,
    layout: dealt,
    groupEnd,
    impostorPairs: pairs - genuinePairs,
    genuinePairs,
  };
}

/** Rows of a block: few, since a group's blocks near the diagonal are half in vain. */
const surveyRows = 256;

/** Blocks of rows that hold every pair within a group. */
export function groupBlocks({ layout: { images }, groupEnd }: SurveyGroups): RowBlock[] {
  const blocks: RowBlock[] = [];
  for (let row = 0; row < images; row = groupEnd[row]!) {
    blocks.push(...rowBlocks(row, groupEnd[row]!, surveyRows));
  }
  return blocks;
}
