import { inLanguages } from './language.ts';

export const compare = inLanguages({
  en: {
    title: 'Compare',
  },
  de: {
    title: 'Compare',
  },
});
