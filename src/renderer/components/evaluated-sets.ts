import { useQuery } from '@tanstack/react-query';
import type { EvaluationRow } from '../../contract/api/evaluations.ts';
import { engine } from '../api/client.ts';

/** The evaluations of both sets of classes that one belongs to; none where it stands alone. */
export function useEvaluatedSets(
  row: EvaluationRow,
): readonly { id: string; set: 'calibration' | 'held-out' }[] {
  const { data: rows = [] } = useQuery(engine.evaluations.list.queryOptions());
  const isHeldOut = row.set === 'held-out';
  const calibrationId = isHeldOut ? rows.find(({ heldOutId }) => heldOutId === row.id)?.id : row.id;
  const heldOutId = isHeldOut ? row.id : row.heldOutId;
  return calibrationId === undefined || heldOutId === null
    ? []
    : [
        { id: calibrationId, set: 'calibration' },
        { id: heldOutId, set: 'held-out' },
      ];
}
