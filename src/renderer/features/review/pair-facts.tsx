import { useTranslation } from 'react-i18next';
import { formatDecimal } from '../../components/format.ts';
import type { JudgedItem } from './queue-items.ts';

/** A similarity with as many decimals as tell scores apart. */
export function scoreText(score: number): string {
  return formatDecimal(score, 4);
}

/** Why an item is in its queue, as a sentence. */
export function Why({ item, threshold }: { item: JudgedItem; threshold: number }) {
  const { t } = useTranslation(['review', 'common']);
  return (
    <p className="review-why" aria-label={t('why.label')}>
      {sentence()}
    </p>
  );

  function sentence(): string {
    if (item.kind === 'image') {
      return t(`why.${item.reason}`, {
        rival: item.rivalClassName,
        ownMean: scoreText(item.ownMean),
        ownNearest: scoreText(item.ownNearest),
        rivalMean: scoreText(item.rivalMean),
        rivalNearest: scoreText(item.rivalNearest.score),
        // The class of the nearest image need not be the one that is more alike on average.
        nearest: item.rivalNearest.className,
      });
    }
    const { reason, same } = item;
    const figures = { score: scoreText(item.score), threshold: scoreText(threshold) };
    return reason === 'exact-duplicate' || reason === 'near-duplicate'
      ? t(`why.${reason}-${same ? 'same' : 'different'}`, figures)
      : t(`why.${reason}`, figures);
  }
}
