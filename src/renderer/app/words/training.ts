import { inLanguages } from './language.ts';

export const training = inLanguages({
  en: {
    title: 'Training',
  },
  de: {
    title: 'Training',
  },
});
