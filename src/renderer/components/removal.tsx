import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Says that something was removed, and offers to bring it back. */
export function tellRemoval(name: string, restore: () => void): void {
  const id = `removed-${name}-${String(removals++)}`;
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

let removals = 0;
