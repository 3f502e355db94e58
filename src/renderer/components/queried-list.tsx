import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from './failure-notice.tsx';

/**
 * A list of the engine: why there is none, or what stands for it until it comes, or its rows.
 *
 * @param empty what stands in its place where it has no rows
 * @param children shows the rows; there is at least one
 */
export function QueriedList<Row>({
  query: { data, error, refetch },
  empty,
  children,
}: {
  query: { data: readonly Row[] | undefined; error: Error | null; refetch: () => unknown };
  empty: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton height={200} aria-label={t('loading')} />}
      {data?.length === 0 && empty}
      {data !== undefined && data.length > 0 && children(data)}
    </>
  );
}
