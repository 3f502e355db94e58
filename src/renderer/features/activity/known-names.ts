import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { engine } from '../../api/client.ts';
import type { KnownNames } from './job-subject.ts';

/** The names of what the workspace has, as far as its lists have come. */
export function useKnownNames(): KnownNames {
  const { data: datasets = none } = useQuery(engine.datasets.list.queryOptions());
  const { data: models = none } = useQuery(engine.models.list.queryOptions());
  const { data: evaluations = none } = useQuery(engine.evaluations.list.queryOptions());
  const { data: trainings = none } = useQuery(engine.training.list.queryOptions());
  const { data: pairSets = none } = useQuery(engine.pairs.list.queryOptions());
  const { data: decisions = none } = useQuery(engine.decisions.list.queryOptions());
  return useMemo(() => {
    const nameOfEvaluation = new Map(
      evaluations.flatMap(({ id, heldOutId, name }) => [
        [id, name] as const,
        ...(heldOutId === null ? [] : [[heldOutId, name] as const]),
      ]),
    );
    return {
      datasets: new Map(
        datasets.flatMap(({ id, root, manifest, name }) => [
          [String(id), name] as const,
          [manifest ?? root, name] as const,
        ]),
      ),
      models: new Map(models.map(({ sha256, name }) => [sha256, name])),
      evaluations: nameOfEvaluation,
      trainings: new Map(trainings.map(({ runId, name }) => [runId, name])),
      pairSets: new Map(pairSets.map(({ id, name }) => [String(id), name])),
      decisions: new Map(
        decisions.flatMap(({ id, evaluationId }) => {
          const name = nameOfEvaluation.get(evaluationId);
          return name === undefined ? [] : [[id, name] as const];
        }),
      ),
    };
  }, [datasets, models, evaluations, trainings, pairSets, decisions]);
}

/** The same each time. */
const none: never[] = [];
