import { Alert, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { sentenceIn } from '../app/words/sentences.ts';
import { useSentences } from '../app/words/use-sentences.ts';
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
  const said = useSentences();
  return (
    <Alert color="red" title={t('wentWrong')} role="alert" data-code={code}>
      <Text size="sm">{said(sentence)}</Text>
      {next !== null && <Text size="sm">{said(next)}</Text>}
      {(code === 'unknown' || code === 'input-invalid') && (
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

/** Tells a failure for a moment, where no place of the screen stands for it. */
export function tellFailure(error: unknown): void {
  notifications.show({
    color: 'red',
    message: sentenceIn(i18next.language, failureOf(error).sentence),
  });
}
