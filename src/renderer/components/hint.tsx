import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A hint on first use, until a person has read it. */
export function Hint({ name, children }: { name: string; children: string }) {
  const { t } = useTranslation();
  const key = `isoline.hint.${name}`;
  const [isRead, setRead] = useState(() => localStorage.getItem(key) === 'read');
  if (isRead) return null;
  return (
    <Alert variant="light" role="note" p="xs" mb="xs" aria-label={t('hint')}>
      {children}
      <Button
        ml="md"
        variant="default"
        size="compact-xs"
        onClick={() => {
          localStorage.setItem(key, 'read');
          setRead(true);
        }}
      >
        {t('gotIt')}
      </Button>
    </Alert>
  );
}
