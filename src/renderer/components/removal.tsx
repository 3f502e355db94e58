import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  type QueryKey,
  type UseMutateFunction,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import i18next from 'i18next';
import { tellFailure } from './failure-notice.tsx';

/** Things that can be removed and brought back. */
interface Removable<Thing> {
  /** What the engine answers about such things, which is out of date afterwards. */
  area: QueryKey;
  nameOf: (thing: Thing) => string;
  remove: (thing: Thing) => Promise<unknown>;
  restore: (thing: Thing) => Promise<unknown>;
}

/** Removes things of one kind, says so, and offers to bring each back. */
export function useRemoval<Thing>({ area, nameOf, remove, restore }: Removable<Thing>): {
  remove: UseMutateFunction<unknown, Error, Thing>;
  restore: (thing: Thing) => void;
  error: Error | null;
} {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: area });
  const restoring = useMutation({
    mutationFn: restore,
    onSuccess: refresh,
    // The screen may have gone meanwhile.
    onError: tellFailure,
  });
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: (_, thing) => {
      tellRemoval(nameOf(thing), () => restoring.mutate(thing));
      return refresh();
    },
  });
  return { remove: removing.mutate, restore: restoring.mutate, error: removing.error };
}

let removals = 0;

/** Says that something was removed, and offers to bring it back. */
function tellRemoval(name: string, restore: () => void): void {
  const id = `removed-${String(removals++)}`;
  notifications.show({
    id,
    autoClose: 15_000,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{i18next.t('removed', { name })}</Text>
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            notifications.hide(id);
            restore();
          }}
        >
          {i18next.t('undo')}
        </Button>
      </Group>
    ),
  });
}
