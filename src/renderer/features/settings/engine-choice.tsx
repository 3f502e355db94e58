import { Button, PasswordInput, Radio, Stack, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineChoice, IsolineShell } from '../../../contract/shell.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';

/** Which engine the desktop window uses: its own, or one elsewhere. */
export function EngineChoiceForm({ shell }: { shell: IsolineShell }) {
  const { t } = useTranslation('settings');
  const { data: current } = useQuery({
    queryKey: ['shell', 'engine-choice'],
    queryFn: () => shell.engineChoice(),
  });
  const [wanted, setWanted] = useState<EngineChoice | null>(null);
  const [token, setToken] = useState('');
  const choose = useMutation({
    mutationFn: (choice: EngineChoice) => shell.chooseEngine(choice, token === '' ? null : token),
  });
  const choice = wanted ?? current ?? { kind: 'own' };
  return (
    <section className="isoline-panel">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4">
          {t('where')}
        </Title>
        <Radio.Group
          aria-label={t('where')}
          value={choice.kind}
          onChange={(kind) =>
            setWanted(
              kind === 'own'
                ? { kind: 'own' }
                : { kind: 'attached', url: current?.kind === 'attached' ? current.url : '' },
            )
          }
        >
          <Radio value="own" label={t('own')} />
          <Radio value="attached" label={t('attached')} mt={4} />
        </Radio.Group>
        {choice.kind === 'attached' && (
          <>
            <TextInput
              label={t('address')}
              description={t('addressText')}
              value={choice.url}
              onChange={(event) => setWanted({ kind: 'attached', url: event.currentTarget.value })}
              w="100%"
              maw={480}
            />
            <PasswordInput
              label={t('token')}
              description={t('tokenText')}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              size="xs"
              w="100%"
              maw={480}
            />
          </>
        )}
        {choose.error !== null && <FailureNotice error={choose.error} />}
        <Button
          disabled={wanted === null}
          loading={choose.isPending}
          onClick={() => choose.mutate(choice)}
        >
          {t('attach')}
        </Button>
      </Stack>
    </section>
  );
}
