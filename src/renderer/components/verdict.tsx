import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Whether something gained, lost, did both, or cannot be told. */
export type Tone = 'better' | 'worse' | 'mixed' | 'none';

/** What a result comes to, in words, before its figures. */
export function Verdict({
  tone,
  title,
  text,
  children,
}: {
  tone: Tone;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <section className="isoline-panel">
      <Stack gap={6} className="isoline-verdict" data-tone={tone}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="sm">{text}</Text>
        {children}
      </Stack>
    </section>
  );
}

const signs: Record<Tone, string> = { better: '▲ ', worse: '▼ ', mixed: '', none: '' };

/** A word for a difference; its sign says the same without colour. */
export function ToneWord({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className="isoline-word" data-tone={tone}>
      <span aria-hidden="true">{signs[tone]}</span>
      {children}
    </span>
  );
}
