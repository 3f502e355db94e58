import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/client.ts';

/** A failure as a sentence, with what to do next. Nothing for a call that was only stopped. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { code, sentence, next, stopped } = failureOf(error);
  if (stopped) return null;
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
