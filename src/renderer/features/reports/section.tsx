import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A part of a page under its heading. */
export function Section({
  title,
  wide = false,
  children,
}: {
  title: ReactNode;
  /** Over both columns. */
  wide?: boolean;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className="isoline-panel reports-section" data-wide={wide} aria-labelledby={heading}>
      <Title order={2} size="h4" id={heading}>
        {title}
      </Title>
      {children}
    </section>
  );
}
