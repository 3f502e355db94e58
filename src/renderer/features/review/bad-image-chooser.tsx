import { Button, Group } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from './key-cap.tsx';

/** Asks which image of a pair is bad: by a button or an arrow. */
export function BadImageChooser({
  onChoose,
  onCancel,
}: {
  onChoose: (about: 0 | 1) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['review', 'common']);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') onChoose(0);
    else if (event.key === 'ArrowRight') onChoose(1);
    else if (event.key === 'Escape') onCancel();
    else return;
    event.preventDefault();
  };
  return (
    <section
      className="review-chooser"
      aria-label={t('chooser.badTitle')}
      onKeyDown={press}
      ref={focusFirst}
    >
      <h2>{t('chooser.badTitle')}</h2>
      <Group gap="xs">
        <Button
          variant="default"
          aria-keyshortcuts="ArrowLeft"
          leftSection={<KeyCap>←</KeyCap>}
          onClick={() => onChoose(0)}
        >
          {t('chooser.badLeft')}
        </Button>
        <Button
          variant="default"
          aria-keyshortcuts="ArrowRight"
          rightSection={<KeyCap>→</KeyCap>}
          onClick={() => onChoose(1)}
        >
          {t('chooser.badRight')}
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
    </section>
  );
}

const focusFirst = (section: HTMLElement | null): void => section?.querySelector('button')?.focus();
