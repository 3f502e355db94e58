import { inLanguages } from './language.ts';

export const activity = inLanguages({
  en: {
    title: 'Activity',
  },
  de: {
    title: 'Activity',
  },
});
