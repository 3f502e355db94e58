import { Anchor, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { failureOf } from '../api/client.ts';
import { FailureNotice } from './failure-notice.tsx';

/** What an address can name: how the engine says that it has none, and where all of them are. */
const named = {
  screen: { code: 'screen-unknown', list: '/' },
  dataset: { code: 'dataset-unknown', list: '/data' },
  model: { code: 'model-unknown', list: '/models' },
  evaluation: { code: 'evaluation-unknown', list: '/threshold' },
  part: { code: 'part-unknown', list: '/review' },
  class: { code: 'class-unknown', list: '/threshold' },
  training: { code: 'training-unknown', list: '/training' },
  comparison: { code: 'comparison-unknown', list: '/compare' },
  pairSet: { code: 'pair-set-unknown', list: '/review/pairs' },
  decision: { code: 'decision-unknown', list: '/reports' },
  job: { code: 'job-not-found', list: '/activity' },
} as const;

interface NotFoundProps {
  what: keyof typeof named;
  /** As the address names it. */
  name: string;
  /** Where all of them are; default: the list of its area. */
  list?: string;
  /** 2 where a screen with a heading of its own stands around it. */
  order?: 1 | 2;
}

/** Stands for what an address names and is not there: that, and the way to what is. */
export function NotFound({ what, name, list = named[what].list, order = 1 }: NotFoundProps) {
  const { t } = useTranslation();
  return (
    <Stack className="isoline-panel isoline-absent" align="flex-start" gap="xs" data-absent={what}>
      <Title order={order} size="h4">
        {t(`notFound.${what}`, { name })}
      </Title>
      <Anchor component={Link} href={list} size="sm">
        {t(`allOf.${what}`)}
      </Anchor>
    </Stack>
  );
}

/** Why what an address names cannot be shown: it is not there, or its loading failed. */
export function LoadFailure({
  error,
  onRetry,
  ...absent
}: NotFoundProps & { error: Error; onRetry?: () => void }) {
  const { code } = failureOf(error);
  // An address that the contract does not allow names nothing either.
  return code === named[absent.what].code || code === 'input-invalid' ? (
    <NotFound {...absent} />
  ) : (
    <FailureNotice error={error} {...(onRetry === undefined ? {} : { onRetry })} />
  );
}
