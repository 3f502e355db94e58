import type {
  ReviewImage,
  ReviewItem,
  ScoredImage,
  Verdict,
} from '../../../contract/api/review-items.ts';

/** An item that verdicts are given on. */
export type JudgedItem = Extract<ReviewItem, { kind: 'pair' | 'image' }>;

export function isJudged(item: ReviewItem): item is JudgedItem {
  return item.kind === 'pair' || item.kind === 'image';
}

/** The images that a verdict on an item is about: one, or the two of a pair. */
export function judgedImages(item: JudgedItem): readonly ReviewImage[] {
  return item.kind === 'pair' ? [item.first, item.second] : [item.image];
}

/** The two images that are shown side by side; of a single image, beside it the nearest of another class. */
export function shownImages(item: JudgedItem): readonly [ReviewImage, ReviewImage] {
  return item.kind === 'pair' ? [item.first, item.second] : [item.image, item.rivalNearest];
}

/** Whether an item is that of a verdict, whatever the order of its images. */
export function isItemOf(item: ReviewItem, { images }: Pick<Verdict, 'images'>): boolean {
  if (!isJudged(item)) return false;
  const names = judgedImages(item).map(({ name }) => name);
  return (
    names.length === images.length &&
    names.every((name) => images.includes(name)) &&
    images.every((name) => names.includes(name))
  );
}

/** An item after a verdict: its own, and what that makes of a label that it shows. */
export function afterVerdict(item: ReviewItem, verdict: Verdict): ReviewItem {
  const { about } = verdict;
  const relabelled = <Image extends ReviewImage>(image: Image): Image =>
    image.name === about
      ? {
          ...image,
          change: image.className === verdict.className ? null : { to: verdict.className },
        }
      : image;
  const own = isItemOf(item, verdict) ? { verdict } : {};
  if (item.kind === 'pair') {
    return { ...item, ...own, first: relabelled(item.first), second: relabelled(item.second) };
  }
  if (item.kind === 'image') {
    return {
      ...item,
      ...own,
      image: relabelled(item.image),
      rivalNearest: relabelled(item.rivalNearest),
    };
  }
  return item;
}

/** The next item that nobody has decided, from a place on and then from the start; null: none. */
export function nextUndecided(items: readonly ReviewItem[], from: number): ReviewItem | null {
  const isOpen = (item: ReviewItem): boolean => !isJudged(item) || item.verdict === null;
  return items.slice(from).find(isOpen) ?? items.slice(0, from).find(isOpen) ?? null;
}

/**
 * Which of two images more likely has the wrong label: the one that its own class is less like than
 * another class. 0 or 1; 0 where nothing tells them apart.
 */
export function likelyWrong(
  sides: readonly {
    image: ReviewImage;
    neighbours: readonly ScoredImage[];
    classmates: readonly ScoredImage[];
  }[],
): 0 | 1 {
  const strangeness = sides.map(({ image, neighbours, classmates }) => {
    const stranger = neighbours.find((neighbour) => neighbour.class !== image.class);
    return (stranger?.score ?? -1) - (classmates[0]?.score ?? -1);
  });
  return (strangeness[1] ?? -Infinity) > (strangeness[0] ?? -Infinity) ? 1 : 0;
}

/** Classes of the images nearest to one, the most frequent among them first. */
export function nearestClasses(neighbours: readonly ScoredImage[]): string[] {
  const counts = new Map<string, number>();
  for (const { className } of neighbours) {
    counts.set(className, (counts.get(className) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
