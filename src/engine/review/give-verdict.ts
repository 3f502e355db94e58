import type { Database } from 'better-sqlite3';
import type { Verdict, VerdictKind } from '../../contract/api/review-items.ts';
import { IsolineError } from '../../core/errors.ts';
import { describeImages, reviewOf } from './stored-review.ts';
import { giveVerdict } from './verdict-log.ts';

/** What a reviewer says of an item of an evaluation. */
export interface VerdictRequest {
  evaluationId: string;
  /** One image, or the two of a pair, as indices. */
  images: number[];
  kind: VerdictKind;
  /** Of `label-wrong` and `bad-image`: which of the images. */
  about: number | null;
  /** Of `label-wrong`: the right class; null for none. */
  className: string | null;
  score: number | null;
  blind: boolean;
  author: string;
}

/**
 * Gives a verdict on an item of an evaluation.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`, `image-unknown`;
 *   `verdict-invalid` where its parts do not go together
 */
export function reviewItem(db: Database, request: VerdictRequest): Verdict {
  const { evaluationId, images, kind, about, className, score, blind, author } = request;
  const review = reviewOf(db, evaluationId);
  const described = describeImages(db, review, images);
  if (new Set(images).size !== images.length) {
    throw invalid('A pair has two different images.', 'Give both images of the pair.');
  }
  const changesLabel = kind === 'label-wrong' || kind === 'bad-image';
  if (changesLabel && (about === null || !images.includes(about))) {
    throw invalid(
      `The verdict ${kind} is about one of the images of the item.`,
      'Say which of them.',
    );
  }
  if (!changesLabel && about !== null) {
    throw invalid(`The verdict ${kind} is about the item as a whole.`, 'Name no single image.');
  }
  if (kind !== 'label-wrong' && className !== null) {
    throw invalid(`The verdict ${kind} gives no class.`, 'Leave the class out.');
  }
  const subject = about === null ? null : described.get(about)!;
  // Under this label the data came: said to be wrong, it cannot be the right one too.
  if (subject !== null && className === subject.className && subject.change === null) {
    throw invalid(
      `"${subject.name}" has the label "${className}" already.`,
      'Give another class, or none.',
    );
  }
  return giveVerdict(db, review.data, {
    evaluationId,
    images: images.map((image) => described.get(image)!.name),
    kind,
    about: subject?.name ?? null,
    className,
    score,
    blind,
    author,
  });
}

function invalid(sentence: string, next: string): IsolineError {
  return new IsolineError({ code: 'verdict-invalid', sentence, next });
}
