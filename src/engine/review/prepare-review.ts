import type { Database } from 'better-sqlite3';
import type { Evaluation } from '../../contract/evaluation.ts';
import { readStoredSet } from '../decisions/stored-sets.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { dataOf, findReview, type FindingQueue } from './stored-review.ts';
import type { Survey, SurveyInput } from './survey-task.ts';
import {
  deletePairSet,
  type LabelledPairs,
  rowWriter,
  type WrittenPairSet,
  writePairSet,
} from './write-pair-set.ts';

/** Pairs of each kind that a review keeps, at most. */
const mostPairs = 200_000;
/** Items of a queue of findings, at most. */
const mostFindings = 10_000;
/** Images are near duplicates from this cosine similarity on. */
export const nearDuplicate = 0.98;

/**
 * Looks through all scores of an evaluation and keeps what its review shows: the impostor pairs most
 * alike, the genuine pairs least alike, suspected labels, duplicates. Preparing again replaces it;
 * verdicts stay.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `scores-gone`, `scores-changed`; `stopped`
 *   (interrupted)
 */
export async function prepareReview(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  evaluationId: string,
  hooks: JobHooks,
): Promise<{ evaluationId: string }> {
  const evaluation = readEvaluation(db, evaluationId);
  const set = readStoredSet(db, evaluation);
  const input: SurveyInput = { set, mostPairs, mostFindings, nearDuplicate };
  const survey = await compute.run<Survey>('review.survey', input, hooks);
  const written = await keep(db, evaluation, set, survey, hooks);
  const before = findReview(db, evaluationId);
  db.prepare(
    `INSERT OR REPLACE INTO reviews
       (evaluation_id, pair_set_id, scoring_id, least_impostor, greatest_genuine, complete,
        prepared_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    evaluationId,
    written.pairSetId,
    written.scoringId,
    survey.leastImpostor === -Infinity ? null : survey.leastImpostor,
    survey.greatestGenuine === Infinity ? null : survey.greatestGenuine,
    JSON.stringify({
      'label-suspects': survey.suspectsComplete,
      'exact-duplicates': survey.exactComplete,
      'near-duplicates': survey.nearComplete,
    } satisfies Record<FindingQueue, boolean>),
    Date.now(),
  );
  if (before !== null) await deletePairSet(db, before.pairSetId);
  return { evaluationId };
}

async function keep(
  db: Database,
  evaluation: Evaluation,
  { labels, imageNames }: SurveyInput['set'],
  survey: Survey,
  hooks: JobHooks,
): Promise<WrittenPairSet> {
  const { provenance } = evaluation;
  const { genuines, impostors } = survey;
  const pairs: LabelledPairs = {
    images: imageNames.map((name, image) => ({
      name,
      className: evaluation.classNames[labels[image]!]!,
    })),
    first: joined(Uint32Array, impostors.first, genuines.first),
    second: joined(Uint32Array, impostors.second, genuines.second),
    scores: joined(Float32Array, impostors.scores, genuines.scores),
    same: new Uint8Array(impostors.scores.length + genuines.scores.length).fill(
      1,
      impostors.scores.length,
    ),
  };
  const row = evaluationRow(db, provenance.evaluationId);
  const written = await writePairSet(
    db,
    {
      name: row.name,
      source: 'evaluation',
      format: null,
      file: null,
      datasetId: dataOf(db, provenance.evaluationId).datasetId,
      evaluationId: provenance.evaluationId,
      selected: survey.leastImpostor !== -Infinity || survey.greatestGenuine !== Infinity,
      scoring: {
        name: row.modelName ?? provenance.source,
        modelSha256: provenance.modelSha256,
        score: evaluation.score,
      },
      withEnds: true,
    },
    pairs,
    hooks,
  );
  try {
    await writeFindings(db, written.pairSetId, survey, hooks);
  } catch (error) {
    await deletePairSet(db, written.pairSetId);
    throw error;
  }
  return written;
}

async function writeFindings(
  db: Database,
  pairSetId: number,
  { suspects, exactDuplicates, nearDuplicates }: Survey,
  hooks: JobHooks,
): Promise<void> {
  const insert = db.prepare(
    `INSERT INTO review_findings
       (pair_set_id, queue, rank, first, second, score, own_mean, own_nearest, rival_class,
        rival_mean)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const pairs = { 'exact-duplicates': exactDuplicates, 'near-duplicates': nearDuplicates };
  const total =
    suspects.image.length + exactDuplicates.scores.length + nearDuplicates.scores.length;
  const write = rowWriter(db, hooks, total);
  await write(suspects.image.length, (rank) => {
    insert.run(
      pairSetId,
      'label-suspects',
      rank,
      suspects.image[rank],
      suspects.rivalImage[rank],
      suspects.rivalNearest[rank],
      suspects.ownMean[rank],
      suspects.ownNearest[rank],
      suspects.rivalClass[rank],
      suspects.rivalMean[rank],
    );
  });
  for (const [queue, { scores, first, second }] of Object.entries(pairs)) {
    await write(scores.length, (rank) => {
      const images = [first[rank], second[rank]];
      insert.run(pairSetId, queue, rank, ...images, scores[rank], null, null, null, null);
    });
  }
}

function joined<Column extends Uint32Array | Float32Array>(
  Kind: new (length: number) => Column,
  before: Column,
  after: Column,
): Column {
  const column = new Kind(before.length + after.length);
  column.set(before);
  column.set(after, before.length);
  return column;
}
