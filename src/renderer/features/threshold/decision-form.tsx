import { Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { engine } from '../../api/client.ts';
import { authorKey } from '../../components/author.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';

/** Who decides, and why: keeps a proposed threshold as a decision. */
export function DecisionForm({
  jobId,
  threshold,
  onSaved,
  onCancel,
}: {
  jobId: number;
  /** As it is written on the screen. */
  threshold: string;
  onSaved: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const queries = useQueryClient();
  const [author, setAuthor] = useState(() => localStorage.getItem(authorKey) ?? '');
  const [note, setNote] = useState('');
  const save = useMutation(
    engine.decisions.save.mutationOptions({
      onSuccess: async () => {
        localStorage.setItem(authorKey, author.trim());
        await queries.invalidateQueries({ queryKey: engine.decisions.key() });
        onSaved();
      },
    }),
  );
  return (
    <form
      className="threshold-decide"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ jobId, author, note });
      }}
    >
      <Text size="sm">{t('decision.keeps', { threshold })}</Text>
      <TextInput
        label={t('decision.author')}
        value={author}
        maxLength={200}
        onChange={({ currentTarget }) => setAuthor(currentTarget.value)}
      />
      <Textarea
        label={t('decision.note')}
        description={t('decision.noteHint')}
        value={note}
        maxLength={4000}
        rows={2}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      {save.error !== null && <FailureNotice error={save.error} />}
      <Group gap="xs">
        <Button type="submit" disabled={author.trim() === ''} loading={save.isPending}>
          {t('common:save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
    </form>
  );
}
