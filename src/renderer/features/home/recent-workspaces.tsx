import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IsolineShell } from '../../../contract/shell.ts';

/** The workspaces opened before in the desktop window, and the way to another. */
export function RecentWorkspaces({ shell }: { shell: IsolineShell }) {
  const { t } = useTranslation('home');
  const { data: folders } = useQuery({
    queryKey: ['shell', 'recent-workspaces'],
    queryFn: () => shell.recentWorkspaces(),
  });
  return (
    <Stack gap={4} mt="sm" align="flex-start">
      {folders !== undefined && folders.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t('workspace.recent')}
          </Text>
          {folders.map((folder) => (
            <Anchor
              key={folder}
              component="button"
              type="button"
              size="sm"
              onClick={() => void shell.openWorkspace(folder)}
            >
              {folder}
            </Anchor>
          ))}
        </>
      )}
      <Button variant="default" onClick={() => void shell.openWorkspace(null)}>
        {t('workspace.other')}
      </Button>
    </Stack>
  );
}
