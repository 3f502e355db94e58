import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function ThresholdScreen() {
  const { t } = useTranslation('threshold');
  return <Title order={1}>{t('title')}</Title>;
}
