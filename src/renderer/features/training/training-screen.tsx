import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function TrainingScreen() {
  const { t } = useTranslation('training');
  return <Title order={1}>{t('title')}</Title>;
}
