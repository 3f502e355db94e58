import { Popover, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { glossary } from '../app/words/glossary.ts';

export type TermName = Exclude<keyof (typeof glossary)['en'], 'title'>;

/**
 * A term of the field with its explanation in place.
 *
 * @param children what stands in the text; default: the term's name
 */
export function Term({ name, children }: { name: TermName; children?: React.ReactNode }) {
  const { t } = useTranslation('glossary');
  return (
    <Popover width={320} withArrow shadow="md" position="bottom">
      <Popover.Target>
        <UnstyledButton className="isoline-term" component="button" type="button">
          {children ?? t(`${name}.name`)}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          {t(`${name}.name`)}
        </Text>
        <Text size="sm">{t(`${name}.text`)}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
