import type { Database } from 'better-sqlite3';
import type { PairSet } from '../../contract/api/pairs.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { IsolineError } from '../../core/errors.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { originalSets } from './label-changes.ts';
import { readPairSet } from './pair-sets.ts';
import { dataOf } from './stored-review.ts';
import { standingVerdicts, wantedClasses } from './verdict-log.ts';
import { writePairSet } from './write-pair-set.ts';

/**
 * Keeps the pairs on which reviewers decided, `true-confusion` or `label-wrong`, labelled as the
 * verdicts want it. Pairs of an image that is to be left out are not among them. They are hard pairs:
 * no rates can be had from them.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-without-pairs`
 */
export async function pairsFromReview(
  db: Database,
  { evaluationId, name }: { evaluationId: string; name: string },
  hooks: JobHooks,
): Promise<PairSet> {
  const { data, datasetId, originalId } = dataOf(db, evaluationId);
  const row = evaluationRow(db, evaluationId);
  const wanted = wantedClasses(db, data);
  const classOf = new Map<string, string>();
  for (const { imageNames, imageClasses } of originalSets(db, originalId)) {
    imageNames.forEach((image, k) => {
      const to = wanted.get(image);
      if (to !== null) classOf.set(image, to ?? imageClasses[k]!);
    });
  }
  const decided = standingVerdicts(db, data).filter(
    ({ images, kind }) =>
      images.length === 2 &&
      (kind === 'true-confusion' || kind === 'label-wrong') &&
      images.every((image) => classOf.has(image)),
  );
  if (decided.length === 0) {
    throw new IsolineError({
      code: 'review-without-pairs',
      sentence: 'No pair has been decided on.',
      next: 'Say of some pairs that they are true confusions, or that a label is wrong.',
      subject: evaluationId,
    });
  }
  const names = [...new Set(decided.flatMap(({ images }) => images))].sort(compareCodePoints);
  const placeOf = new Map(names.map((image, place) => [image, place]));
  const scores = decided.map(({ score }) => score);
  const { pairSetId } = await writePairSet(
    db,
    {
      name,
      source: 'review',
      format: null,
      file: null,
      datasetId,
      evaluationId,
      selected: true,
      scoring: {
        name: row.modelName ?? row.name,
        modelSha256: row.modelSha256,
        score: row.score,
      },
      withEnds: false,
    },
    {
      images: names.map((image) => ({ name: image, className: classOf.get(image)! })),
      first: Uint32Array.from(decided, ({ images }) => placeOf.get(images[0]!)!),
      second: Uint32Array.from(decided, ({ images }) => placeOf.get(images[1]!)!),
      same: Uint8Array.from(decided, ({ images }) =>
        classOf.get(images[0]!) === classOf.get(images[1]!) ? 1 : 0,
      ),
      scores: scores.includes(null) ? null : Float32Array.from(scores as number[]),
    },
    hooks,
  );
  return readPairSet(db, pairSetId);
}
