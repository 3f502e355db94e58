import { inLanguages } from './language.ts';

export const settings = inLanguages({
  en: {
    title: 'Settings',
  },
  de: {
    title: 'Settings',
  },
});
