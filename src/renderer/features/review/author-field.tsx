import { TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

/** Who reviews: a verdict without a name is none. */
export function AuthorField({
  author,
  onChange,
  missing,
  fieldRef,
}: {
  author: string;
  onChange: (author: string) => void;
  /** A verdict was refused for want of it. */
  missing: boolean;
  fieldRef: Ref<HTMLInputElement>;
}) {
  const { t } = useTranslation('review');
  return (
    <TextInput
      className="review-author"
      ref={fieldRef}
      label={t('head.author')}
      title={t('head.authorHint')}
      value={author}
      maxLength={200}
      error={missing && author.trim() === '' ? t('head.authorMissing') : null}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onKeyDown={(event) => {
        // The keys work again.
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
