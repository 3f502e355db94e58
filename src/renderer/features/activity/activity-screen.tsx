import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function ActivityScreen() {
  const { t } = useTranslation('activity');
  return <Title order={1}>{t('title')}</Title>;
}
