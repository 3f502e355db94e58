import { Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewItem } from '../../../contract/api/review-items.ts';
import { ItemRow } from './item-row.tsx';

const rowHeight = 62;

interface ItemListProps {
  items: readonly ReviewItem[];
  selected: string | null;
  /** Scores and labels are not to be seen before the verdict. */
  blind: boolean;
  hasMore: boolean;
  /** The list comes to its end: more is wanted. */
  onEnd: () => void;
  onSelect: (key: string) => void;
}

/** The items of a queue, of any number, only those in view in the page. */
export function ItemList({ items, selected, blind, hasMore, onEnd, onSelect }: ItemListProps) {
  const { t } = useTranslation(['review', 'common']);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const place = items.findIndex(({ key }) => key === selected);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place);
  }, [place, virtual]);
  const isAtEnd = (shown.at(-1)?.index ?? -1) >= items.length - 10;
  useEffect(() => {
    if (isAtEnd && hasMore) onEnd();
  }, [isAtEnd, hasMore, onEnd]);
  const idOf = (index: number): string => `review-item-${String(index)}`;
  return (
    <div
      className="review-list"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t('list.label')}
      aria-activedescendant={place < 0 ? undefined : idOf(place)}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {shown.map(({ index, start, key }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={key}
              id={idOf(index)}
              role="option"
              className="review-row"
              aria-selected={item.key === selected}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={index + 1}
              style={{ height: rowHeight, transform: `translateY(${String(start)}px)` }}
              onClick={() => onSelect(item.key)}
            >
              <ItemRow item={item} number={index + 1} blind={blind} />
            </div>
          );
        })}
      </div>
      {items.length > 0 && (
        <Text size="xs" c="dimmed" p={6} role="presentation">
          {hasMore ? t('list.loading') : t('list.end')}
        </Text>
      )}
    </div>
  );
}
