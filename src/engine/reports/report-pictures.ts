import type { ClassCollision } from '../../contract/evaluation.ts';

/** Classes of the worst that are shown with images, and images of each. */
export const picturedClasses = 12;
export const picturesOfClass = 6;
/** Collisions that are shown with their most alike pair. */
export const picturedCollisions = 12;
/** An image inside the page. */
export interface Picture {
  /** `data:image/webp;base64,...` */
  address: string;
  /** Path below the data set's folder. */
  name: string;
}

/** The most alike pair of images of two classes. */
export interface PicturedPair {
  score: number;
  first: Picture;
  second: Picture;
}

/** The images of a report. */
export interface ReportPictures {
  /** Why images are missing, all of them or some: the end of a sentence; null where none is. */
  reason: string | null;
  /** By class index. */
  ofClass: ReadonlyMap<number, readonly Picture[]>;
  /** By `collisionKey`. */
  ofCollision: ReadonlyMap<string, PicturedPair>;
}

/** A report without images. */
export function noPictures(reason: string): ReportPictures {
  return { reason, ofClass: new Map(), ofCollision: new Map() };
}

export function collisionKey({ first, second }: Pick<ClassCollision, 'first' | 'second'>): string {
  return `${first} ${second}`;
}
