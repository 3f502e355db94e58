import type { ReactNode } from 'react';

/** Facts by name; those whose value is null are left out. */
export function Facts({
  facts,
}: {
  facts: readonly (readonly [name: ReactNode, value: ReactNode])[];
}) {
  return (
    <dl className="isoline-facts">
      {facts.map(
        ([name, value], k) =>
          value !== null && (
            <div key={k}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
