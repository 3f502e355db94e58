import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { activity } from './activity.ts';
import { common } from './frame.ts';
import { compare } from './compare.ts';
import { data } from './data.ts';
import { galleries } from './galleries.ts';
import { glossary } from './glossary.ts';
import { home } from './home.ts';
import { isolated } from './isolated.ts';
import { models } from './models.ts';
import { pairs } from './pairs.ts';
import { passport } from './passport.ts';
import { reports } from './reports.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { threshold } from './threshold.ts';
import { training } from './training.ts';

/** The languages there are, by their own names. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const namespaces = {
  common,
  glossary,
  home,
  data,
  models,
  threshold,
  training,
  compare,
  review,
  pairs,
  galleries,
  reports,
  passport,
  activity,
  settings,
};

type English = { [Name in keyof typeof namespaces]: (typeof namespaces)[Name]['en'] };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: English;
  }
}

const storageKey = 'isoline.language';

/** The language chosen before, else the system's where there are words for it, else English. */
function firstLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages];
  for (const tag of wanted) {
    const language = tag?.slice(0, 2);
    if (language === 'en' || language === 'de') return language;
  }
  return 'en';
}

/** Loads the words. The words of both languages are in the bundle: they are small. */
export async function startWords(): Promise<void> {
  const resourcesOf = (language: Language) =>
    Object.fromEntries(Object.entries(namespaces).map(([name, words]) => [name, words[language]]));
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en: resourcesOf('en'), de: resourcesOf('de') },
    // React escapes what it shows.
    interpolation: { escape: isolated },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export function chosenLanguage(): Language {
  return i18next.language === 'de' ? 'de' : 'en';
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
