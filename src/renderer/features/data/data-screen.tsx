import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function DataScreen() {
  const { t } = useTranslation('data');
  return <Title order={1}>{t('title')}</Title>;
}
