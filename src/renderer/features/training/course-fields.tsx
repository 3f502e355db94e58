import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../components/number-field.tsx';
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
        <NumberField
          label={t('form.steps')}
          description={t('form.stepsText')}
          value={options.steps}
          onChange={(steps) => onOptions({ steps })}
          min={1}
          max={100_000}
          step={100}
          allowDecimal={false}
        />
        <NumberField
          label={t('form.learningRate')}
          description={t('form.learningRateText')}
          value={options.learningRate}
          onChange={(learningRate) => onOptions({ learningRate })}
          min={1e-7}
          max={10}
          step={1e-4}
        />
      </div>
    </section>
  );
}
