import { useTranslation } from 'react-i18next';
import { sentenceIn } from './sentences.ts';

/** What puts sentences of the engine into the language of the page. */
export function useSentences(): (sentence: string) => string {
  const { i18n } = useTranslation();
  return (sentence) => sentenceIn(i18n.language, sentence);
}
