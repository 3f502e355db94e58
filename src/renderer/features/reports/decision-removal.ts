import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../contract/decision.ts';
import { client, engine } from '../../api/client.ts';
import { useRemoval } from '../../components/removal.tsx';

/** Removes decisions, and offers to bring each back. */
export function useDecisionRemoval(): ReturnType<
  typeof useRemoval<Pick<Decision, 'id' | 'author'>>
> {
  const { t } = useTranslation('reports');
  return useRemoval({
    area: engine.decisions.key(),
    nameOf: ({ author }) => t('decision.name', { author }),
    remove: ({ id }) => client.decisions.remove({ id }),
    restore: ({ id }) => client.decisions.restore({ id }),
  });
}
