import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineState } from '../../contract/shell.ts';
import { useSentences } from './words/use-sentences.ts';
import { useConnection } from '../api/connection.ts';
import { shell } from '../api/shell.ts';

/** Says when the engine is out of reach, and why. */
export function EngineNotice() {
  const { t } = useTranslation();
  const said = useSentences();
  const connection = useConnection();
  const [state, setState] = useState<EngineState | null>(null);
  useEffect(() => shell?.onEngineState(setState), []);

  if (state?.state === 'stopped') {
    return (
      <Alert color="red" title={t('engine.stopped')} mb="md" role="alert">
        <Text size="sm">{said(state.sentence)}</Text>
        <Group mt="xs">
          <Button onClick={() => void shell?.restartEngine()}>{t('engine.restart')}</Button>
        </Group>
      </Alert>
    );
  }
  if (connection !== 'lost') return null;
  if (state?.state === 'crashed') {
    return (
      <Alert color="yellow" title={t('engine.crashed')} mb="md" role="alert">
        <Text size="sm">{said(state.sentence)}</Text>
        <Text size="sm">{t('engine.crashedHint')}</Text>
      </Alert>
    );
  }
  // A page knows nothing of its engine but that it is silent; a window would have been told.
  const hint = shell === undefined ? 'engine.lostInBrowser' : 'engine.lostHint';
  return (
    <Alert color="yellow" title={t('engine.lost')} mb="md" role="alert">
      <Text size="sm">{t(hint)}</Text>
    </Alert>
  );
}
