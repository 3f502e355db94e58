import { Button, Group, Skeleton, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { engine } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Hint } from '../../components/hint.tsx';
import { PathField } from '../../components/path-field.tsx';
import { PassportUse } from './passport-use.tsx';

/** A passport of a file: `/passport?file=PATH`. What it says, whether it belongs here, and the gate. */
export function PassportPage() {
  const { t } = useTranslation(['passport', 'common']);
  const [, navigate] = useLocation();
  const file = new URLSearchParams(useSearch()).get('file') ?? '';
  const [typed, setTyped] = useState(file);
  // The desktop window opens another one while this page stands.
  useEffect(() => setTyped(file), [file]);
  const { data, error, isFetching, refetch } = useQuery({
    ...engine.decisions.readPassport.queryOptions({ input: { file } }),
    enabled: file !== '',
    // A file may change under the page.
    staleTime: 0,
  });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} href="/reports" variant="default">
          {t('toDecisions')}
        </Button>
      </Group>
      <Hint name="passport">{t('hint')}</Hint>
      <form
        className="isoline-panel"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = typed.trim();
          if (wanted === file) void refetch();
          else navigate(`/passport?${new URLSearchParams({ file: wanted }).toString()}`);
        }}
      >
        <Stack gap="xs">
          <PathField
            label={t('file')}
            description={t('fileHint')}
            extensions={['json']}
            value={typed}
            onChange={setTyped}
          />
          <Group>
            <Button type="submit" disabled={typed.trim() === ''} loading={isFetching}>
              {t('read')}
            </Button>
          </Group>
        </Stack>
      </form>
      {file === '' && (
        <EmptyState title={t('emptyTitle')} text={t('emptyText')}>
          <Button component={Link} href="/reports">
            {t('toDecisions')}
          </Button>
        </EmptyState>
      )}
      {file !== '' && error !== null && <FailureNotice error={error} />}
      {file !== '' && error === null && data === undefined && (
        <Skeleton height={240} aria-label={t('common:loading')} />
      )}
      {file !== '' && error === null && data !== undefined && (
        <PassportUse key={file} file={file} passport={data} />
      )}
    </Stack>
  );
}
