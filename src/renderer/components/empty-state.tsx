import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a screen shows while it has nothing: what belongs here, and what to do. */
export function EmptyState({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <Stack className="isoline-panel" align="flex-start" gap="sm" p="xl" maw={720}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text size="sm">{text}</Text>
      {children}
    </Stack>
  );
}
