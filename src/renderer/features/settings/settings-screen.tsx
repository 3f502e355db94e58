import './settings.css';
import { Button, Input, SegmentedControl, Stack, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, chosenLanguage, languages, type Language } from '../../app/words/words.ts';
import { shell } from '../../api/shell.ts';
import { useAuthor } from '../../components/author.ts';
import { EngineChoiceForm } from './engine-choice.tsx';
import { EngineFacts } from './engine-facts.tsx';
import { Glossary } from './glossary.tsx';
import { useChosenScheme } from './use-chosen-scheme.ts';

/** Appearance, language, who signs, the engine, and the glossary. */
export function SettingsScreen() {
  const { t } = useTranslation('settings');
  return (
    <div className="settings">
      <Title order={1}>{t('title')}</Title>
      <Appearance />
      <EngineFacts />
      {shell !== undefined && <EngineChoiceForm shell={shell} />}
      <Glossary />
    </div>
  );
}

function Appearance() {
  const { t } = useTranslation('settings');
  const [scheme, chooseScheme] = useChosenScheme();
  const [author, setAuthor] = useAuthor();
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="sm">
        {t('appearance')}
      </Title>
      <Stack gap="sm" align="flex-start">
        <div>
          <Input.Label component="div" display="block" size="xs" id="settings-theme">
            {t('theme')}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="settings-theme"
            value={scheme}
            onChange={chooseScheme}
            data={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`themes.${value}`),
            }))}
          />
        </div>
        <div>
          <Input.Label component="div" display="block" size="xs" id="settings-language">
            {t('language')}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="settings-language"
            value={chosenLanguage()}
            onChange={(value) => void chooseLanguage(value as Language)}
            data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          />
        </div>
        <TextInput
          label={t('author')}
          description={t('authorText')}
          value={author}
          onChange={(event) => setAuthor(event.currentTarget.value)}
          w="100%"
          maw={360}
          autoComplete="name"
        />
        <Button
          variant="default"
          onClick={() => {
            for (const key of Object.keys(localStorage)) {
              if (key.startsWith('isoline.hint.')) localStorage.removeItem(key);
            }
            notifications.show({ message: t('hintsDone') });
          }}
        >
          {t('hints')}
        </Button>
      </Stack>
    </section>
  );
}
