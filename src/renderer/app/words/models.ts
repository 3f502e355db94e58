import { inLanguages } from './language.ts';

export const models = inLanguages({
  en: {
    title: 'Models',
  },
  de: {
    title: 'Models',
  },
});
