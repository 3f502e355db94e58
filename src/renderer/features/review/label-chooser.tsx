import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewImage } from '../../../contract/api/review-items.ts';
import { matchClasses } from './class-matches.ts';
import { PathLabel } from './path-label.tsx';

/** Classes that are offered at once. */
const offered = 7;

interface LabelChooserProps {
  /** One image, or the two of a pair. */
  images: readonly ReviewImage[];
  /** The one whose label is suspected first. */
  suspected: number;
  /** Classes that each image may belong to, the likeliest first. */
  suggestions: readonly (readonly string[])[];
  classNames: readonly string[];
  /** Labels are not to be seen. */
  hidden: boolean;
  /** Told which image, and its right class; null for none. */
  onChoose: (about: number, className: string | null) => void;
  onCancel: () => void;
}

/** Asks whose label is wrong, and which class is right: by typing its beginning. */
export function LabelChooser(props: LabelChooserProps) {
  const { images, suspected, suggestions, classNames, hidden, onChoose, onCancel } = props;
  const { t } = useTranslation(['review', 'common']);
  const [about, setAbout] = useState(suspected);
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState<number | null>(null);
  const list = useId();
  const image = images[about];
  const { names, newName } = matchClasses(typed, classNames, {
    suggested: hidden ? [] : (suggestions[about] ?? []),
    own: image?.className ?? '',
    limit: offered,
  });
  const options: readonly { label: string; className: string | null }[] = [
    ...names.map((name) => ({ label: name, className: name })),
    ...(newName === null
      ? []
      : [{ label: t('chooser.newClass', { name: newName }), className: newName }]),
    { label: t('chooser.none'), className: null },
  ];
  // Enter takes a class that there is; a new one, or none, has to be marked on purpose.
  const chosen = marked ?? (names.length > 0 ? 0 : -1);
  const turn = (to: number): void => {
    setAbout(to);
    setMarked(null);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key } = event;
    const isEmpty = typed === '';
    if (key === 'Escape') onCancel();
    else if (key === 'ArrowDown') setMarked(Math.min(options.length - 1, chosen + 1));
    else if (key === 'ArrowUp') setMarked(Math.max(0, chosen - 1));
    else if (isEmpty && images.length > 1 && key === 'ArrowLeft') turn(0);
    else if (isEmpty && images.length > 1 && key === 'ArrowRight') turn(1);
    else if (key === 'Enter') {
      const option = options[chosen];
      if (option !== undefined) onChoose(about, option.className);
    } else return;
    event.preventDefault();
  };
  return (
    <section className="review-chooser" aria-label={t('chooser.title')}>
      <Group justify="space-between" gap="xs">
        <h2>{t('chooser.title')}</h2>
        <Button variant="subtle" size="compact-xs" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
      {images.length > 1 && (
        <SegmentedControl
          className="review-sides"
          fullWidth
          aria-label={t('chooser.which')}
          value={String(about)}
          onChange={(value) => turn(Number(value))}
          data={images.map((one, k) => ({
            value: String(k),
            label: (
              <Side side={k === 0 ? 'left' : 'right'} className={hidden ? null : one.className} />
            ),
          }))}
        />
      )}
      <TextInput
        label={t('chooser.field')}
        placeholder={t('chooser.placeholder')}
        description={images.length > 1 ? t('chooser.keysPair') : t('chooser.keys')}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen < 0 ? undefined : `${list}-${String(chosen)}`}
        ref={focusOnce}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setMarked(null);
        }}
        onKeyDown={press}
      />
      <div id={list} role="listbox" aria-label={t('chooser.options')} className="review-options">
        {options.map(({ label, className }, k) => (
          <div
            key={className === null ? '\u0000' : className}
            id={`${list}-${String(k)}`}
            role="option"
            aria-selected={k === chosen}
            data-none={className === null}
            onClick={() => onChoose(about, className)}
          >
            {label}
          </div>
        ))}
      </div>
    </section>
  );
}

const focusOnce = (field: HTMLInputElement | null): void => field?.focus();

/** An image of a pair by its side, and its class where that may be seen. */
function Side({ side, className }: { side: 'left' | 'right'; className: string | null }) {
  const { t } = useTranslation('review');
  return className === null ? (
    t(`pair.${side}`)
  ) : (
    <span className="review-chooser-side">
      {t(`chooser.${side}`)} <PathLabel path={className} />
    </span>
  );
}
