import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type NumberFieldProps = Omit<NumberInputProps, 'value' | 'onChange'> & {
  /** Null: empty. */
  value: number | null;
  onChange: (value: number | null) => void;
};

/** A number as it is written in the chosen language; a point and a comma are both understood. */
export function NumberField({ value, onChange, ...others }: NumberFieldProps) {
  const { i18n } = useTranslation();
  return (
    <NumberInput
      {...others}
      decimalSeparator={i18n.language === 'de' ? ',' : '.'}
      allowedDecimalSeparators={['.', ',']}
      value={value ?? ''}
      onChange={(typed) => {
        const number = typeof typed === 'number' ? typed : typed === '' ? null : Number(typed);
        onChange(number === null || Number.isNaN(number) ? null : number);
      }}
    />
  );
}

/** The seed of what is drawn. */
export function SeedField(props: Omit<NumberFieldProps, 'min' | 'max' | 'allowDecimal'>) {
  return <NumberField {...props} min={0} max={2 ** 32 - 1} allowDecimal={false} />;
}
