import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassItem, ClassNote as Note } from '../../../contract/api/review-items.ts';
import { client, engine } from '../../api/client.ts';
import { useAuthor } from '../../components/author.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatTime } from '../../components/format.ts';
import { useRemoval } from '../../components/removal.tsx';
import { AuthorField } from './author-field.tsx';

/** As long as the engine takes it. */
const longest = 10_000;

/** The note on a class with who wrote it, to write, change or remove. */
export function ClassNote({
  evaluationId,
  figures: { class: c, className },
  note,
}: {
  evaluationId: string;
  figures: ClassItem;
  note: Note | null;
}) {
  const { t } = useTranslation(['review', 'common']);
  const queries = useQueryClient();
  /** Null: nobody writes. */
  const [draft, setDraft] = useState<string | null>(null);
  const [author, setAuthor] = useAuthor();
  const [missing, setMissing] = useState(false);
  const authorField = useRef<HTMLInputElement>(null);
  const of = { evaluationId, class: c };
  const { remove, error: removeError } = useRemoval<null>({
    area: engine.review.classSheet.key(),
    nameOf: () => t('note.of', { name: className }),
    remove: () => client.review.removeNote(of),
    restore: () => client.review.restoreNote(of),
  });
  const write = useMutation({
    mutationFn: (text: string) => client.review.writeNote({ ...of, text, author: author.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: engine.review.classSheet.key() });
      setDraft(null);
    },
  });
  const save = (text: string): void => {
    if (text.trim() === '') {
      if (note !== null) remove(null);
      setDraft(null);
    } else if (author.trim() === '') {
      setMissing(true);
      authorField.current?.focus();
    } else if (!write.isPending) write.mutate(text);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setDraft(null);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(draft ?? '');
    else return;
    event.preventDefault();
  };
  const error = write.error ?? removeError;
  return (
    <section className="review-note" aria-label={t('note.of', { name: className })}>
      {draft === null ? (
        <>
          {note === null ? (
            <Text size="xs" c="dimmed">
              {t('note.none')}
            </Text>
          ) : (
            <>
              <p className="review-note-text">{note.text}</p>
              <Text size="xs" c="dimmed">
                {t('note.by', { author: note.author, time: formatTime(note.at) })}
              </Text>
            </>
          )}
          <Group gap={6}>
            <Button variant="default" size="compact-xs" onClick={() => setDraft(note?.text ?? '')}>
              {note === null ? t('note.write') : t('note.edit')}
            </Button>
            {note !== null && (
              <Button variant="default" size="compact-xs" onClick={() => remove(null)}>
                {t('common:remove')}
              </Button>
            )}
          </Group>
        </>
      ) : (
        <>
          <Textarea
            size="xs"
            rows={4}
            autoFocus
            label={t('note.title')}
            description={t('note.keys')}
            value={draft}
            maxLength={longest}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
            onKeyDown={press}
          />
          <Group gap={6} mt={6}>
            <AuthorField
              author={author}
              onChange={setAuthor}
              missing={missing}
              fieldRef={authorField}
            />
            <Button loading={write.isPending} onClick={() => save(draft)}>
              {t('common:save')}
            </Button>
            <Button variant="default" onClick={() => setDraft(null)}>
              {t('common:cancel')}
            </Button>
          </Group>
        </>
      )}
      {error !== null && <FailureNotice error={error} />}
    </section>
  );
}
