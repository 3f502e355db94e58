import { inLanguages } from './language.ts';

export const data = inLanguages({
  en: {
    title: 'Data',
  },
  de: {
    title: 'Data',
  },
});
