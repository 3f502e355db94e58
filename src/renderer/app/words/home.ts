import { inLanguages } from './language.ts';

export const home = inLanguages({
  en: {
    title: 'Home',
  },
  de: {
    title: 'Home',
  },
});
