import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DraftNumber } from './draft-number.tsx';
import type { DraftOptions } from './training-draft.ts';

/** How long and how fast. */
export function CourseFields({
  options,
  onOptions,
}: {
  options: DraftOptions;
  onOptions: (part: Partial<DraftOptions>) => void;
}) {
  const { t } = useTranslation('training');
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('form.course')}
      </Title>
      <div className="training-fields">
        <DraftNumber
          name="steps"
          draft={options}
          onChange={onOptions}
          min={1}
          max={100_000}
          step={100}
        />
        <DraftNumber
          name="learningRate"
          draft={options}
          onChange={onOptions}
          min={1e-7}
          max={10}
          step={1e-4}
        />
      </div>
    </section>
  );
}
