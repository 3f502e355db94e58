import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../contract/decision.ts';
import { client, engine } from '../../api/client.ts';
import { tellRemoval } from '../../components/removal.tsx';

/** Removes decisions, and offers to bring each back. */
export function useRemoval(onRemoved?: () => void): {
  remove: (decision: Pick<Decision, 'id' | 'author'>) => void;
  restore: (id: string) => Promise<void>;
  error: Error | null;
} {
  const { t } = useTranslation('reports');
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: engine.decisions.key() });
  const restore = async (id: string): Promise<void> => {
    await client.decisions.restore({ id });
    await refresh();
  };
  const { mutate, error } = useMutation({
    mutationFn: ({ id }: Pick<Decision, 'id' | 'author'>) => client.decisions.remove({ id }),
    onSuccess: async (_, { id, author }) => {
      await refresh();
      tellRemoval(t('decision.name', { author }), () => void restore(id));
      onRemoved?.();
    },
  });
  return { remove: mutate, restore, error };
}
