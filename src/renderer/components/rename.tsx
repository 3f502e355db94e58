import { Button, Group, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from './failure-notice.tsx';

/** Asks for another name of something. */
export function RenameForm({
  name,
  rename,
  onDone,
}: {
  name: string;
  rename: (name: string) => Promise<unknown>;
  /** It has the new name, or keeps the old one. */
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(name);
  const { mutate, isPending, error } = useMutation({ mutationFn: rename, onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate(wanted);
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('newName')}
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
          maxLength={200}
          w={420}
          ref={focus}
        />
        <Button type="submit" disabled={wanted.trim() === ''} loading={isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </Group>
      {error !== null && <FailureNotice error={error} />}
    </form>
  );
}

const focus = (field: HTMLInputElement | null): void => field?.focus();

/** The heading of a screen about one thing, whose name can be changed in place. */
export function RenamableTitle({
  name,
  rename,
  size,
}: {
  name: string;
  rename: (name: string) => Promise<unknown>;
  size?: 'h3';
}): ReactNode {
  const { t } = useTranslation();
  const [isEdited, setEdited] = useState(false);
  return isEdited ? (
    <RenameForm name={name} rename={rename} onDone={() => setEdited(false)} />
  ) : (
    <Group gap="xs">
      <Title order={1} {...(size === undefined ? {} : { size })}>
        {name}
      </Title>
      <Button variant="subtle" size="compact-xs" onClick={() => setEdited(true)}>
        {t('rename')}
      </Button>
    </Group>
  );
}
