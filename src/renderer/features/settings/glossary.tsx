import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { glossary } from '../../app/words/glossary.ts';
import type { TermName } from '../../components/term.tsx';

const terms = Object.keys(glossary.en).filter((key): key is TermName => key !== 'title');

/** All terms in one place. */
export function Glossary() {
  const { t } = useTranslation('glossary');
  return (
    <section className="isoline-panel" id="glossary">
      <Title order={2} size="h4" mb="sm">
        {t('title')}
      </Title>
      <dl className="settings-glossary">
        {terms.map((name) => (
          <div key={name}>
            <dt>{t(`${name}.name`)}</dt>
            <dd>{t(`${name}.text`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
