import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Failure, failureOf } from '../api/client.ts';

/** A failure as a sentence, with what to do next. Nothing for a call that was only stopped. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = failureOf(error);
  if (failure.stopped) return null;
  return <FailureAlert failure={failure} {...(onRetry === undefined ? {} : { onRetry })} />;
}

/** The same of a failure that was read before. */
export function FailureAlert({
  failure: { code, sentence, next },
  onRetry,
}: {
  failure: Omit<Failure, 'stopped'>;
  onRetry?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Alert color="red" title={t('wentWrong')} role="alert" data-code={code}>
      <Text size="sm">{sentence}</Text>
      {next !== null && <Text size="sm">{next}</Text>}
      {code === 'unknown' && (
        <Text size="xs" c="dimmed">
          {t('defect')}
        </Text>
      )}
      {onRetry !== undefined && (
        <Button mt="xs" variant="default" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Alert>
  );
}
