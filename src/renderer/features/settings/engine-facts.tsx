import { Button, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { shell } from '../../api/shell.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';

/** What the engine is, where it works, what it may read, and what runs models there. */
export function EngineFacts() {
  const { t } = useTranslation('settings');
  const said = useSentences();
  const { data: status, error } = useQuery(engine.workspace.status.queryOptions());
  const roots = useQuery(engine.files.roots.queryOptions());
  const providers = useQuery({ ...engine.workspace.providers.queryOptions(), enabled: false });
  const facts: [string, ReactNode][] =
    status === undefined
      ? []
      : [
          [t('version'), status.programVersion],
          [t('node'), status.nodeVersion],
          [t('platform'), status.platform],
          [t('host'), status.host],
          [t('threads'), status.threads],
          [t('since'), formatTime(status.since)],
          [t('workspace'), status.folder],
        ];
  facts.push([
    t('roots'),
    roots.data === undefined || roots.data.length === 0
      ? t('noRoots')
      : roots.data.map(({ path }) => <div key={path}>{path}</div>),
  ]);
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="sm">
        {t('engine')}
      </Title>
      {error !== null && <FailureNotice error={error} />}
      <Facts facts={facts} />
      <Title order={3} size="h5" mt="md">
        {t('providers')}
      </Title>
      <Text size="sm">{t('providersText')}</Text>
      {providers.data === undefined ? (
        <Button
          mt="xs"
          variant="default"
          loading={providers.isFetching}
          onClick={() => void providers.refetch()}
        >
          {t('checkProviders')}
        </Button>
      ) : (
        <Table fz="sm" mt="xs">
          <Table.Tbody>
            {providers.data.map(({ provider, usable, reason }) => (
              <Table.Tr key={provider}>
                <Table.Th scope="row">{provider}</Table.Th>
                <Table.Td>{usable ? t('usable') : t('notUsable')}</Table.Td>
                <Table.Td>{said(reason)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {providers.error !== null && <FailureNotice error={providers.error} />}
      {shell !== undefined && (
        <Button mt="md" variant="default" onClick={() => void shell?.openLogFolder()}>
          {t('log')}
        </Button>
      )}
    </section>
  );
}
