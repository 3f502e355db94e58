import { partsOf } from '../job-kinds.ts';
import { checkEvaluation } from '../review/evaluate-pairs.ts';
import { checkGalleries } from '../review/identify.ts';
import { checkImport } from '../review/import-pairs.ts';
import { pageOfPairs } from '../review/pair-page.ts';
import {
  listPairSets,
  readPairSet,
  removePairSet,
  renamePairSet,
  restorePairSet,
} from '../review/pair-sets.ts';
import { pairsFromReview } from '../review/pairs-from-review.ts';
import { checkScoring } from '../review/score-pairs.ts';
import { implementation } from './base.ts';

const { pairs } = implementation;

/** Labelled pairs: from files, from an evaluation, from review. */
export const pairsRouter = pairs.router({
  list: pairs.list.handler(({ context: { engine } }) => listPairSets(engine.db)),
  get: pairs.get.handler(({ input, context: { engine } }) => readPairSet(engine.db, input.id)),
  import: pairs.import.handler(async ({ input, context: { engine, folders } }) => {
    const { name = null, impostorPath, ...request } = input;
    const checked = checkImport(engine.db, {
      ...request,
      name,
      path: await folders.check(input.path),
      impostorPath: impostorPath === undefined ? null : await folders.check(impostorPath),
    });
    return { jobId: engine.jobs.start('import-pairs', checked).id };
  }),
  fromReview: pairs.fromReview.handler(({ input, context: { engine }, signal }) =>
    pairsFromReview(engine.db, input, {
      onProgress: () => undefined,
      signal: signal ?? new AbortController().signal,
    }),
  ),
  page: pairs.page.handler(({ input, context: { engine } }) => pageOfPairs(engine.db, input)),
  score: pairs.score.handler(({ input, context: { engine } }) => {
    checkScoring(partsOf(engine), input);
    return { jobId: engine.jobs.start('score-pairs', input).id };
  }),
  evaluate: pairs.evaluate.handler(({ input, context: { engine } }) => {
    checkEvaluation(engine.db, input);
    return { jobId: engine.jobs.start('evaluate-pairs', input).id };
  }),
  rename: pairs.rename.handler(({ input, context: { engine } }) =>
    renamePairSet(engine.db, input.id, input.name),
  ),
  remove: pairs.remove.handler(({ input, context: { engine } }) => {
    removePairSet(engine.db, input.id);
  }),
  restore: pairs.restore.handler(({ input, context: { engine } }) =>
    restorePairSet(engine.db, input.id),
  ),
  identify: pairs.identify.handler(({ input, context: { engine } }) => {
    checkGalleries(engine.db, input);
    return { jobId: engine.jobs.start('identify', input).id };
  }),
});
