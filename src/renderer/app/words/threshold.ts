import { inLanguages } from './language.ts';

export const threshold = inLanguages({
  en: {
    title: 'Threshold',
  },
  de: {
    title: 'Threshold',
  },
});
