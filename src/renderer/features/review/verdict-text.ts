import type { TFunction } from 'i18next';
import type { Verdict } from '../../../contract/api/review-items.ts';

/** The file's name and the folder it lies in: what tells images apart where there is little room. */
export function shortName(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** A verdict as a sentence. */
export function verdictText(
  t: TFunction<['review', 'common']>,
  { kind, about, className, images }: Pick<Verdict, 'kind' | 'about' | 'className' | 'images'>,
): string {
  const named = shortName(about ?? '');
  switch (kind) {
    case 'label-wrong':
      return className === null
        ? t('said.label-wrong-none', { about: named })
        : t('said.label-wrong', { about: named, className });
    case 'bad-image':
      return t('said.bad-image', { about: named });
    case 'true-confusion':
    case 'skip': {
      const [first = '', second] = images.map(shortName);
      return t(`said.${kind}`, {
        images: second === undefined ? first : t('said.and', { first, second }),
      });
    }
  }
}
