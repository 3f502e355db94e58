import { useTranslation } from 'react-i18next';
import { NumberField } from '../../components/number-field.tsx';

/** The numbers of a draft whose label and description are the words of their name. */
type DraftNumberName =
  | 'steps'
  | 'learningRate'
  | 'rank'
  | 'dimension'
  | 'dropout'
  | 'weightDecay'
  | 'views'
  | 'classesPerBatch'
  | 'imagesPerClass'
  | 'seed'
  | 'batch';

/**
 * One number of a draft.
 *
 * @param step between two values that are offered; a whole one lets nothing but whole numbers through
 */
export function DraftNumber<Name extends DraftNumberName>({
  name,
  draft,
  onChange,
  min,
  max,
  step = 1,
}: {
  name: Name;
  draft: Readonly<Record<Name, number | null>>;
  onChange: (part: Record<Name, number | null>) => void;
  min: number;
  max: number;
  step?: number;
}) {
  const { t } = useTranslation('training');
  const words: DraftNumberName = name;
  return (
    <NumberField
      label={t(`form.${words}`)}
      description={t(`form.${words}Text`)}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value } as Record<Name, number | null>)}
      min={min}
      max={max}
      step={step}
      allowDecimal={!Number.isInteger(step)}
    />
  );
}
