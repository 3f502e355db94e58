import { Alert, Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { engine } from '../api/client.ts';
import { shell } from '../api/shell.ts';
import { FailureNotice } from './failure-notice.tsx';
import { formatBytes, formatCount } from './format.ts';

interface PathFieldProps {
  label: string;
  description?: string;
  /** Null: a folder is wanted. */
  extensions: readonly string[] | null;
  /** An absolute path on the engine's machine, or ''. */
  value: string;
  onChange: (path: string) => void;
}

/**
 * A folder or file of the engine's machine: typed, or chosen with the system's dialog in the desktop
 * window, among the granted folders otherwise.
 */
export function PathField({ label, description, extensions, value, onChange }: PathFieldProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const title = extensions === null ? t('choose.folder') : t('choose.file');
  const browse = async (): Promise<void> => {
    if (shell === undefined || (await shell.engineChoice()).kind === 'attached') {
      setOpen(true);
      return;
    }
    const path =
      extensions === null
        ? await shell.chooseFolder(title)
        : await shell.chooseFile(title, extensions);
    if (path !== null) onChange(path);
  };
  return (
    <>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={label}
          description={description}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          flex={1}
          spellCheck={false}
        />
        <Button
          variant="default"
          aria-label={`${t('choose.browse')} ${label}`}
          onClick={() => void browse()}
        >
          {t('choose.browse')}
        </Button>
      </Group>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={title} size="lg">
        <GrantedFolders
          extensions={extensions}
          onChoose={(path) => {
            setOpen(false);
            onChange(path);
          }}
        />
      </Modal>
    </>
  );
}

/** Lets a person walk through the granted folders. */
function GrantedFolders({
  extensions,
  onChoose,
}: {
  extensions: readonly string[] | null;
  onChoose: (path: string) => void;
}) {
  const { t } = useTranslation();
  const hint = useId();
  const [folder, setFolder] = useState<string | null>(null);
  const roots = useQuery(engine.files.roots.queryOptions());
  const listing = useQuery({
    ...engine.files.list.queryOptions({ input: { path: folder ?? '' } }),
    enabled: folder !== null,
  });
  const entries =
    folder === null
      ? (roots.data ?? []).map((root) => ({
          ...root,
          name: root.path,
          kind: 'folder',
          bytes: null,
        }))
      : (listing.data?.entries ?? []).filter(
          ({ kind, name }) =>
            kind === 'folder' ||
            extensions?.some((extension) => name.toLowerCase().endsWith(`.${extension}`)),
        );
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed" id={hint}>
        {t('choose.grantedOnly')}
      </Text>
      {roots.data?.length === 0 && <Alert color="yellow">{t('choose.noRoots')}</Alert>}
      {(listing.error ?? roots.error) !== null && (
        <FailureNotice error={listing.error ?? roots.error} />
      )}
      {folder !== null && (
        <Group justify="space-between" wrap="nowrap">
          <Button variant="default" onClick={() => setFolder(listing.data?.parent ?? null)}>
            {t('choose.up')}
          </Button>
          <Text size="sm" truncate>
            {folder}
          </Text>
          {extensions === null && (
            <Button onClick={() => onChoose(folder)}>{t('choose.use')}</Button>
          )}
        </Group>
      )}
      <ul className="isoline-files" aria-describedby={hint}>
        {entries.map(({ name, path, kind, bytes }) => (
          <li key={path}>
            <UnstyledButton
              onClick={() => (kind === 'folder' ? setFolder(path) : onChoose(path))}
              data-kind={kind}
            >
              <span>{kind === 'folder' ? `${name}/` : name}</span>
              {bytes !== null && <span>{formatBytes(bytes)}</span>}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {folder !== null && listing.data !== undefined && entries.length === 0 && (
        <Text size="sm">{t('choose.empty')}</Text>
      )}
      {listing.data !== undefined && listing.data.total > listing.data.entries.length && (
        <Text size="xs" c="dimmed">
          {t('choose.more', {
            shown: formatCount(listing.data.entries.length),
            total: formatCount(listing.data.total),
          })}
        </Text>
      )}
    </Stack>
  );
}
